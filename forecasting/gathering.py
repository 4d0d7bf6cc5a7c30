"""A series of short periods as one of longer ones: weeks of certificates as financial years.

Only periods that are covered to the last day are made. What adds up is added, each short period by its days inside
the long one; a stock is taken at the end; a rate or an average is averaged over the days.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from forecasting.errors import PeriodsNotComparable
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation
from forecasting.periods import Period
from forecasting.series import Series

_SHORT = (Frequency.DAY, Frequency.WEEK, Frequency.MONTH, Frequency.QUARTER)
_LONG = (
    Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR, Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR,
)  # fmt: skip


def gathered(series: Series, frequency: Frequency) -> Series:
    """The series in longer periods; as it is where the frequency is its own.

    Periods with a missing part are left out. Raises PeriodsNotComparable where its periods do not make up
    longer ones of that kind, or none is complete.
    """
    if series.frequency is frequency:
        return series
    if (
        series.frequency not in _SHORT
        or frequency not in _LONG
        or series.steps_per_year <= frequency.steps_per_year
    ):
        raise _impossible(
            series, frequency, "Give it in the periods of the series it drives, or shorter ones."
        )
    rows = []
    period = Period.containing(series.periods[0].start, frequency)
    if period.start < series.periods[0].start:
        period = period + 1
    place = 0
    while period.end <= series.latest.end:
        while series.periods[place].end < period.start:
            place += 1
        value = _value(series, period, place)
        if value is not None:
            rows.append((period, value))
        period = period + 1
    if not rows:
        raise _impossible(series, frequency, "At least one whole period must be covered.")
    return Series.of(series.indicator, rows, area=series.area)


def _value(series: Series, period: Period, place: int) -> float | None:
    """The value of a long period from the short ones, of which ``place`` is the first; None with a hole in it."""
    covered, values, days = period.start, [], []
    for short, value in zip(series.periods[place:], series.values[place:].tolist(), strict=True):
        if covered > period.end or short.start > covered:
            break
        values.append(value)
        days.append((short.overlap(period.start, period.end), short.days))
        covered = short.end + timedelta(days=1)
    if covered <= period.end:
        return None
    inside, whole = np.array(days, dtype=float).T
    match series.indicator.aggregation:
        case Aggregation.FLOW:
            return float(np.array(values) @ (inside / whole))
        case Aggregation.STOCK:
            return float(values[-1])
        case Aggregation.RATE | Aggregation.AVERAGE:
            return float(np.array(values) @ inside / inside.sum())


def _impossible(series: Series, frequency: Frequency, remedy: str) -> PeriodsNotComparable:
    return PeriodsNotComparable(
        f"“{series.indicator.id}” is measured by {series.frequency.words} and cannot be read by {frequency.words}.",
        field="regressors",
        value=series.indicator.id,
        remedy=remedy,
    )
