"""``headway assess --label-set``: other words for the same chances."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from service.operations.label_set_rows import LABEL_COLUMNS
from service.operations.rows import COLUMNS
from tests.service.cli.conftest import Run

HALVES = """
id: halves
version: 1
title: More likely than not
labels:
  - {label: likely, words: More likely than not, verdict: on_track, from: 0.5, strict: true}
  - {label: unlikely, words: Not more likely than not, verdict: off_track, from: 0}
"""


@pytest.fixture
def own(example: Path) -> Path:
    """A folder with a label set of its own."""
    (example / "label-sets").mkdir()
    (example / "label-sets" / "halves.yaml").write_text(HALVES, encoding="utf-8")
    return example


def test_the_targets_of_a_file_by_another_set(
    headway: Run, own: Path, observations: Path, targets: Path, tmp_path: Path
) -> None:
    asked = ("assess", "--observations", observations, "--targets", targets)
    plain, out = tmp_path / "plain.csv", tmp_path / "halves.csv"
    assert headway(*asked, "--out", plain).exit_code == 0
    done = headway(*asked, "--label-set", "halves", "--out", out)
    assert done.exit_code == 0, done.output
    with plain.open(encoding="utf-8") as a, out.open(encoding="utf-8") as b:
        before, after = list(csv.DictReader(a)), list(csv.DictReader(b))
    assert list(after[0]) == [*COLUMNS, *LABEL_COLUMNS]
    for row, same in zip(after, before, strict=True):
        assert {c: row[c] for c in COLUMNS if c != "verdict"} == {
            c: same[c] for c in COLUMNS if c != "verdict"
        }
        assert row["label_set"] == "halves version 1"
        if row["probability"]:
            likely = float(row["probability"]) > 0.5
            assert (row["label"], row["verdict"]) == (
                ("likely", "on_track") if likely else ("unlikely", "off_track")
            )
        else:
            assert row["label"] == row["verdict"] == same["verdict"]


def test_by_v1_nothing_changes(headway: Run, own: Path) -> None:
    plain = json.loads(headway("assess", "--format", "json").stdout)["assessments"]
    named = json.loads(headway("assess", "--label-set", "v1", "--format", "json").stdout)["assessments"]
    for row, same in zip(named, plain, strict=True):
        assert {key: row[key] for key in same} == same
        assert row["label"] == same["verdict"]


def test_what_is_stored_keeps_its_own_set(headway: Run, own: Path) -> None:
    first = headway("assess", "--format", "json").stdout
    other = headway("assess", "--label-set", "halves", "--format", "json")
    assert other.exit_code == 0, other.output
    assert {row["verdict"] for row in json.loads(other.stdout)["assessments"]} <= {"on_track", "off_track"}
    assert headway("assess", "--format", "json").stdout == first


def test_a_table_prints_the_words_of_the_set(headway: Run, own: Path) -> None:
    done = headway("assess", "--label-set", "halves")
    assert "likely" in done.stdout
    assert "track" not in done.stdout


def test_the_environment_chooses_and_the_option_overrides(
    headway: Run, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWAY_LABEL_SET", "halves")
    rows = json.loads(headway("assess", "--format", "json").stdout)["assessments"]
    assert {row["label_set"] for row in rows} == {"halves version 1"}
    rows = json.loads(headway("assess", "--label-set", "v1", "--format", "json").stdout)["assessments"]
    assert {row["label_set"] for row in rows} == {"v1 version 1"}


def test_what_is_wrong_is_named_with_its_remedy(headway: Run, own: Path) -> None:
    unknown = headway("assess", "--label-set", "thirds")
    assert unknown.exit_code == 1
    assert "Known are v1, halves" in unknown.stderr
    (own / "label-sets" / "halves.yaml").write_text(HALVES.replace("0.5", "1.5"), encoding="utf-8")
    wrong = headway("assess", "--label-set", "halves")
    assert wrong.exit_code == 1
    assert "halves.yaml" in wrong.stderr
    assert "from 0 to 1" in wrong.stderr
    checked = headway("catalogue", "check", own)
    assert (checked.exit_code, "halves.yaml" in checked.stderr) == (1, True)
    (own / "label-sets" / "halves.yaml").write_text(HALVES, encoding="utf-8")
    assert headway("catalogue", "check", own).exit_code == 0
    (own / "label-sets" / "halves.yaml").write_text(HALVES.replace("id: halves", "id: v1"), encoding="utf-8")
    assert "exists already" in headway("assess").stderr
    (own / "label-sets" / "halves.yaml").write_text("id: [", encoding="utf-8")
    broken = headway("assess")
    assert broken.exit_code == 1
    assert "cannot be read" in broken.stderr
    assert "Traceback" not in broken.output
    both = headway("assess", "--yardsticks", "--label-set", "v1")
    assert both.exit_code == 2
