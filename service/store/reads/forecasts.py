"""Stored forecasts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_
from sqlmodel import Session

from forecasting.ground import PREFIX
from forecasting.periods import Period
from service.store.bulk import chunks, table_of
from service.store.grids import grid_of
from service.store.judgement_tables import ForecastRow
from service.store.records import ForecastRecord

_FORECAST = table_of(ForecastRow)


def forecast(session: Session, key: str) -> ForecastRecord | None:
    """The forecast with a key."""
    row = session.connection().execute(select(_FORECAST).where(_FORECAST.c.key == key)).first()
    return None if row is None else _record(row)


def newest_forecast(
    session: Session, indicator_id: str, area: str, *, as_of: date | None = None
) -> ForecastRecord | None:
    """The newest forecast of a series made for a judgement, or the newest as of a date."""
    table = _FORECAST.c
    statement = select(_FORECAST).where(
        table.indicator_id == indicator_id, table.area == area, ~table.key.startswith(PREFIX)
    )
    if as_of is not None:
        statement = statement.where(table.as_of <= as_of)
    row = (
        session.connection()
        .execute(statement.order_by(table.as_of.desc(), table.recorded_at.desc(), table.id.desc()).limit(1))
        .first()
    )
    return None if row is None else _record(row)


def course_of(session: Session, indicator_id: str, area: str) -> ForecastRecord | None:
    """The current course of a series: ``as_of`` is the day of its newest figure, ``forecast(series)`` the forecast.

    None where the series has too few figures, or no course has been made since it was loaded.
    """
    table = _FORECAST.c
    statement = select(_FORECAST).where(
        table.indicator_id == indicator_id, table.area == area, table.key.startswith(PREFIX)
    )
    # A course made ahead of an embargo's end is the newer one as soon as it is seen.
    newest = statement.order_by(table.visible_from.is_(None), table.visible_from.desc(), table.id.desc())
    row = session.connection().execute(newest.limit(1)).first()
    return None if row is None else _record(row)


def course_keys(
    session: Session, series: Iterable[tuple[str, str]] | None = None
) -> dict[tuple[str, str], str]:
    """The key of the course kept for each series, or for each of some."""
    table = _FORECAST.c
    every = select(table.indicator_id, table.area, table.key).where(table.key.startswith(PREFIX))
    statements = [every]
    if series is not None:
        name = tuple_(table.indicator_id, table.area)
        statements = [every.where(name.in_(chunk)) for chunk in chunks(series, 500)]
    found: dict[tuple[str, str], str] = {}
    for statement in statements:
        rows = session.connection().execute(
            statement.order_by(table.visible_from.is_not(None), table.visible_from, table.id)
        )
        found.update(((row.indicator_id, row.area), row.key) for row in rows)
    return found


def _record(row: Any) -> ForecastRecord:
    return ForecastRecord(
        row.key,
        row.indicator_id,
        row.area,
        row.as_of,
        row.recorded_at,
        row.engine,
        row.code_version,
        int(row.seed),
        Period.parse(row.origin, row.frequency),
        row.tail,
        row.lower,
        row.upper,
        tuple(json.loads(row.dependence)),
        json.loads(row.diagnostics),
        grid_of(row.margins),
    )
