"""The current courses kept for series: which there are, and all of them a few at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from forecasting.ground import PREFIX
from service.store.bulk import table_of
from service.store.judgement_tables import ForecastRow
from service.store.reads.forecasts import course_of
from service.store.records import ForecastRecord

_FORECAST = table_of(ForecastRow)


@dataclass(frozen=True, slots=True)
class CourseHead:
    """Which course is kept for a series, without the course itself."""

    indicator_id: str
    area: str
    as_of: date
    frequency: str
    horizon: int
    recorded_at: datetime


def course_heads(
    session: Session,
    *,
    indicators: Collection[str],
    areas: Collection[str] = (),
    frequencies: Collection[str] = (),
    as_of: date | None = None,
) -> tuple[CourseHead, ...]:
    """The courses kept for some indicators, by indicator and area, narrowed by what they are."""
    table = _FORECAST.c
    statement: Select[Any] = (
        select(table.indicator_id, table.area, table.as_of, table.frequency, table.horizon, table.recorded_at)
        .where(table.key.startswith(PREFIX), table.indicator_id.in_(indicators))
        .order_by(
            table.indicator_id, table.area, table.visible_from.is_not(None), table.visible_from, table.id
        )
    )
    if areas:
        statement = statement.where(table.area.in_(areas))
    if frequencies:
        statement = statement.where(table.frequency.in_(frequencies))
    if as_of is not None:
        statement = statement.where(table.as_of == as_of)
    rows = session.connection().execute(statement)
    # Of two courses of a series the one made last counts.
    return tuple({(row[0], row[1]): CourseHead(*row) for row in rows}.values())


def courses_of(session: Session, heads: Collection[CourseHead]) -> Iterator[ForecastRecord]:
    """The courses themselves, one at a time."""
    for head in heads:
        found = course_of(session, head.indicator_id, head.area)
        if found is not None:
            yield found
