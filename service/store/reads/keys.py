"""Keys, without their secrets, which nobody has."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from service.store.access_tables import ApiKeyRow
from service.store.bulk import table_of
from service.store.key_records import KeyRecord

_KEYS = table_of(ApiKeyRow)


def api_key(session: Session, id_: str) -> KeyRecord | None:
    """One key by the part of it that may be seen."""
    row = session.connection().execute(select(_KEYS).where(_KEYS.c.id == id_)).one_or_none()
    return None if row is None else KeyRecord(**row._mapping)


def api_keys(session: Session) -> tuple[KeyRecord, ...]:
    """Every key there ever was, the newest first."""
    rows = session.connection().execute(select(_KEYS).order_by(_KEYS.c.created_at.desc(), _KEYS.c.id))
    return tuple(KeyRecord(**row._mapping) for row in rows)
