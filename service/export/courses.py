"""The current course of a series with its periods and its indicator, ready to be written in any format."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from forecasting.frequency import Frequency
from forecasting.margins import interpolation
from forecasting.periods import Period
from service.operations.known_series import figures_known
from service.store.reads.courses import CourseHead, courses_of
from service.store.records import ForecastRecord, IndicatorRecord

if TYPE_CHECKING:
    from sqlmodel import Session

QUANTILES = (0.01, 0.025, *(step / 20 for step in range(1, 20)), 0.975, 0.99)
"""The probabilities at which a distribution is written: the 23 that forecast hubs ask for."""
PERCENTILES = {"p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p97_5": 0.975}
"""Those of a chart."""


@dataclass(frozen=True, eq=False)
class Course:
    """A course; ``periods`` are those it forecasts, ``indicator`` the document of what is measured."""

    record: ForecastRecord
    mission_id: str
    indicator: Mapping[str, Any]
    periods: tuple[Period, ...]

    def at(self, levels: Collection[float]) -> NDArray[np.float64]:
        """The quantiles at some probabilities: one row a period, one column a probability, inside the bounds."""
        record = self.record
        values = record.margins.astype(float) @ interpolation(list(levels))
        if record.lower is not None or record.upper is not None:
            values = np.clip(values, record.lower, record.upper)
        return np.asarray(values, dtype=np.float64)


def courses(
    session: Session, heads: Collection[CourseHead], indicators: Mapping[str, IndicatorRecord]
) -> Iterator[Course]:
    """The courses of some series, one at a time, as they are stored."""
    documents: dict[str, Mapping[str, Any]] = {}
    for record in courses_of(session, heads):
        found = indicators[record.indicator_id]
        document = documents.setdefault(found.id, found.data)
        yield Course(record, found.mission_id, document, _periods(session, record))


def _periods(session: Session, record: ForecastRecord) -> tuple[Period, ...]:
    steps = range(1, len(record.margins) + 1)
    if record.origin.frequency is not Frequency.POINT:
        return tuple(record.origin + step for step in steps)
    # How far apart points in time lie is known by the figures alone.
    name = (record.indicator_id, record.area)
    series = figures_known(session, [name])[name].series
    first = series.step_of(record.origin)
    return tuple(series.period_at(first + step) for step in steps)
