"""Breaks that figures suggest: found when they are loaded, kept with their decisions, hidden with their figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from datasets.catalogue import load_catalogue
from datasets.catalogue.entries import BreakEntry, Catalogue
from datasets.catalogue.visibility import Visibility
from forecasting.breaks import BreakKind, Comparable
from forecasting.periods import Period
from service.operations.editing import Editor
from service.operations.editing.errors import EntryChanged, EntryInvalid, EntryUnknown
from service.operations.editing.suspicions import accept_suspicion, dismiss_suspicion, standing_of
from service.operations.suspecting import suggested, suspect
from service.store import Store, open_store
from service.store.identity import ReleaseId
from service.store.owners import BUNDLED
from service.store.reads.catalogue import indicator
from service.store.reads.due import due
from service.store.reads.suspicions import suspicion, suspicions
from service.store.records import AreaRecord
from service.store.sight import Sight
from service.store.suspicion_records import Sign, Suspicion, SuspicionState
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import NewObservation, load_observations
from service.store.writes.registers import save_areas

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
OUT = NOW + timedelta(days=7)
SERIES, ENGLAND = "rtt_over_52w_share", "E92000001"
FIRST = Period.parse("2010-01")
ENTRY = replace(load_catalogue().indicators[SERIES], breaks=(), exceptional=None)
EDITOR = Editor("Edith", "key 1: Edith", NOW, "The publisher says so")
BREAK = {"kind": "coverage", "comparable": "partly", "explanation": "Counted otherwise."}


def figures(
    count: int, *, step: int, area: str = ENGLAND, embargoed: int = 0, height: float = 20
) -> list[NewObservation]:
    """Monthly figures that step up; the last ``embargoed`` are in a release that comes out later."""
    known = ReleaseId("NHS England", "Known", date(2026, 11, 1), "2026-11-01")
    coming = ReleaseId("NHS England", "Coming", date(2026, 11, 24), "2026-11-24", embargo=OUT)
    return [
        NewObservation(
            SERIES, area, FIRST + k, 10 + (k % 2) * 0.5 + (height if k >= step else 0),
            coming if k >= count - embargoed else known,
        )
        for k in range(count)
    ]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    bundled = load_catalogue()
    with open_store(f"sqlite:///{tmp_path / 'headway.db'}") as opened:
        with opened.session() as session:
            wanted = Catalogue(
                {"uk-nhs": bundled.missions["uk-nhs"]},
                {SERIES: ENTRY},
                {one.id: one for one in bundled.targets.values() if one.indicator == SERIES},
            )
            sync_catalogue(session, wanted, owner=BUNDLED, recorded=NOW)
            save_areas(session, [AreaRecord(ENGLAND, "England", "country")])
        yield opened


def load(store: Store, new: list[NewObservation]) -> int:
    with store.session() as session:
        load_observations(session, new, source="a test", recorded=NOW)
        return suspect(session, [SERIES], at=NOW)


def seen(store: Store, sight: Sight) -> list[Suspicion]:
    with store.read(sight) as session:
        return [one.suspicion for one in suspicions(session)]


def test_what_is_found_is_kept_once_and_dropped_where_it_is_no_longer_there(store: Store) -> None:
    assert load(store, figures(40, step=20)) == 1
    found = Suspicion(SERIES, ENGLAND, FIRST + 20, Sign.STEP, 10.5, 30, 39.0)
    assert seen(store, Sight(NOW)) == [found]
    assert load(store, []) == 0
    mended = ReleaseId("NHS England", "Mended", date(2026, 11, 20), "2026-11-20")
    lower = [replace(one, value=(one.value or 0) + 20, release=mended) for one in figures(20, step=99)]
    assert load(store, lower) == 0
    assert seen(store, Sight(NOW)) == []


def test_what_figures_under_embargo_suggest_comes_out_with_them(store: Store) -> None:
    assert load(store, figures(40, step=36, embargoed=4)) == 1
    assert seen(store, Sight(NOW)) == []
    assert len(seen(store, Sight(NOW, early=True))) == 1
    assert len(seen(store, Sight(OUT))) == 1
    with store.session() as session:
        (held,) = suspicions(session)
        with pytest.raises(EntryUnknown):
            dismiss_suspicion(session, EDITOR, held.id)
        later = replace(EDITOR, at=OUT)
        assert dismiss_suspicion(session, later, held.id).decision is SuspicionState.DISMISSED


def test_private_indicators_keep_theirs_to_themselves(store: Store) -> None:
    load(store, figures(40, step=20))
    with store.session() as session:
        hidden = replace(ENTRY, visibility=Visibility.PRIVATE)
        bundled = load_catalogue()
        sync_catalogue(
            session,
            Catalogue({"uk-nhs": bundled.missions["uk-nhs"]}, {SERIES: hidden}),
            owner=BUNDLED,
            recorded=NOW + timedelta(minutes=1),
        )
    assert seen(store, Sight(NOW)) == []
    assert len(seen(store, Sight(NOW, private=True))) == 1
    with store.session() as session:
        (held,) = suspicions(session)
        with pytest.raises(EntryUnknown):
            dismiss_suspicion(session, EDITOR, held.id)


def test_accepting_records_the_break_and_has_the_targets_judged_anew(store: Store) -> None:
    load(store, figures(40, step=20))
    with store.session() as session:
        (held,) = suspicions(session)
        with pytest.raises(EntryInvalid):
            accept_suspicion(session, EDITOR, held.id, {**BREAK, "kind": "magic"})
    with store.session() as session:
        with pytest.raises(EntryChanged):
            accept_suspicion(session, EDITOR, held.id, BREAK, expected="1-9")
        saved = accept_suspicion(session, EDITOR, held.id, BREAK, expected=held.tag)
        assert saved.due
        assert {one.target_id for one in due(session)} == set(saved.due)
    with store.read(Sight(NOW)) as session:
        record, kept = indicator(session, SERIES), suspicion(session, held.id)
        assert record is not None
        assert kept is not None
        entry = record.entry(type(ENTRY))
        assert [(one.period, one.area, one.kind) for one in entry.breaks] == [
            (FIRST + 20, ENGLAND, BreakKind.COVERAGE)
        ]
        assert standing_of(kept, entry) is SuspicionState.ACCEPTED
        assert (kept.version, kept.decided_by, kept.why) == (1, "Edith", EDITOR.why)
        assert standing_of(kept, replace(entry, breaks=())) is SuspicionState.SUSPECTED
    assert load(store, []) == 0


def test_many_areas_that_step_at_once_are_one_finding_and_what_is_recorded_is_none() -> None:
    held = {
        f"E0{n}": [(one.period, one.value or 0.0) for one in figures(40, step=20)] for n in range(1, 5)
    } | {"E09": [(one.period, one.value or 0.0) for one in figures(40, step=25)]}
    assert [(one.area, one.sign, one.before, one.after) for one in suggested(ENTRY, held)] == [
        ("", Sign.AREAS, 5, 4),
        ("E09", Sign.STEP, 10, 30.5),
    ]
    known = BreakEntry(FIRST + 21, BreakKind.METHOD, Comparable.NO, "Known")
    assert [one.area for one in suggested(replace(ENTRY, breaks=(known,)), held)] == ["E09"]
