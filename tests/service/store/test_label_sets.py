"""Label sets in the store: every version kept, at most one of an id in force, none rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forecasting.labels import LabelSet, LabelSetInvalid, standard
from service.store import open_store
from service.store.owners import BUNDLED, folder
from service.store.reads.label_sets import label_sets, versions_of
from service.store.versions import data_version
from service.store.writes.label_sets import save_label_sets

MORNING, NOON = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (9, 12))
OWN = replace(standard(), id="own", title="Our own")
COUNCIL = folder("council")


def test_sets_are_kept_by_version_and_only_those_named_are_in_force(tmp_path: Path) -> None:
    both: list[tuple[str, LabelSet]] = [(BUNDLED, standard()), (COUNCIL, OWN)]
    second = replace(OWN, version=2, telling_margin=0.1)
    with open_store(f"sqlite:///{tmp_path}/s.db") as store:
        with store.read() as session:
            assert [one.labels for one in label_sets(session)] == [standard()], "before anything was kept"
        with store.session() as session:
            assert save_label_sets(session, both, recorded=MORNING)
        with store.session() as session:
            before = data_version(session)
            assert not save_label_sets(session, both, recorded=NOON)
            assert data_version(session) == before
        with store.session() as session:
            assert save_label_sets(session, [both[0], (COUNCIL, second)], recorded=NOON)
        with store.read() as session:
            assert data_version(session) != before
            assert [one.labels.id for one in label_sets(session)] == ["v1", "own"]
            assert [one.labels for one in label_sets(session)][1] == second
            held = versions_of(session, "own")
            assert [(one.labels.version, one.in_force) for one in held] == [(2, True), (1, False)]
            assert held[1].labels == OWN
        with store.session() as session:
            assert save_label_sets(session, both[:1], recorded=NOON)
        with store.read() as session:
            assert [one.labels.id for one in label_sets(session)] == ["v1"]
            assert len(versions_of(session, "own")) == 2


def test_a_version_that_says_something_else_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/s.db") as store:
        with store.session() as session:
            save_label_sets(session, [(COUNCIL, OWN)], recorded=MORNING)
        with pytest.raises(LabelSetInvalid, match="Raise its version to 2"), store.session() as session:
            save_label_sets(session, [(COUNCIL, replace(OWN, title="Other"))], recorded=NOON)
        with store.read() as session:
            assert versions_of(session, "own")[0].labels == OWN


def test_the_bundled_set_is_what_the_code_says(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/s.db") as store:
        with store.session() as session:
            save_label_sets(session, [(BUNDLED, replace(standard(), title="Before"))], recorded=MORNING)
        with store.session() as session:
            assert save_label_sets(session, [(BUNDLED, standard())], recorded=NOON)
        with store.read() as session:
            assert [one.labels.title for one in label_sets(session)] == [standard().title]
