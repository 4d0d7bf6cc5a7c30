"""Adding versions of notes; nothing is ever changed or removed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from service.store.bulk import table_of
from service.store.editing_tables import NoteRow
from service.store.hidden import hidden_in
from service.store.note_records import About
from service.store.versions import note_change

if TYPE_CHECKING:
    from sqlmodel import Session

_NOTE = table_of(NoteRow)


def add_note(
    session: Session,
    about: About,
    subject: str,
    *,
    number: int | None,
    at: datetime,
    author: str,
    who: str,
    text: str,
    next_action: str = "",
    next_on: date | None = None,
    withdrawn: bool = False,
    why: str = "",
) -> int:
    """Add a note (``number`` None) or a version of one, and give its number. Take a turn in the session first."""
    connection = session.connection()
    own = _NOTE.c[f"{about}_id"] == subject
    if number is None:
        last = connection.execute(select(func.max(_NOTE.c.number)).where(own)).scalar()
        number, version = (last or 0) + 1, 1
    else:
        held = select(func.max(_NOTE.c.version)).where(own, _NOTE.c.number == number)
        version = (connection.execute(held).scalar() or 0) + 1
    row: dict[str, Any] = {
        f"{about}_id": subject,
        "number": number,
        "version": version,
        "at": at,
        "author": author,
        "who": who,
        "text": text,
        "next_action": next_action,
        "next_on": next_on,
        "withdrawn": withdrawn,
        "why": why,
    }
    connection.execute(insert(_NOTE).values(**row))
    hidden = hidden_in(connection)
    private = hidden.targets if about is About.TARGET else hidden.missions
    note_change(session, private=subject in private)
    return number
