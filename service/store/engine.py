"""Opening the store, and the sessions in which it is read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from threading import Lock
from types import TracebackType
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, text
from sqlmodel import Session

from service.store.address import Address
from service.store.failures import translated
from service.store.journal import keep_write_ahead_log
from service.store.migration import bring_up_to_date
from service.store.sight import Sight
from service.store.veil import FUNCTION, SETTING, Veil
from service.store.versions import SIGHT, count_change

BUSY_SECONDS = 30
_THREADS = 40  # what a web server may use at once
# Each of many readers holds its own; what they miss, the operating system has.
_WRITER_CACHE_KB, _READER_CACHE_KB = 16_384, 2_048


class Store:
    """An open store. Close it, or use it in a ``with`` statement. Open one in every process."""

    def __init__(self, address: Address, *, patience: float = BUSY_SECONDS) -> None:
        self.address = address
        self._patience = patience
        self._writer = _engine(address, writes=True, patience=patience)
        self._reader = _engine(address, writes=False)
        self._veiled: dict[Veil, Engine] = {}
        self._veiling = Lock()
        self._eyes: Callable[[], Sight | None] = _all_seeing

    def seen_by(self, eyes: Callable[[], Sight | None]) -> Store:
        """The same store, whose reading sessions see what ``eyes`` say where no sight is given."""
        other = copy(self)
        other._eyes = eyes
        return other

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session to write in: everything in it is kept, or, after an error, nothing.

        On SQLite there is one writer at a time; the next waits, and gets StoreBusy after half a
        minute, or what ``patience`` says. Raises StoreUnavailable where the database does not answer.
        """
        with (
            translated(self.address),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            if self._patience < BUSY_SECONDS and not self.address.is_sqlite:
                _wait_for_locks(session, self._patience)
            yield session
            count_change(session)

    @contextmanager
    def read(self, sight: Sight | None = None) -> Iterator[Session]:
        """A session to read in: the database refuses writes, and nothing changes between two reads.

        It sees what ``sight`` may see; without one, everything (or what the eyes of ``seen_by`` do).
        """
        eyes = sight or self._eyes()
        with translated(self.address), Session(self._behind(eyes)) as session:
            if eyes is not None:
                session.info[SIGHT] = eyes
                if not eyes.early:
                    _set_clock(session, eyes.now)
            yield session

    def _behind(self, sight: Sight | None) -> Engine:
        if sight is None or (sight.early and sight.private):
            return self._reader
        veil = Veil(embargoed=not sight.early, private=not sight.private)
        with self._veiling:
            found = self._veiled.get(veil)
            if found is None:
                found = self._veiled[veil] = _engine(self.address, writes=False, veil=veil)
            return found

    def close(self) -> None:
        """Give back every connection."""
        with self._veiling:
            for engine in self._veiled.values():
                engine.dispose()
        self._reader.dispose()
        self._writer.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str, *, patience: float = BUSY_SECONDS) -> Store:
    """Open the store at an address, making or upgrading its tables where needed.

    ``url`` is ``sqlite:////path/headway.db`` or ``postgresql://…``. Several processes may start at
    once: one upgrades, the others wait. ``patience`` is for how many seconds a writing session waits for
    another; on PostgreSQL only a shorter one than usual counts. Raises StoreAddressInvalid,
    StoreUnavailable, StoreDamaged or StoreNewerThanCode.
    """
    address = Address.parse(url)
    address.make_folder()
    store = Store(address, patience=patience)
    try:
        with translated(address):
            if address.path is not None:
                keep_write_ahead_log(address.path, patience=BUSY_SECONDS)
            # Whoever upgrades may take longer than those who write afterwards care to wait.
            opening = _engine(address, writes=True)
            try:
                bring_up_to_date(opening, address)
            finally:
                opening.dispose()
    except BaseException:
        store.close()
        raise
    return store


def _all_seeing() -> None:
    return None


def _wait_for_locks(session: Session, seconds: float) -> None:
    # Whoever is not the first to wait for a row waits twice: for a place in the line, and for the row.
    each = round(seconds * 1000 / 2)
    session.connection().execute(
        text("SELECT set_config('lock_timeout', :each, true)"), {"each": f"{each}ms"}
    )


def _set_clock(session: Session, now: datetime) -> None:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # As SQLAlchemy writes an instant.
        connection.info[FUNCTION] = f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    else:
        connection.execute(text("SELECT set_config(:name, :now, true)"), {"name": SETTING, "now": str(now)})


def _engine(
    address: Address, *, writes: bool, veil: Veil | None = None, patience: float = BUSY_SECONDS
) -> Engine:
    if address.is_sqlite:
        engine = create_engine(
            _standing(address),
            connect_args={"timeout": patience},
            pool_size=5,
            max_overflow=_THREADS,
        )
        _take_over_transactions(engine, writes=writes, veil=veil)
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
    if veil is not None:
        _draw(engine, veil)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _standing(address: Address) -> URL:
    """The address of a file that is there: where it was taken away, no empty one is made in its place."""
    query = {**address.url.query, "mode": "rw", "uri": "true"}
    return address.url.set(database=f"file:{quote(str(address.path))}", query=query)


def _draw(engine: Engine, veil: Veil) -> None:
    """Put the views of a veil before the tables of every new connection to PostgreSQL."""

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        now = f"current_setting('{SETTING}')::timestamptz"
        with connection.cursor() as cursor:
            (schema,) = cursor.execute("SELECT quote_ident(current_schema())").fetchone()
            for name, query in veil.views(prefix=f"{schema}.", now=now):
                cursor.execute(f'CREATE TEMPORARY VIEW "{name}" AS {query}')
        connection.commit()


def _take_over_transactions(engine: Engine, *, writes: bool, veil: Veil | None = None) -> None:
    """Begin transactions ourselves.

    Python's driver begins one only at the first change, so tables would be made outside of it and
    two reads could see different data; and a transaction that begins by reading cannot wait for its
    turn to write.
    """

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        # Safe against a killed process; a power cut may cost the last moments, never the file.
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute(f"PRAGMA cache_size = {-_WRITER_CACHE_KB if writes else -_READER_CACHE_KB}")
        if veil is not None:
            connection.create_function(FUNCTION, 0, lambda: record.info[FUNCTION])
            for name, query in veil.views(prefix="main.", now=f"{FUNCTION}()"):
                cursor.execute(f'CREATE TEMP VIEW "{name}" AS {query}')
        if not writes:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
