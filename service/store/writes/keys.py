"""Keeping keys: made, taken back, and when each was last used. None of it changes an answer's ETag."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, or_, update
from sqlmodel import Session

from service.store.access_tables import ApiKeyRow
from service.store.bulk import table_of
from service.store.key_records import KeyRecord

_KEYS = table_of(ApiKeyRow)


def add_key(session: Session, key: KeyRecord) -> None:
    """Keep a new key."""
    session.connection().execute(insert(_KEYS).values(asdict(key)))


def revoke_key(session: Session, id_: str, *, at: datetime) -> bool:
    """Take a key back, and say whether that changed anything: one that is unknown or taken back stays as it is."""
    here = (_KEYS.c.id == id_) & _KEYS.c.revoked_at.is_(None)
    return session.connection().execute(update(_KEYS).where(here).values(revoked_at=at)).rowcount == 1


def note_key_use(session: Session, id_: str, *, at: datetime) -> None:
    """Remember when a key was last used; never an earlier instant than is known."""
    later = or_(_KEYS.c.last_used_at.is_(None), _KEYS.c.last_used_at < at)
    session.connection().execute(update(_KEYS).where((_KEYS.c.id == id_) & later).values(last_used_at=at))
