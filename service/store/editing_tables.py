"""The tables of what editors do beside the catalogue: their notes, and what their edits have put out of date.

They belong to the tables of ``service.store.tables``.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables import METADATA

__all__ = ["METADATA", "DueRow", "NoteRow"]


class NoteRow(SQLModel, table=True):
    """One version of a note on a target or a mission; the database refuses to change or remove it.

    ``number`` counts the notes of a subject from 1, ``version`` what was made of each. Of a note the last version
    stands; one that is ``withdrawn`` says nothing any more. Either ``target_id`` or ``mission_id`` is given.
    """

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("target_id", "number", "version"),
        UniqueConstraint("mission_id", "number", "version"),
        Index("ix_note_target_id", "target_id"),
        Index("ix_note_mission_id", "mission_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    target_id: str | None = None
    mission_id: str | None = None
    number: int
    version: int
    at: datetime
    author: str
    who: str
    text: str = Field(sa_type=Text)
    next_action: str = Field(default="", sa_type=Text)
    next_on: date | None = None
    withdrawn: bool = False
    why: str = Field(default="", sa_type=Text)


class DueRow(SQLModel, table=True):
    """A target whose definition, or what it rests on, an editor changed at an instant.

    Judgements that were confirmed before it are of what the target was then.
    """

    __tablename__ = "judgement_due"

    target_id: str = Field(primary_key=True)
    since: datetime
    changed: str
