"""What a store holds, for its keeper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlmodel import Session

from service.store.engine import Store
from service.store.migration import HEAD, revision
from service.store.reads.embargoes import Coming, coming
from service.store.reads.observations import newest_release
from service.store.records import ReleaseRecord
from service.store.sight import EVERYTHING
from service.store.tables import METADATA
from service.store.versions import counted


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Where a store is, what is in it, and how large it is.

    ``rows`` counts the rows of each table; ``revision`` is that of its tables and ``newest_known`` the
    one this code would make; ``bytes`` includes indexes and, on SQLite, the write-ahead log. ``embargoes`` are the
    instants at which figures that are held already come out.
    """

    address: str
    version: str
    revision: str | None
    newest_known: str
    rows: Mapping[str, int]
    newest_release: ReleaseRecord | None
    bytes: int
    embargoes: tuple[Coming, ...] = ()


def status(store: Store, *, now: datetime | None = None) -> StoreStatus:
    """Count everything; takes seconds where there are millions of observations. ``now`` is what embargoes are held to."""
    with store.read(EVERYTHING) as session:
        return StoreStatus(
            str(store.address),
            counted(session).seen_by(None),
            revision(session.connection()),
            HEAD,
            row_counts(session),
            newest_release(session),
            _bytes(session, store.address.path),
            () if now is None else coming(session, now),
        )


def row_counts(session: Session) -> dict[str, int]:
    """The number of rows of each table, by name."""
    connection = session.connection()
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in sorted(METADATA.tables.values(), key=lambda table: table.name)
    }


def _bytes(session: Session, path: Path | None) -> int:
    if path is None:
        size = text("SELECT pg_database_size(current_database())")
        return int(session.connection().execute(size).scalar_one())
    parts = (path, path.with_name(f"{path.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())
