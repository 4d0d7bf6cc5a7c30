"""Editing on the command line: a YAML file saved, listed, checked and taken away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app
from tests.service.editing.conftest import FILE

MINE = """
mission: homes
targets:
  - id: mine
    title: Mine
    wording: 150 homes
    kind: level
    indicator: starts
    area: E92000001
    comparator: ">="
    value: 150
    period: 2030/31
    status: live
    citation: A plan
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation over a folder of its own."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "homes.yaml").write_text(FILE, "utf-8")
    (own / "areas.csv").write_text("area,name,level\nE92000001,England,country\n", "utf-8")
    (own / "observations.csv").write_text(
        "indicator,area,period,value,published\nstarts,E92000001,2024/25,70,2025-11-27\n", "utf-8"
    )
    monkeypatch.delenv("HEADWAY_DATABASE_URL", raising=False)
    monkeypatch.setenv("HEADWAY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEADWAY_BUNDLED", "0")
    monkeypatch.setenv("HEADWAY_CATALOGUE", str(own))
    return own


def headway(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["catalogue", *(str(one) for one in arguments)])


def test_a_fragment_is_saved_listed_and_taken_away(folder: Path, tmp_path: Path) -> None:
    fragment = tmp_path / "mine.yaml"
    fragment.write_text(MINE.replace("id: mine", "id: plan"), "utf-8")
    done = headway("set", fragment, "--reason", "It was announced")
    assert done.exit_code == 0, done.output
    assert "target:plan is saved" in done.stdout
    assert "headway assess both plan" in done.stderr
    rows = json.loads(headway("edits", "--format", "json").stdout)["edits"]
    assert [(one["entry"], one["overrides"], one["warning"]) for one in rows] == [
        ("target:plan", "folder:own", None)
    ]
    text = (folder / "homes.yaml").read_text("utf-8")
    (folder / "homes.yaml").write_text(text.replace("value: 120", "value: 125"), "utf-8")
    headway("edits")
    assert headway("unset", "indicator:starts", "--reason", "x").exit_code == 1
    said = headway("check")
    assert said.exit_code == 0
    assert "Note: The entry of “plan” that an editor overrides (folder:own) has changed since" in said.stderr
    gone = headway("unset", "target:plan", "--reason", "A slip")
    assert gone.exit_code == 0, gone.output
    assert "stands as its catalogue has it" in gone.stdout
    assert json.loads(headway("edits", "--format", "json").stdout)["edits"] == []


def test_what_is_wrong_is_named_with_its_line_and_nothing_is_saved(folder: Path, tmp_path: Path) -> None:
    fragment = tmp_path / "mine.yaml"
    second = (
        MINE.partition("targets:\n")[2].replace("id: mine", "id: two").replace("value: 150", "value: many")
    )
    fragment.write_text(MINE + second.replace("kind: level", "kind: levl"), "utf-8")
    refused = headway("set", fragment, "--reason", "x")
    assert refused.exit_code == 1
    assert "mine.yaml:18: targets.1.kind" in refused.stderr
    assert "mine.yaml:22: targets.1.value" in refused.stderr
    assert json.loads(headway("edits", "--format", "json").stdout)["edits"] == []
    assert headway("set", fragment).exit_code == 2
    assert headway("set", fragment, "--reason", " ").exit_code == 2
    assert headway("unset", "plan", "--reason", "x").exit_code == 1


@pytest.mark.parametrize(
    "text", ["", "- 1", "mission: homes", "targets: []", "targets: 3", "indicators: []\ntargets: [{id: a}]"]
)
def test_a_file_that_is_no_fragment_is_refused(folder: Path, tmp_path: Path, text: str) -> None:
    fragment = tmp_path / "mine.yaml"
    fragment.write_text(text, "utf-8")
    assert headway("set", fragment, "--reason", "x").exit_code == 1
