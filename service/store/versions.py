"""How often the contents of the store have changed: the basis of ETags."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import Session, col

from service.store.tables import Identity

_CHANGED = "headway_changed"


def data_version(session: Session) -> str:
    """A short text that differs after every change of the contents, and never returns to an earlier one.

    One row is read. It differs between two stores as well.
    """
    row = session.connection().execute(select(col(Identity.uuid), col(Identity.version))).one()
    return f"{row.uuid[:8]}-{row.version}"


def note_change(session: Session) -> None:
    """Say that something was written in this session; the version is counted up once, at its end."""
    session.info[_CHANGED] = True


def count_change(session: Session) -> None:
    """Count the version up if anything was written.

    Done last, because on PostgreSQL the next writer waits here until this one has committed: so
    versions appear in the order in which they were counted.
    """
    if session.info.pop(_CHANGED, False):
        session.connection().execute(update(Identity).values(version=col(Identity.version) + 1))


def take_turn(session: Session) -> None:
    """Wait until no other session that took its turn is under way (SQLite sessions always do)."""
    session.connection().execute(select(col(Identity.id)).with_for_update())
