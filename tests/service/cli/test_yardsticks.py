"""``headway assess --yardsticks`` on one's own files, and on a catalogue."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from forecasting.public_methods.catalogue import METHODS
from service.operations.yardstick_rows import COLUMNS
from tests.service.cli.conftest import Run

NAMES = [method.name for method in METHODS]


def documents(text: str) -> list[dict[str, Any]]:
    found = json.loads(text)["yardsticks"]
    assert isinstance(found, list)
    return found


def test_every_target_of_a_file_stands_beside_every_method(
    headway: Run, observations: Path, targets: Path, tmp_path: Path, home: Path
) -> None:
    out = tmp_path / "yardsticks.csv"
    asked = ("assess", "--observations", observations, "--targets", targets)
    done = headway(*asked, "--yardsticks", "--out", out)
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    names = [*(f"t{k}" for k in range(12)), "rank"]
    assert [(row["target_id"], row["method"]) for row in rows] == [(t, m) for t in names for m in NAMES]
    assert all(row["label"] or row["reason"] for row in rows)
    judged = headway(*asked, "--format", "json")
    for row in json.loads(judged.stdout)["assessments"]:
        obr = next(r for r in rows if (r["target_id"], r["method"]) == (row["target_id"], "obr"))
        assert obr["verdict"] == row["verdict"]
        assert obr["number"] == ("" if row["probability"] is None else str(row["probability"]))
    assert not home.exists(), "nothing is stored"


def test_every_format_says_the_same(headway: Run, observations: Path, targets: Path, tmp_path: Path) -> None:
    asked = ("assess", "t0", "t4", "--observations", observations, "--targets", targets, "--yardsticks")
    printed = headway(*asked, "--format", "json").stdout
    out = tmp_path / "y.json"
    assert headway(*asked, "--out", out).exit_code == 0
    assert out.read_text("utf-8") == printed
    found = documents(printed)
    assert [one["target_id"] for one in found] == ["t0", "t4"]
    table = list(csv.DictReader(headway(*asked, "--format", "csv").stdout.splitlines()))
    flat = [item for one in found for item in one["yardsticks"]]
    for row, item in zip(table, flat, strict=True):
        assert (row["method"], row["label"]) == (item["method"], item["label"] or "")
    # Two figures are too few for a probability of ours; methods that need no more still answer.
    short = {item["method"]: item for item in found[1]["yardsticks"]}
    assert found[1]["judgement"]["probability"] is None
    assert (short["obr"]["label"], short["obr"]["reason"]) == (None, "no_probability")
    assert short["sdsn"]["label"] is not None
    assert short["nhs_making_data_count"]["reason"] == "trial_limits"


def test_a_table_for_people_shows_each_method_and_the_sentence(
    headway: Run, observations: Path, targets: Path
) -> None:
    done = headway("assess", "t0", "--observations", observations, "--targets", targets, "--yardsticks")
    assert done.exit_code == 0, done.output
    first = done.stdout.splitlines()[0]
    assert first == "t0"
    flowing = " ".join(done.stdout.split())
    for method in METHODS:
        assert method.short.split()[0] in flowing or method.short.split()[0].capitalize() in flowing
    assert "Our judgement:" in flowing


def test_the_targets_of_a_catalogue_and_a_day(headway: Run, example: Path, home: Path) -> None:
    done = headway("assess", "--yardsticks", "--format", "json")
    assert done.exit_code == 0, done.output
    found = documents(done.stdout)
    kept = json.loads(headway("assess", "--format", "json").stdout)["assessments"]
    assert [one["target_id"] for one in found] == [row["target_id"] for row in kept]
    for one, row in zip(found, kept, strict=True):
        assert one["judgement"]["probability"] == row["probability"]
        assert [item["method"] for item in one["yardsticks"]] == NAMES
    alone = headway(
        "assess", kept[0]["target_id"], "--mission", "example-council", "--yardsticks", "--format", "json"
    )
    assert documents(alone.stdout) == found[:1]


@pytest.mark.parametrize("name", ["t99", "T0"])
def test_an_unknown_target_is_an_error_with_a_hint(
    headway: Run, observations: Path, targets: Path, name: str
) -> None:
    done = headway("assess", name, "--observations", observations, "--targets", targets, "--yardsticks")
    assert done.exit_code == 1
    assert name in done.stderr
    assert "Traceback" not in done.output


def test_a_control_chart_begins_anew_where_somebody_accepted_that(
    headway: Run, observations: Path, targets: Path, tmp_path: Path
) -> None:
    accepted = tmp_path / "rebases.csv"
    asked = (
        "assess",
        "t1",
        "--observations",
        observations,
        "--targets",
        targets,
        "--yardsticks",
        "--format",
        "json",
    )
    plain = headway(*asked)
    assert plain.exit_code == 0, plain.output

    def points(text: str) -> Any:
        found = {one["method"]: one for one in documents(text)[0]["yardsticks"]}
        return found["nhs_making_data_count"]["numbers"]["limit_points"]

    assert points(plain.stdout) == 48
    header = "target_id,period,accepted_by,accepted,reason\n"
    accepted.write_text(f"{header}t1,2023-07,A. Analyst,2025-03-01,a new clinic\n", encoding="utf-8")
    anew = headway(*asked, "--rebases", accepted)
    assert anew.exit_code == 0, anew.output
    assert points(anew.stdout) == 18
    for row, said in (
        ("t1,2023-07,,2025-03-01,a new clinic", "accepted_by is empty"),
        ("t1,2023-07,A,2025-03-01,", "reason is empty"),
        ("t1,2023-07,A,1.3.2025,x", "accepted cannot be read"),
        ("t1,someday,A,2025-03-01,x", "line 2"),
        ("t1,2099-07,A,2025-03-01,x", "no figure there"),
    ):
        accepted.write_text(f"{header}{row}\n", encoding="utf-8")
        wrong = headway(*asked, "--rebases", accepted)
        assert wrong.exit_code == 1, row
        assert said in wrong.stderr, wrong.stderr
        assert "Traceback" not in wrong.output
    accepted.write_text("target_id,period\n", encoding="utf-8")
    assert "lacks the columns" in headway(*asked, "--rebases", accepted).stderr
    assert headway("assess", "--rebases", accepted).exit_code == 2
