"""Keeping constants of the installation's own, and putting them aside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.judgement_tables import ConstantsRow
from service.store.versions import note_change

_CONSTANTS = table_of(ConstantsRow)


def save_constants(
    session: Session, *, version: str, frequency_class: str, document: str, recorded: datetime
) -> None:
    """Put constants in force for a frequency class; those before them are retired and kept."""
    retire_constants(session, recorded=recorded, frequency_class=frequency_class)
    session.connection().execute(
        insert(_CONSTANTS),
        [
            {
                "version": version,
                "frequency_class": frequency_class,
                "recorded_at": recorded,
                "retired_at": None,
                "document": document,
            }
        ],
    )
    note_change(session)


def retire_constants(session: Session, *, recorded: datetime, frequency_class: str | None = None) -> int:
    """Put constants aside, of one class or of all, and say how many were in force."""
    statement = update(_CONSTANTS).where(_CONSTANTS.c.retired_at.is_(None)).values(retired_at=recorded)
    if frequency_class is not None:
        statement = statement.where(_CONSTANTS.c.frequency_class == frequency_class)
    done = session.connection().execute(statement).rowcount
    if done:
        note_change(session)
    return int(done)
