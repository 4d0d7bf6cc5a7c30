"""Sessions: all or nothing, readers that cannot write, versions that only grow."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from service.store import engine, open_store
from service.store.bulk import chunks, insert_all, table_of
from service.store.errors import StoreBusy, StoreDamaged, StoreUnavailable
from service.store.reads.catalogue import missions
from service.store.reads.observations import areas
from service.store.records import AreaRecord
from service.store.tables import AreaRow
from service.store.versions import data_version
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.registers import save_areas

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
ENGLAND = AreaRecord("E92000001", "England", "country", "K02000001")


def version(store) -> str:
    with store.read() as session:
        return data_version(session)


def test_what_a_session_writes_is_kept(store) -> None:
    with store.session() as session:
        save_areas(session, [ENGLAND])
    with store.read() as session:
        assert areas(session) == (ENGLAND,)


def test_an_error_undoes_the_whole_session(store) -> None:
    before = version(store)

    def fail() -> None:
        with store.session() as session:
            save_areas(session, [ENGLAND])
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with store.read() as session:
        assert areas(session) == ()
    assert version(store) == before


def test_the_version_changes_once_for_each_session_that_wrote(store) -> None:
    seen = [version(store)]
    with store.session() as session:
        save_areas(session, [ENGLAND])
        save_areas(session, [AreaRecord("S92000003", "Scotland")])
    seen.append(version(store))
    with store.session() as session:
        save_areas(session, [ENGLAND])  # nothing new
    seen.append(version(store))
    with store.session():
        pass
    seen.append(version(store))
    store_name = seen[0].split("-")[0]
    assert seen == [f"{store_name}-0", f"{store_name}-1", f"{store_name}-1", f"{store_name}-1"]


def test_two_stores_never_share_a_version(tmp_path) -> None:
    with (
        open_store(f"sqlite:///{tmp_path / 'a.db'}") as one,
        open_store(f"sqlite:///{tmp_path / 'b.db'}") as two,
    ):
        assert version(one) != version(two)


def test_a_reader_cannot_write(store) -> None:
    with pytest.raises((StoreUnavailable, DBAPIError), match=r"(?i)read-?\s?only"), store.read() as session:
        save_areas(session, [ENGLAND])


def test_a_reader_sees_one_state_throughout(store) -> None:
    with store.read() as reading:
        before = data_version(reading)
        with store.session() as session:
            save_areas(session, [ENGLAND])
        assert areas(reading) == ()
        assert data_version(reading) == before
    assert version(store) != before


def test_a_writer_waits_its_turn_and_then_gives_up(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    url = f"sqlite:///{tmp_path / 'headway.db'}"
    with open_store(url) as store, store.session() as session:
        save_areas(session, [ENGLAND])
        with pytest.raises(StoreBusy, match="is writing"), store.session() as other:
            save_areas(other, [ENGLAND])


def test_a_time_without_a_zone_is_refused(store, make, morning) -> None:
    naive = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - what is tested
    with pytest.raises(StatementError, match="timezone"), store.session() as session:
        sync_catalogue(session, make.catalogue(make.mission()), owner="bundled", recorded=naive)
    with store.read() as session:
        assert missions(session) == ()


def test_times_come_back_in_utc(store, make) -> None:
    summer = datetime.fromisoformat("2026-07-01T10:30:00+01:00")
    with store.session() as session:
        sync_catalogue(session, make.catalogue(make.mission()), owner="bundled", recorded=summer)
    with store.read() as session:
        recorded = missions(session)[0].recorded_from
    assert recorded == summer
    assert recorded.isoformat() == "2026-07-01T09:30:00+00:00"


def test_a_wrong_statement_is_not_called_a_damaged_store(store) -> None:
    with pytest.raises(DBAPIError) as caught, store.session() as session:
        session.connection().execute(text("SELECT 1 FROM area WHERE code = 1 +"))
    assert not isinstance(caught.value, StoreDamaged)


@pytest.mark.postgres
def test_a_connection_that_was_cut_is_replaced(postgres_database: str) -> None:
    with open_store(postgres_database) as store:
        version(store)
        with store.session() as session:
            session.connection().execute(text(CUT))
        assert version(store).endswith("-0")


def test_rows_that_are_there_already_are_refused_in_the_same_terms(store) -> None:
    row = {"code": "E92000001", "name": "England", "level": None, "parent": None}
    with pytest.raises(IntegrityError), store.session() as session:
        insert_all(session.connection(), table_of(AreaRow), [row, row])
    with store.read() as session:
        assert areas(session) == ()


@pytest.mark.postgres
def test_a_connection_cut_while_rows_stream_in(postgres_database: str) -> None:
    def rows():
        for n in range(20000):
            if n == 10000:
                with psycopg.connect(postgres_database, autocommit=True) as other:
                    other.execute(CUT)
            yield {"code": f"E{n:08d}", "name": "somewhere", "level": None, "parent": None}

    def fill(store) -> None:
        with store.session() as session:
            for chunk in chunks(rows(), 1000):
                insert_all(session.connection(), table_of(AreaRow), chunk)

    with open_store(postgres_database) as store:
        with pytest.raises(StoreUnavailable):
            fill(store)
        with store.read() as session:
            assert areas(session) == ()
