"""Stored replays of series."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select, tuple_
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.judgement_tables import ReplayRow
from service.store.records import ReplayRecord

_REPLAY = table_of(ReplayRow)


def replay_of(session: Session, indicator_id: str, area: str) -> ReplayRecord | None:
    """The replay of a series, or None where there is none."""
    row = (
        session.connection()
        .execute(select(*_REPLAY.c).where(_REPLAY.c.indicator_id == indicator_id, _REPLAY.c.area == area))
        .first()
    )
    return None if row is None else ReplayRecord(*row)


def replay_keys(
    session: Session, only: Collection[tuple[str, str]] | None = None
) -> Mapping[tuple[str, str], str]:
    """What each held replay, or that of each of some series, was made from, by indicator and area."""
    table = _REPLAY.c
    statement = select(table.indicator_id, table.area, table.key)
    if only is None:
        parts = [statement]
    else:
        name = tuple_(table.indicator_id, table.area)
        parts = [statement.where(name.in_(some)) for some in chunks(only, 500)]
    rows = (row for part in parts for row in session.connection().execute(part))
    return {(row.indicator_id, row.area): row.key for row in rows}
