"""Moving a store: whole, verified, never onto another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.store import open_store
from service.store.bulk import insert_all
from service.store.errors import MoveIncomplete, MoveRefused
from service.store.move import move
from service.store.reads.assessments import current_assessment
from service.store.reads.catalogue import targets
from service.store.reads.observations import editions, newest_release
from service.store.status import status
from service.store.versions import data_version
from service.store.writes.assessments import save_assessments
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import load_observations


@pytest.fixture
def full(filled, make, morning):
    """A store with something in it."""
    observations = [
        make.observation(f"{1901 + n}/{(2 + n) % 100:02d}", n / 7, note="é – 試") for n in range(110)
    ]
    with filled.session() as session:
        load_observations(session, observations, source="test", recorded=morning)
        save_assessments(session, [make.judgement(key="k1")], recorded=morning)
    return filled


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, store_url: str, tmp_path: Path) -> str:
    """The address of an empty database of the other sort."""
    if store_url.startswith("sqlite"):
        return str(request.getfixturevalue("postgres_database"))
    return f"sqlite:///{tmp_path / 'moved' / 'headway.db'}"


def contents(store):
    with store.read() as session:
        return (
            data_version(session),
            targets(session),
            editions(session, "dwellings", "E92000001"),
            current_assessment(session, "homes-300k"),
        )


@pytest.mark.postgres
def test_a_store_moves_whole_to_the_other_database(
    full, store_url: str, elsewhere: str, make, morning
) -> None:
    arrived: dict[str, int] = {}

    def progress(table: str, rows: int) -> None:
        arrived[table] = arrived.get(table, 0) + rows

    counts = move(store_url, elsewhere, progress=progress)
    assert counts["observation"] == arrived["observation"] == 110
    with open_store(elsewhere) as moved:
        assert contents(moved) == contents(full)
        assert status(moved).rows == status(full).rows == counts
        # The copy goes on numbering where the original stopped.
        with moved.session() as session:
            entries = make.catalogue(make.mission("nhs"), make.indicator(), make.target("new"))
            sync_catalogue(session, entries, owner="bundled", recorded=morning)
            load_observations(session, [make.observation("2024/25", 1.0)], source="test", recorded=morning)
            save_assessments(session, [make.judgement("new", key="k2")], recorded=morning)


def test_nothing_is_moved_onto_another_store(full, store_url: str, tmp_path: Path, make, morning) -> None:
    there = f"sqlite:///{tmp_path / 'there.db'}"
    with open_store(there) as other, other.session() as session:
        sync_catalogue(session, make.catalogue(make.mission()), owner="bundled", recorded=morning)
    with pytest.raises(MoveRefused, match=r"not empty .*mission"):
        move(store_url, there)
    with open_store(there) as other:
        assert status(other).rows["mission"] == 1
        assert status(other).rows["observation"] == 0


def test_a_move_that_breaks_off_leaves_nothing(full, store_url: str, tmp_path: Path) -> None:
    there = f"sqlite:///{tmp_path / 'there.db'}"

    def progress(table: str, _rows: int) -> None:
        if table == "observation":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(store_url, there, progress=progress)
    with open_store(there) as other:
        assert {name for name, rows in status(other).rows.items() if rows} == {"store"}
    assert move(store_url, there)["observation"] == 110


def test_a_row_that_is_lost_is_noticed(full, store_url: str, tmp_path: Path, monkeypatch) -> None:
    def lose_one(connection, table, rows) -> None:
        insert_all(connection, table, rows[1:] if table.name == "observation" else rows)

    monkeypatch.setattr("service.store.move.insert_all", lose_one)
    there = f"sqlite:///{tmp_path / 'there.db'}"
    with pytest.raises(MoveIncomplete) as caught:
        move(store_url, there)
    assert (caught.value.table, caught.value.expected, caught.value.arrived) == ("observation", 110, 109)
    with open_store(there) as other:
        assert status(other).rows["observation"] == 0


def test_a_store_is_not_moved_onto_itself(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'headway.db'}"
    open_store(url).close()
    with pytest.raises(MoveRefused, match="already"):
        move(url, f"sqlite:///{tmp_path / 'x' / '..' / 'headway.db'}")


def test_a_missing_store_is_not_made_to_be_moved(tmp_path: Path) -> None:
    with pytest.raises(MoveRefused, match="no store at"):
        move(f"sqlite:///{tmp_path / 'nowhere.db'}", f"sqlite:///{tmp_path / 'there.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_status_counts_and_dates(full) -> None:
    found = status(full)
    assert (found.rows["observation"], found.rows["target"], found.rows["assessment"]) == (110, 1, 1)
    assert found.newest_release is not None
    assert found.newest_release.published == date(2025, 11, 27)
    with full.read() as session:
        assert found.newest_release == newest_release(session)
    assert "password" not in found.address
