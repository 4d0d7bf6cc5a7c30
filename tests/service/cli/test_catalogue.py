"""``headway catalogue``: begin one's own, check it, list it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.service.cli.conftest import Run


def test_an_example_can_be_written_checked_and_used(
    headway: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own"
    written = headway("catalogue", "init", folder)
    assert written.exit_code == 0
    assert (folder / "mission.yaml").is_file()
    checked = headway("catalogue", "check", folder)
    assert checked.exit_code == 0, checked.output
    assert checked.stdout.startswith("No problem found: 1 missions, 2 indicators, 2 targets")
    monkeypatch.setenv("HEADWAY_CATALOGUE", str(folder))
    listed = json.loads(headway("catalogue", "list", "--format", "json").stdout)["missions"]
    assert [(row["mission_id"], row["indicators"], row["targets"]) for row in listed] == [
        ("example-council", 2, 2)
    ]


def test_a_folder_that_holds_something_is_left_alone(headway: Run, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    done = headway("catalogue", "init", tmp_path)
    assert done.exit_code == 1
    assert "already holds something" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_problems_name_file_line_key_value_and_remedy(headway: Run, example: Path) -> None:
    mission = example / "mission.yaml"
    text = mission.read_text(encoding="utf-8")
    mission.write_text(text.replace("direction: ", "direction: sideways # ", 1), encoding="utf-8")
    done = headway("catalogue", "check")
    assert done.exit_code == 1
    line = 1 + next(
        k for k, row in enumerate(mission.read_text(encoding="utf-8").splitlines()) if "sideways" in row
    )
    assert f"council/mission.yaml:{line}" in done.stderr
    assert "direction" in done.stderr
    assert "sideways" in done.stderr
    as_json = headway("catalogue", "check", "--format", "json")
    assert as_json.exit_code == 1
    problems = json.loads(as_json.stdout)["problems"]
    assert (problems[0]["line"], problems[0]["value"]) == (line, "sideways")
    as_csv = headway("catalogue", "check", example, "--format", "csv")
    assert as_csv.exit_code == 1
    assert next(iter(csv.DictReader(io.StringIO(as_csv.stdout))))["remedy"]


def test_figures_are_checked_too(headway: Run, example: Path) -> None:
    figures = example / "observations.csv"
    figures.write_text(
        figures.read_text(encoding="utf-8") + "no-such-indicator,x,2024,5,,,,,\n", encoding="utf-8"
    )
    done = headway("catalogue", "check", example)
    assert done.exit_code == 1
    assert "observations.csv" in done.stderr


def test_lists_of_targets_and_indicators(headway: Run, example: Path) -> None:
    targets = json.loads(headway("catalogue", "list", "--targets", "--format", "json").stdout)["targets"]
    assert len(targets) == 2
    assert all(row["mission_id"] == "example-council" and row["asked"] and row["due"] for row in targets)
    rows = list(
        csv.DictReader(io.StringIO(headway("catalogue", "list", "--indicators", "--format", "csv").stdout))
    )
    assert len(rows) == 2
    of_mission = headway("catalogue", "list", "--mission", "example-council")
    assert all(row["target_id"][:12] in of_mission.stdout for row in targets)
    assert max(map(len, of_mission.stdout.splitlines())) <= 100


def test_unknown_missions_and_both_lists_at_once(headway: Run, example: Path) -> None:
    assert headway("catalogue", "list", "--mission", "nowhere").exit_code == 1
    assert headway("catalogue", "list", "--targets", "--indicators").exit_code == 2


def test_a_folder_that_does_not_exist(headway: Run, tmp_path: Path) -> None:
    done = headway("catalogue", "check", tmp_path / "nothing")
    assert done.exit_code == 1
    assert "There is no folder" in done.stderr


def test_the_bundled_catalogue_is_sound(headway: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWAY_BUNDLED", "1")
    done = headway("catalogue", "check", "--format", "json")
    assert done.exit_code == 0, done.output
    counts = json.loads(done.stdout)
    assert counts["problems"] == []
    assert counts["missions"] > 30
    assert counts["observations"] > 10_000


def test_export_writes_what_can_be_checked_again(
    headway: Run, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = headway("catalogue", "export", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [str(tmp_path / "out" / "example-council.yaml")]
    monkeypatch.delenv("HEADWAY_CATALOGUE")
    checked = headway("catalogue", "check", tmp_path / "out")
    assert checked.stdout.startswith("No problem found: 1 missions, 2 indicators, 2 targets")
    again = headway("catalogue", "export", tmp_path / "out")
    assert again.exit_code == 1
