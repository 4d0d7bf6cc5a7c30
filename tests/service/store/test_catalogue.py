"""The catalogue: versions, owners, and what is in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from datasets.catalogue.entries import IndicatorEntry, MissionEntry, TargetEntry
from forecasting.periods import Period
from forecasting.targets import TargetStatus
from service.store.errors import OwnerUnknown
from service.store.owners import BUNDLED, EDITOR, folder
from service.store.reads.catalogue import (
    indicator,
    indicators,
    mission,
    missions,
    owners,
    target,
    targets,
    versions,
)
from service.store.records import Noun
from service.store.versions import data_version
from service.store.writes.catalogue import Changes, Conflict, sync_catalogue


def the(found):
    """What was found, which must be something."""
    assert found is not None
    return found


@pytest.fixture
def sync(store, make, morning):
    """Sync entries for an owner, each time an hour later."""
    clock = [morning]

    def run(*entries, owner: str = BUNDLED):
        clock[0] += timedelta(hours=1)
        with store.session() as session:
            return sync_catalogue(session, make.catalogue(*entries), owner=owner, recorded=clock[0])

    return run


def test_entries_come_back_as_they_were(store, sync, make) -> None:
    entries = make.mission(), make.indicator(), make.target()
    report = sync(*entries)
    assert report.changes[Noun.TARGET] == Changes(added=("homes-300k",))
    with store.read() as session:
        assert the(mission(session, "homes")).entry(MissionEntry) == entries[0]
        assert the(indicator(session, "dwellings")).entry(IndicatorEntry) == entries[1]
        found = the(target(session, "homes-300k"))
    assert found.entry(TargetEntry) == entries[2]
    assert (found.mission_id, found.indicator_id, found.area) == ("homes", "dwellings", "E92000001")
    assert (found.kind, found.status, found.due) == ("level", "live", date(2029, 3, 31))
    assert found.valid_from == date(2024, 12, 31)


def test_the_same_catalogue_changes_nothing(store, sync, make) -> None:
    entries = make.mission(), make.indicator(), make.target()
    sync(*entries)
    with store.read() as session:
        before = data_version(session)
    report = sync(*entries)
    assert not report
    assert report.changes[Noun.MISSION] == Changes(unchanged=("homes",))
    with store.read() as session:
        assert data_version(session) == before
        assert len(versions(session, Noun.MISSION, "homes")) == 1


def test_a_changed_entry_closes_its_row_and_opens_another(store, sync, make) -> None:
    sync(make.target())
    report = sync(make.target(value=250000.0))
    assert report.changes[Noun.TARGET] == Changes(changed=("homes-300k",))
    with store.read() as session:
        old, new = versions(session, Noun.TARGET, "homes-300k")
        assert the(target(session, "homes-300k")).version == new.version
    assert old.entry(TargetEntry).value == 300000.0
    assert new.entry(TargetEntry).value == 250000.0
    assert old.recorded_to == new.recorded_from
    assert new.recorded_to is None
    assert old.version != new.version


def test_a_removed_entry_is_retired_and_may_return(store, sync, make) -> None:
    sync(make.mission(), make.target())
    assert sync(make.mission()).changes[Noun.TARGET] == Changes(retired=("homes-300k",))
    with store.read() as session:
        assert targets(session) == ()
        (gone,) = versions(session, Noun.TARGET, "homes-300k")
    assert gone.recorded_to is not None
    assert sync(make.mission(), make.target()).changes[Noun.TARGET] == Changes(added=("homes-300k",))
    with store.read() as session:
        assert len(targets(session)) == 1
        assert len(versions(session, Noun.TARGET, "homes-300k")) == 2


def test_a_new_order_is_no_new_version(store, sync, make) -> None:
    one, two = make.mission("a-mission"), make.mission("b-mission")
    sync(one, two)
    report = sync(two, one)
    assert report.changes[Noun.MISSION] == Changes(unchanged=("b-mission", "a-mission"), moved=2)
    with store.read() as session:
        assert [found.id for found in missions(session)] == ["b-mission", "a-mission"]
        assert len(versions(session, Noun.MISSION, "a-mission")) == 1


def test_a_sync_leaves_other_owners_alone(store, sync, make) -> None:
    sync(make.mission())
    sync(make.mission("camden"), owner=folder("camden"))
    sync(owner=BUNDLED)
    with store.read() as session:
        assert [found.id for found in missions(session)] == ["camden"]
        assert owners(session) == (folder("camden"),)


def test_an_editor_overrides_a_folder_which_overrides_the_bundle(store, sync, make) -> None:
    sync(make.target(value=1.0))
    in_folder = sync(make.target(value=2.0), owner=folder("b"))
    sync(make.target(value=3.0), owner=folder("a"))
    with store.read() as session:
        assert the(target(session, "homes-300k")).owner == folder("a")
    edited = sync(make.target(value=4.0), owner=EDITOR)
    with store.read() as session:
        (found,) = targets(session)
    assert found.owner == EDITOR
    assert found.entry(TargetEntry).value == 4.0
    assert in_folder.conflicts == (Conflict(Noun.TARGET, "homes-300k", BUNDLED, folder("b")),)
    assert [conflict.in_force for conflict in edited.conflicts] == [EDITOR] * 3

    again = sync(make.target(value=5.0))
    assert again.changes[Noun.TARGET].changed == ("homes-300k",)
    assert Conflict(Noun.TARGET, "homes-300k", BUNDLED, EDITOR) in again.conflicts
    with store.read() as session:
        assert the(target(session, "homes-300k")).entry(TargetEntry).value == 4.0

    sync(owner=EDITOR)
    with store.read() as session:
        assert the(target(session, "homes-300k")).owner == folder("a")


def test_owners_who_agree_are_not_in_conflict(sync, make) -> None:
    sync(make.target())
    assert sync(make.target(), owner=EDITOR).conflicts == ()


def test_an_unknown_owner(sync, make) -> None:
    with pytest.raises(OwnerUnknown, match="folder:"):
        sync(make.mission(), owner="folder:")


def test_targets_are_narrowed_by_what_they_say(store, sync, make) -> None:
    scotland = {"area": "S92000003", "indicator": None}
    sync(
        make.target("a"),
        make.target("b", mission="other", status=TargetStatus.MET),
        make.target("c", period=Period.parse("2030"), **scotland),
    )
    with store.read() as session:

        def ids(**narrowed: str) -> list[str]:
            return [found.id for found in targets(session, **narrowed)]

        assert ids() == ["a", "b", "c"]
        assert ids(mission_id="other") == ["b"]
        assert ids(indicator_id="dwellings") == ["a", "b"]
        assert ids(area="S92000003") == ["c"]
        assert ids(status="met") == ["b"]
        assert ids(kind="level", mission_id="homes") == ["a", "c"]
        assert ids(kind="band") == []
        assert [found.id for found in targets(session, ids=("c", "nobody"))] == ["c"]
        assert target(session, "nobody") is None


def test_indicators_of_a_mission(store, sync, make) -> None:
    sync(make.indicator("a"), make.indicator("b", mission="nhs"))
    with store.read() as session:
        assert [found.id for found in indicators(session)] == ["a", "b"]
        assert [found.id for found in indicators(session, mission_id="nhs")] == ["b"]
        assert the(indicator(session, "a")).frequency.value == "FY"
