"""Stored replays of series."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.records import ReplayRecord
from service.store.tables import ReplayRow

_REPLAY = table_of(ReplayRow)


def replay_of(session: Session, indicator_id: str, area: str) -> ReplayRecord | None:
    """The replay of a series, or None where there is none."""
    row = (
        session.connection()
        .execute(select(*_REPLAY.c).where(_REPLAY.c.indicator_id == indicator_id, _REPLAY.c.area == area))
        .first()
    )
    return None if row is None else ReplayRecord(*row)


def replay_keys(session: Session) -> Mapping[tuple[str, str], str]:
    """What each held replay was made from, by indicator and area."""
    rows = session.connection().execute(select(_REPLAY.c.indicator_id, _REPLAY.c.area, _REPLAY.c.key))
    return {(row.indicator_id, row.area): row.key for row in rows}
