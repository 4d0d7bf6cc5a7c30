"""Notes on targets and missions: those that stand, or every version of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from service.store.bulk import table_of
from service.store.editing_tables import NoteRow
from service.store.note_records import About, NoteRecord

if TYPE_CHECKING:
    from sqlmodel import Session

_NOTE = table_of(NoteRow)
_COLUMNS = (
    "number", "version", "at", "author", "who", "text", "next_action", "next_on", "withdrawn", "why",
)  # fmt: skip


def every_version(session: Session, about: About, subject: str) -> tuple[NoteRecord, ...]:
    """Every version of every note on a subject, in the order in which they were written."""
    rows = session.connection().execute(
        select(*(_NOTE.c[name] for name in _COLUMNS))
        .where(_NOTE.c[f"{about}_id"] == subject)
        .order_by(_NOTE.c.id)
    )
    first: dict[int, NoteRecord] = {}
    found = []
    for row in rows:
        began = first[row.number].at if row.number in first else row.at
        record = NoteRecord(about, subject, **row._mapping, first_at=began)
        first.setdefault(row.number, record)
        found.append(record)
    return tuple(found)


def notes(session: Session, about: About, subject: str) -> tuple[NoteRecord, ...]:
    """The notes that stand, the one written last first."""
    last = {one.number: one for one in every_version(session, about, subject)}
    standing = (one for one in last.values() if not one.withdrawn)
    return tuple(sorted(standing, key=lambda one: -one.number))


def note(session: Session, about: About, subject: str, number: int) -> NoteRecord | None:
    """The last version of a note, withdrawn or not."""
    found = [one for one in every_version(session, about, subject) if one.number == number]
    return found[-1] if found else None
