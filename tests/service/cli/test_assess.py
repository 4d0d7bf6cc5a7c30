"""``headway assess`` on one's own files, and on a catalogue."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from service.operations.rows import COLUMNS
from tests.service.cli.conftest import Run


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_of_targets_becomes_a_file_of_judgements(
    headway: Run, observations: Path, targets: Path, tmp_path: Path, home: Path
) -> None:
    out = tmp_path / "assessed.csv"
    done = headway("assess", "--observations", observations, "--targets", targets, "--out", out)
    assert done.exit_code == 0, done.output
    rows = rows_of(out)
    assert list(rows[0]) == list(COLUMNS)
    assert [row["target_id"] for row in rows] == [*(f"t{k}" for k in range(12)), "rank"]
    judged = [row for row in rows if row["probability"]]
    assert len(judged) == 12
    for row in judged:
        assert 0 < float(row["probability"]) < 1
        low, middle, high = (float(row[f"projected_p{p}"]) for p in (10, 50, 90))
        # A rank moves in whole places.
        assert low <= middle <= high if row["target_id"] == "rank" else low < middle < high
        assert row["verdict"] in ("on_track", "uncertain", "off_track")
        assert row["method"].startswith("headway ")
        assert row["reason"] == ""
    assert {row["target_id"]: row["reason"] for row in rows if not row["probability"]} == {"t4": "too_short"}
    assert not home.exists(), "nothing is stored"


def test_the_same_command_twice_gives_the_same_bytes(
    headway: Run, observations: Path, targets: Path, tmp_path: Path
) -> None:
    for name in ("a.csv", "b.csv", "a.parquet", "b.parquet", "a.json", "b.json"):
        assert (
            headway(
                "assess", "--observations", observations, "--targets", targets, "--out", tmp_path / name
            ).exit_code
            == 0
        )
    for suffix in ("csv", "parquet", "json"):
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_every_format_says_the_same(headway: Run, observations: Path, targets: Path, tmp_path: Path) -> None:
    import pandas as pd

    files = ("--observations", observations, "--targets", targets)
    printed = json.loads(headway("assess", *files, "--format", "json").stdout)
    assert list(printed) == ["assessments"]
    assert headway("assess", *files, "--out", tmp_path / "a.parquet").exit_code == 0
    assert headway("assess", *files, "--out", tmp_path / "a.csv").exit_code == 0
    table = pd.read_parquet(tmp_path / "a.parquet")
    assert headway("assess", *files, "--format", "csv").stdout == (tmp_path / "a.csv").read_text(
        encoding="utf-8"
    )
    for row, item, line in zip(
        table.to_dict("records"), printed["assessments"], rows_of(tmp_path / "a.csv"), strict=True
    ):
        assert item["target_id"] == row["target_id"] == line["target_id"]
        if item["probability"] is None:
            assert pd.isna(row["probability"])
            assert line["probability"] == ""
        else:
            assert item["probability"] == row["probability"] == float(line["probability"])


def test_a_table_is_readable_at_100_columns(headway: Run, observations: Path, targets: Path) -> None:
    done = headway("assess", "--observations", observations, "--targets", targets)
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert "too short" in done.stdout
    assert next(line for line in lines if line.startswith("rank")).split()[1:3] == ["2", "(2024)"]
    assert any("t1 " in line and "2026-06" in line for line in lines)


def test_targets_can_be_chosen(headway: Run, observations: Path, targets: Path) -> None:
    files = ("--observations", observations, "--targets", targets, "--format", "json")
    done = headway("assess", "t3", "t1", *files)
    assert [row["target_id"] for row in json.loads(done.stdout)["assessments"]] == ["t1", "t3"]
    missing = headway("assess", "t33", *files)
    assert missing.exit_code == 1
    assert "There is no target “t33”" in missing.stderr
    assert "t3" in missing.stderr.split("Did you mean")[1]


def test_without_dates_of_publication_as_of_is_refused(
    headway: Run, observations: Path, targets: Path
) -> None:
    done = headway("assess", "--observations", observations, "--targets", targets, "--as-of", "2024-06-30")
    assert done.exit_code == 1
    assert "published" in done.stderr
    assert "Traceback" not in done.stderr


def test_as_of_reads_what_was_published_by_then(headway: Run, tmp_path: Path) -> None:
    data, asked = tmp_path / "o.csv", tmp_path / "t.csv"
    lines = [f"a,{year},{50 + year % 3},{year + 1}-03-01" for year in range(2010, 2025)]
    lines += ["a,2022,99,2024-09-01"]
    data.write_text("series_id,period,value,published\n" + "\n".join(lines) + "\n", encoding="utf-8")
    asked.write_text(
        "target_id,series_id,kind,comparator,target_value,target_period\nt,a,level,>=,51,2026\nu,a,level,>=,51,2022\n",
        encoding="utf-8",
    )
    files = ("--observations", data, "--targets", asked, "--format", "json")
    now = json.loads(headway("assess", *files).stdout)["assessments"]
    then = json.loads(headway("assess", *files, "--as-of", "2024-06-30").stdout)["assessments"]
    assert (now[0]["as_of"], now[0]["latest_period"]) == ("2025-03-01", "2024")
    assert (then[0]["as_of"], then[0]["latest_period"]) == ("2024-06-30", "2023")
    assert now[1]["verdict"] == "met"
    assert now[1]["latest_value"] == 50 + 2024 % 3
    assert then[1]["verdict"] == "missed", "the revision of 2022 was not known"
    early = json.loads(headway("assess", *files, "--as-of", "2009-06-30").stdout)["assessments"]
    assert {row["reason"] for row in early} == {"no_data"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--observations", "o.csv"),
        ("--targets", "t.csv"),
        ("--observations", "o.csv", "--targets", "t.csv", "--mission", "m"),
        ("--as-of", "30/06/2025"),
        ("--format", "xml"),
        ("--out", "judgements.xlsx"),
        ("--out", "no-such-folder/judgements.csv"),
        ("--no-such-option",),
    ],
    ids=" ".join,
)
def test_misuse_ends_with_two(headway: Run, arguments: tuple[str, ...]) -> None:
    done = headway("assess", *arguments)
    assert done.exit_code == 2, done.output
    assert "Usage: " in done.stderr


def test_a_catalogue_of_ones_own_is_judged_and_kept(headway: Run, example: Path, home: Path) -> None:
    first = headway("assess", "--format", "json")
    assert first.exit_code == 0, first.output
    rows = json.loads(first.stdout)["assessments"]
    assert list(rows[0]) == ["mission_id", *COLUMNS]
    assert {row["mission_id"] for row in rows} == {"example-council"}
    assert all(row["probability"] is not None for row in rows)
    assert (home / "headway.db").is_file()
    assert headway("assess", "--format", "json").stdout == first.stdout
    again = headway("prepare")
    assert again.exit_code == 0
    assert "0 of them judged now" in again.stderr
    one = headway("assess", rows[0]["target_id"], "--mission", "example-council", "--format", "json")
    assert json.loads(one.stdout)["assessments"] == rows[:1]


def test_unknown_names_are_errors_with_a_hint(headway: Run, example: Path) -> None:
    for arguments in (("assess", "no-such-target"), ("assess", "--mission", "example-counci")):
        done = headway(*arguments)
        assert done.exit_code == 1
        assert "There is no" in done.stderr
        assert "Traceback" not in done.output
    assert "Did you mean example-council?" in headway("assess", "--mission", "example-counci").stderr
