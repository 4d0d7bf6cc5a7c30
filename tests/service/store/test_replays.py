"""Replays of series and constants of one's own, kept and read back, on each database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from service.store import open_store
from service.store.reads.constants import all_constants, constants_in_force
from service.store.reads.replays import replay_keys, replay_of
from service.store.versions import data_version
from service.store.writes.constants import retire_constants, save_constants
from service.store.writes.replays import NewReplay, save_replays

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)


def test_a_replay_takes_the_place_of_the_one_before(store_url):
    with open_store(store_url) as store:
        with store.session() as session:
            two = [NewReplay("waits", "E1", "k1", '{"origins":8}'), NewReplay("waits", "E2", "k2", "{}")]
            assert save_replays(session, two, recorded=MORNING) == 2
        with store.read() as session:
            found = replay_of(session, "waits", "E1")
            assert found is not None
            assert (found.key, found.data, found.recorded_at) == ("k1", {"origins": 8}, MORNING)
            assert replay_of(session, "waits", "E3") is None
            version = data_version(session)
        with store.session() as session:
            save_replays(session, [NewReplay("waits", "E1", "k3", '{"origins":9}')], recorded=NOON)
        with store.read() as session:
            assert replay_keys(session) == {("waits", "E1"): "k3", ("waits", "E2"): "k2"}
            found = replay_of(session, "waits", "E1")
            assert found is not None
            assert (found.data, found.recorded_at) == ({"origins": 9}, NOON)
            assert data_version(session) != version


def test_nothing_to_keep_changes_nothing(store_url):
    with open_store(store_url) as store:
        with store.read() as session:
            version = data_version(session)
        with store.session() as session:
            assert save_replays(session, [], recorded=MORNING) == 0
            assert retire_constants(session, recorded=MORNING) == 0
        with store.read() as session:
            assert data_version(session) == version


def test_the_newest_constants_of_a_class_are_in_force_and_all_are_kept(store_url):
    with open_store(store_url) as store:
        with store.session() as session:
            for version, name in (("a", "yearly"), ("b", "monthly"), ("c", "yearly")):
                save_constants(
                    session, version=version, frequency_class=name, document='{"moves":[1]}', recorded=MORNING
                )
        with store.read() as session:
            assert [(r.frequency_class, r.version) for r in constants_in_force(session)] == [
                ("monthly", "b"), ("yearly", "c"),
            ]  # fmt: skip
            assert constants_in_force(session)[0].data == {"moves": [1]}
            assert [(r.version, r.retired_at) for r in all_constants(session)] == [
                ("a", MORNING), ("b", None), ("c", None),
            ]  # fmt: skip
        with store.session() as session:
            assert retire_constants(session, recorded=NOON) == 2
        with store.read() as session:
            assert constants_in_force(session) == ()
            assert [r.retired_at for r in all_constants(session)] == [MORNING, NOON, NOON]
