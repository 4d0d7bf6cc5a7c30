"""``headway what-if`` and ``headway explain`` on the bundled catalogue."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app

Run = Callable[..., Result]
NHS = "nhs-rtt92-2029"


@pytest.fixture(scope="module")
def headway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """An installation with the bundled catalogue, filled on first use and kept for all tests here."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HEADWAY_DATABASE_URL", "HEADWAY_CATALOGUE", "HEADWAY_BUNDLED"):
            patch.delenv(name, raising=False)
        patch.setenv("HEADWAY_HOME", str(home))

        def run(*arguments: str | Path) -> Result:
            return CliRunner().invoke(app, [str(argument) for argument in arguments])

        yield run


def test_a_policy_stands_beside_the_current_course(headway: Run) -> None:
    done = headway("what-if", NHS, "--scenario", "policy", "--effect", "20", "--from", "2027", "--ramp", "3")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].split()[:6] == ["Course", "Chance", "Expected", "Short", "by", "For"]
    assert any(line.startswith("Current course") for line in lines)
    assert any(line.startswith("Policy: The chance would be") for line in lines)
    assert max(map(len, lines)) <= 100


def test_the_chance_needed_is_had_with_what_is_needed(headway: Run) -> None:
    asked = ("what-if", NHS, "--scenario", "level_shift", "--format", "csv")
    first = list(csv.DictReader(io.StringIO(headway(*asked, "--effect", "0").stdout)))
    needed = first[1]["needed_80"]
    assert first[0]["probability"] == first[1]["probability"]
    again = list(csv.DictReader(io.StringIO(headway(*asked, "--effect", needed).stdout)))
    assert float(again[1]["probability"]) == pytest.approx(0.8, abs=1e-6)


def test_several_scenarios_come_from_a_file(headway: Run, tmp_path: Path) -> None:
    path = tmp_path / "scenarios.yaml"
    path.write_text(
        "- scenario: policy\n  name: More beds\n  effect: 20\n  low: 10\n  high: 30\n  from: 2027\n"
        "- {scenario: delay, years: 1}\n",
        "utf-8",
    )
    done = headway("what-if", NHS, "--file", path, "--format", "json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [one["name"] for one in found["scenarios"]] == ["More beds", "delay"]
    out = tmp_path / "scenarios.csv"
    assert headway("what-if", NHS, "--file", path, "--out", out).exit_code == 0
    assert len(list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("scenario: [", "cannot be read as YAML"),
        ("just words", "no list"),
        ("- {scenario: hope}", "no scenario"),
    ],
)
def test_a_file_that_says_nothing_is_refused(headway: Run, tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "scenarios.yaml"
    path.write_text(content, "utf-8")
    done = headway("what-if", NHS, "--file", path)
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "--scenario"),
        (("--scenario", "polcy", "--effect", "1"), 1, "Did you mean policy?"),
        (("--scenario", "policy"), 1, "needs “effect”"),
        (("--scenario", "policy", "--effect", "a lot"), 1, "not a number"),
        (("--scenario", "delay", "--years", "1", "--effect", "1"), 1, "has no “effect”"),
        (("--scenario", "policy", "--effect", "1", "--from", "soon"), 1, "no moment in time"),
    ],
)
def test_what_is_wrong_is_said(headway: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = headway("what-if", NHS, *arguments)
    assert done.exit_code == code
    assert said in done.stderr


def test_an_unknown_target_and_one_without_a_course(headway: Run) -> None:
    done = headway("what-if", "nhs-rtt92", "--scenario", "delay", "--years", "1")
    assert done.exit_code == 1
    assert NHS in done.stderr
    done = headway("what-if", "nhs-rtt65-2026", "--scenario", "delay", "--years", "1")
    assert done.exit_code == 1
    assert "no current course" in done.stderr


def test_why_a_judgement_moved_since_the_last_release(headway: Run) -> None:
    done = headway("explain", NHS)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"{NHS}, ")
    for name in ("Observations", "Revisions", "Calibration", "Target", "Together"):
        assert name in done.stdout


def test_between_two_days_the_parts_add_up(headway: Run) -> None:
    done = headway("explain", NHS, "--from", "2025-06-30", "--to", "2025-12-31", "--format", "json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["before"]["as_of"] <= "2025-06-30" < found["after"]["as_of"] <= "2025-12-31"
    moved = found["after"]["probability"] - found["before"]["probability"]
    assert sum(part["probability"] for part in found["parts"]) == pytest.approx(moved, abs=1e-12)
    assert found["change"] == pytest.approx(moved, abs=1e-12)


def test_since_a_day_as_a_table(headway: Run, tmp_path: Path) -> None:
    out = tmp_path / "changes.csv"
    assert headway("explain", NHS, "--since", "2025-06-30", "--out", out).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert len(rows) == 1
    assert float(rows[0]["probability_target"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--since", "2025-06-30", "--from", "2025-06-30"), 2, "--since"),
        (("--to", "2025-06-30"), 2, "--from"),
        (("--from", "2025-06-30", "--to", "2025-06-30"), 1, "nothing to compare"),
    ],
)
def test_days_that_cannot_be_compared(headway: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = headway("explain", NHS, *arguments)
    assert done.exit_code == code
    assert said in done.stderr
