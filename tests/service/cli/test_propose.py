"""``headway propose`` on a series of one's own file, and on a catalogue."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from service.operations.proposal_rows import COLUMNS
from tests.service.cli.conftest import Run


@pytest.fixture
def waits(tmp_path: Path) -> Path:
    """Seven yearly series, a tenth of a point a year apart in their paces."""
    path = tmp_path / "waits.csv"
    rows = ["series_id,period,value,unit,direction"]
    for area in range(7):
        for year in range(2004, 2025):
            value = 50 + area + (0.2 + 0.1 * area) * (year - 2004) + (0.4, -0.3, 0.2)[year % 3]
            rows.append(f"waits-{area},{year},{value:.2f},percent,increase")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_series_of_a_file_as_a_table(headway: Run, waits: Path, home: Path) -> None:
    done = headway(
        "propose", "--observations", waits, "--series", "waits-3", "--peers", "waits-*", "--by", "2030",
        "--value", "64",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    for words in (
        "90%",
        "10%",
        "Halt the decline",
        "halt the decline",
        "What 64.0% means",
        "series ever moved",
    ):
        assert words.lower() in done.output.lower(), words
    assert not home.exists(), "nothing is stored"


def test_the_same_as_csv_and_json(headway: Run, waits: Path) -> None:
    about = ("--observations", waits, "--series", "waits-3", "--by", "2030")
    table = headway("propose", *about, "--format", "csv")
    assert table.exit_code == 0, table.output
    rows = list(csv.DictReader(table.stdout.splitlines()))
    assert tuple(rows[0]) == COLUMNS
    ladder = [row for row in rows if row["group"] == "chance"]
    assert [row["key"] for row in ladder] == ["p90", "p75", "p50", "p25", "p10"]
    document = json.loads(headway("propose", *about, "--format", "json").stdout)
    assert [rung["value"] for rung in document["ladder"]] == [float(row["value"]) for row in ladder]
    assert document["meaning"] is None


def test_a_value_proposed_is_judged_at_its_chance_by_assess(
    headway: Run, waits: Path, tmp_path: Path
) -> None:
    document = json.loads(
        headway(
            "propose", "--observations", waits, "--series", "waits-3", "--by", "2028", "--format", "json"
        ).stdout
    )
    rungs = document["ladder"]
    lines = ["target_id,series_id,kind,comparator,target_value,target_period"]
    lines += [f"p{k},waits-3,level,>=,{rung['value']!r},2028" for k, rung in enumerate(rungs)]
    targets = tmp_path / "targets.csv"
    targets.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = headway("assess", "--observations", waits, "--targets", targets, "--format", "csv")
    assert done.exit_code == 0, done.output
    judged = list(csv.DictReader(done.stdout.splitlines()))
    for row, rung in zip(judged, rungs, strict=True):
        assert float(row["probability"]) == pytest.approx(rung["asked"], abs=1e-6)


def test_an_indicator_of_a_catalogue(headway: Run, example: Path, tmp_path: Path) -> None:
    listed = headway("catalogue", "list", "--indicators", "--format", "json")
    name = json.loads(listed.stdout)["indicators"][0]["indicator_id"]
    out = tmp_path / "proposal.json"
    done = headway("propose", name, "--by", "2031", "--better", "decrease", "--out", out)
    assert done.exit_code == 0, done.output
    document = json.loads(out.read_text("utf-8"))
    assert document["indicator"] == name
    assert document["direction"] == "decrease"
    assert document["ladder"] or document["reason_text"]
    told = headway("propose", name, "--by", "2031", "--better", "decrease").stdout
    assert " in Exampleton (invented). A target" in told, "an area is called by its name"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("waits-3",), 2, "--by"),
        (("--by", "2030"), 2, "INDICATOR"),
        (("nope", "--by", "2030"), 1, "There is no indicator"),
        (("--observations", "FILE", "--series", "waits-9", "--by", "2030"), 1, "no series"),
        (("--observations", "FILE", "--series", "waits-3", "--by", "2020"), 1, "held already"),
        (("--observations", "FILE", "--series", "waits-3", "--by", "soon"), 1, "soon"),
        (("--observations", "FILE", "--series", "waits-3", "--by", "2030", "--better", "up"), 2, "increase"),
        (("--observations", "FILE", "--series", "waits-3", "--by", "2030", "--value", "nan"), 1, "number"),
        (
            ("--observations", "FILE", "--series", "waits-3", "--by", "2030", "--since", "2020-01-01"),
            1,
            "add up",
        ),
    ],
)
def test_what_cannot_be_proposed_is_told_with_a_remedy(
    headway: Run, waits: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    done = headway("propose", *(str(waits) if item == "FILE" else item for item in arguments))
    assert done.exit_code == status, done.output
    assert words in done.output
    assert "Traceback" not in done.output
