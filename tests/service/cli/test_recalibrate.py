"""The analyst's loop on the command line: recalibrate, compare, promote, reproduce, roll back; and what goes wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.service.cli.conftest import Run

TARGET, INDICATOR = "example-recycling-50", "example_recycling_pct"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def chance(headway: Run) -> str:
    return rows(headway("assess", TARGET, "--format", "csv").stdout)[0]["probability"]


def test_recalibrate_compare_promote_reproduce_roll_back(headway: Run, example: Path) -> None:
    before = chance(headway)
    made = headway(
        "recalibrate", TARGET, "--models", "grid:2,theta", "--reason", "Recycling may follow its trend"
    )
    assert made.exit_code == 0, made.output
    assert "grid (2) + theta (1)" in " ".join(made.stdout.split())
    assert "Look closer: headway calibrations compare 1" in made.stderr
    assert chance(headway) == before
    compared = headway("calibrations", "compare", "1")
    assert "crps" in compared.stdout
    assert "chose nothing" in compared.stderr
    every = rows(headway("calibrations", "compare", "1", "--format", "csv").stdout)
    assert {row["part"] for row in every} == {"choosing", "confirming"}
    shown = json.loads(headway("calibrations", "show", "1", "--format", "json").stdout)
    assert shown["choices"]["weights"] == [["grid", 2.0], ["theta", 1.0]]
    promoted = headway("calibrations", "promote", "1", "--reason", "Better on later origins")
    assert promoted.exit_code == 0, promoted.output
    assert "1 target judged anew" in promoted.stderr
    assert chance(headway) != before
    assert headway("reproduce", TARGET).exit_code == 0
    listed = rows(headway("calibrations", "list", TARGET, "--format", "csv").stdout)
    assert [(row["id"], row["state"]) for row in listed] == [("1", "champion")]
    assert listed[0]["created_by"].startswith("command line: ")
    back = headway("calibrations", "rollback", INDICATOR, "--reason", "The measure was redefined")
    assert "0 targets judged anew; 1 judged before came back" in back.stderr
    assert chance(headway) == before
    same = headway("reproduce", TARGET, "--format", "json")
    assert same.exit_code == 0
    assert json.loads(same.stdout)["reproduced"][0]["same"] == "yes"
    history = headway("calibrations", "show", "1").stdout
    assert "rolled back" in history
    assert "The measure was redefined" in " ".join(history.split())


def test_rules_are_printed_and_decide(headway: Run, example: Path) -> None:
    headway("recalibrate", TARGET, "--spread", "5", "--reason", "Far too wide")
    found = headway("calibrations", "auto", "--rule", "never-worse", "--format", "csv")
    assert "never-worse: The CRPS must be lower" in found.stderr
    assert rows(found.stdout)[0]["promoted"] == "no"
    assert "0 of 1 challengers promoted" in found.stderr
    gone = headway("calibrations", "reject", "1", "--reason", "Far too wide")
    assert gone.exit_code == 0
    again = headway("calibrations", "promote", "1", "--reason", "Still")
    assert again.exit_code == 1
    assert "rejected, not a challenger" in again.stderr


def test_a_run_over_everything_prints_a_row_a_series(headway: Run, example: Path) -> None:
    found = headway("recalibrate", "--all", "--scale", "log", "--reason", "Growth", "--format", "csv")
    assert found.exit_code == 0, found.output
    assert {row["indicator_id"] for row in rows(found.stdout)} == {INDICATOR, "example_affordable_homes"}
    resumed = headway("recalibrate", "--resume")
    assert resumed.exit_code == 1
    assert "No recalibration is unfinished" in resumed.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("recalibrate", TARGET), 2, "--reason is missing"),
        (("recalibrate", "--reason", "x"), 2, "Name targets or indicators"),
        (("recalibrate", TARGET, "--all", "--reason", "x"), 2, "Name targets or indicators"),
        (("recalibrate", TARGET, "--scale", "square", "--reason", "x"), 2, "write raw, log or both"),
        (("recalibrate", "--resume", "--all"), 2, "--resume stands alone"),
        (("recalibrate", TARGET, "--models", "profet", "--reason", "x"), 1, "Did you mean “prophet”"),
        (("recalibrate", "nothing", "--reason", "x"), 1, "There is no target or indicator “nothing”"),
        (
            ("recalibrate", TARGET, "--exclude", "2014/15..2024/25", "--reason", "x"),
            1,
            "leaves 0 of the 11 figures",
        ),
        (("calibrations", "promote", "7", "--reason", "x"), 1, "There is no calibration 7"),
        (("calibrations", "rollback", INDICATOR, "--reason", "x"), 1, "nothing to roll back"),
        (("calibrations", "auto", "--rule", "best"), 1, "There is no rule of promotion “best”"),
        (("calibrations", "list", "--state", "good"), 2, "--state is one of"),
        (("reproduce", "abc"), 1, "No judgement has the key “abc”"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    headway: Run, example: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    found = headway(*arguments)
    assert found.exit_code == code, found.output
    told = " ".join(found.stderr.replace("│", " ").split())
    assert words in told
    assert "Traceback" not in told
