"""Keeping who has signed in. None of it changes an answer's ETag."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.sign_in_records import SignInRecord
from service.store.sign_in_table import SignInRow

_SIGN_INS = table_of(SignInRow)


def add_sign_in(session: Session, record: SignInRecord, *, now: datetime) -> None:
    """Keep a new one, and let go of those that are over."""
    connection = session.connection()
    connection.execute(delete(_SIGN_INS).where(_SIGN_INS.c.expires_at <= now))
    connection.execute(insert(_SIGN_INS).values(asdict(record)))


def end_sign_in(session: Session, id_: str) -> bool:
    """End one, and say whether there was one."""
    return session.connection().execute(delete(_SIGN_INS).where(_SIGN_INS.c.id == id_)).rowcount == 1
