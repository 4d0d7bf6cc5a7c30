"""Opening the store, and the sessions in which it is read and written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session

from service.store.address import Address
from service.store.failures import translated
from service.store.journal import keep_write_ahead_log
from service.store.migration import bring_up_to_date
from service.store.versions import count_change

BUSY_SECONDS = 30
_THREADS = 40  # what a web server may use at once


class Store:
    """An open store. Close it, or use it in a ``with`` statement. Open one in every process."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._writer = _engine(address, writes=True)
        self._reader = _engine(address, writes=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session to write in: everything in it is kept, or, after an error, nothing.

        On SQLite there is one writer at a time; the next waits, and gets StoreBusy after half a
        minute. Raises StoreUnavailable where the database does not answer.
        """
        with (
            translated(self.address),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
            count_change(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to read in: the database refuses writes, and nothing changes between two reads."""
        with translated(self.address), Session(self._reader) as session:
            yield session

    def close(self) -> None:
        """Give back every connection."""
        self._reader.dispose()
        self._writer.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str) -> Store:
    """Open the store at an address, making or upgrading its tables where needed.

    ``url`` is ``sqlite:////path/headway.db`` or ``postgresql://…``. Several processes may start at
    once: one upgrades, the others wait. Raises StoreAddressInvalid, StoreUnavailable, StoreDamaged
    or StoreNewerThanCode.
    """
    address = Address.parse(url)
    address.make_folder()
    store = Store(address)
    try:
        with translated(address):
            if address.path is not None:
                keep_write_ahead_log(address.path, patience=BUSY_SECONDS)
            bring_up_to_date(store._writer, address)
    except BaseException:
        store.close()
        raise
    return store


def _engine(address: Address, *, writes: bool) -> Engine:
    if address.is_sqlite:
        engine = create_engine(
            address.url,
            connect_args={"timeout": BUSY_SECONDS},
            pool_size=5,
            max_overflow=_THREADS,
        )
        _take_over_transactions(engine, writes=writes)
        return engine
    engine = create_engine(
        address.url,
        connect_args={"connect_timeout": 10, "application_name": "headway"},
        pool_size=5,
        max_overflow=_THREADS,
        pool_pre_ping=True,
    )
    if writes:
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _take_over_transactions(engine: Engine, *, writes: bool) -> None:
    """Begin transactions ourselves.

    Python's driver begins one only at the first change, so tables would be made outside of it and
    two reads could see different data; and a transaction that begins by reading cannot wait for its
    turn to write.
    """

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        # Safe against a killed process; a power cut may cost the last moments, never the file.
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA cache_size = -16384")
        if not writes:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
