"""``headway db``: where the store is, what it holds, moving it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.service.cli.conftest import Run


def test_path_hides_the_password(headway: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert headway("db", "path").stdout.strip() == f"sqlite:///{home / 'headway.db'}"
    monkeypatch.setenv("HEADWAY_DATABASE_URL", "postgresql://delivery:secret@db.example/headway")
    shown = headway("db", "path").stdout
    assert "secret" not in shown
    assert "db.example/headway" in shown


def test_status_counts_what_is_held(headway: Run, example: Path, home: Path) -> None:
    assert headway("prepare").exit_code == 0
    found = json.loads(headway("db", "status", "--format", "json").stdout)
    assert found["rows"]["target"] == 2
    # Each target is judged as of today, and once more as of one release back.
    assert found["rows"]["assessment"] == 4
    assert found["revision"] == found["newest_known_revision"]
    assert found["bytes"] > 0
    rows = dict(csv.reader(io.StringIO(headway("db", "status", "--format", "csv").stdout)))
    assert rows["rows.target"] == "2"
    assert "rows.observation" in headway("db", "status").stdout


def test_migrate_makes_the_tables(headway: Run, home: Path) -> None:
    done = headway("db", "migrate")
    assert done.exit_code == 0
    assert (home / "headway.db").is_file()
    assert " is at r" in done.stdout


def test_a_moved_store_says_the_same(
    headway: Run, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = headway("assess", "--format", "csv").stdout
    url = f"sqlite:///{tmp_path / 'moved' / 'other.db'}"
    done = headway("db", "move", url)
    assert done.exit_code == 0, done.output
    assert "rows copied" in done.stdout
    again = headway("db", "move", url)
    assert again.exit_code == 1
    assert "not empty" in again.stderr
    monkeypatch.setenv("HEADWAY_DATABASE_URL", url)
    assert headway("assess", "--format", "csv").stdout == before
    assert "0 of them judged now" in headway("prepare").stderr


def test_an_address_nobody_can_use(headway: Run) -> None:
    done = headway("db", "move", "mysql://somewhere/else")
    assert done.exit_code == 1
    assert "mysql" in done.stderr
