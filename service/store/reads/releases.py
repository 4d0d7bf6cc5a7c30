"""What a release holds, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from forecasting.frequency import Frequency
from service.store.bulk import table_of
from service.store.tables import ObservationRow, ReleaseRow, SeriesRow

_SERIES, _RELEASE, _OBSERVATION = table_of(SeriesRow), table_of(ReleaseRow), table_of(ObservationRow)


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one indicator a release holds: figures and areas."""

    indicator_id: str
    frequency: Frequency
    observations: int
    areas: int


def holdings(session: Session, key: str) -> tuple[Holding, ...]:
    """What a release holds, by indicator."""
    rows = session.connection().execute(
        select(
            _SERIES.c.indicator_id,
            _SERIES.c.frequency,
            func.count(),
            func.count(_SERIES.c.area.distinct()),
        )
        .select_from(_OBSERVATION)
        .join(_SERIES, _SERIES.c.id == _OBSERVATION.c.series_id)
        .join(_RELEASE, _RELEASE.c.id == _OBSERVATION.c.release_id)
        .where(_RELEASE.c.key == key, _OBSERVATION.c.correction == 0)
        .group_by(_SERIES.c.indicator_id, _SERIES.c.frequency)
        .order_by(_SERIES.c.indicator_id, _SERIES.c.frequency)
    )
    return tuple(Holding(row[0], Frequency(row[1]), row[2], row[3]) for row in rows)


def series_in(session: Session, key: str) -> tuple[tuple[str, str], ...]:
    """The series (indicator, area) that a release has figures of, in order."""
    rows = session.connection().execute(
        select(_SERIES.c.indicator_id, _SERIES.c.area)
        .distinct()
        .select_from(_OBSERVATION)
        .join(_SERIES, _SERIES.c.id == _OBSERVATION.c.series_id)
        .join(_RELEASE, _RELEASE.c.id == _OBSERVATION.c.release_id)
        .where(_RELEASE.c.key == key)
        .order_by(_SERIES.c.indicator_id, _SERIES.c.area)
    )
    return tuple((row[0], row[1]) for row in rows)


def releases_of(session: Session, indicators: Iterable[str]) -> frozenset[str]:
    """The keys of the releases that hold a figure of one of these indicators."""
    rows = session.connection().execute(
        select(_RELEASE.c.key)
        .distinct()
        .select_from(_OBSERVATION)
        .join(_SERIES, _SERIES.c.id == _OBSERVATION.c.series_id)
        .join(_RELEASE, _RELEASE.c.id == _OBSERVATION.c.release_id)
        .where(_SERIES.c.indicator_id.in_(list(indicators)))
    )
    return frozenset(row[0] for row in rows)
