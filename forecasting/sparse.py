"""Daily counters that are read only now and then, put on a monthly grid."""

from __future__ import annotations

from datetime import date

from forecasting.findings import Finding, FindingCode
from forecasting.frequency import Frequency
from forecasting.periods import Period
from forecasting.series import Series

# Fewer than one reading a week, over the life of the series, is not a daily series.
_SPARSE = 1 / 7


def is_sparse(series: Series) -> bool:
    """Whether a daily series has fewer than one value a week."""
    return series.frequency is Frequency.DAY and len(series) < _SPARSE * len(series.dense)


def nearest_month(day: date) -> Period:
    """The month whose end lies nearest to a day; of two as near the earlier."""
    month = Period.containing(day, Frequency.MONTH)
    since, until = day - (month - 1).end, month.end - day
    return month if until < since else month - 1


def monthly(series: Series) -> Series:
    """A sparse daily counter read at month ends; a counter's known origin becomes its first value.

    Each value moves to the nearest month end, at most sixteen days away. Two readings of one month
    keep the later.
    """
    readings: dict[Period, float] = {}
    statuses: dict[Period, str] = {}
    origin = series.indicator.origin
    if origin is not None and origin.date < series.periods[0].start:
        readings[nearest_month(origin.date)] = origin.value
        statuses[nearest_month(origin.date)] = "final"
    for period, value, status in zip(series.periods, series.values, series.statuses, strict=True):
        readings[nearest_month(period.end)] = float(value)
        statuses[nearest_month(period.end)] = status
    thinned = Series.of(
        series.indicator, readings.items(), area=series.area, statuses=[statuses[p] for p in readings]
    )
    note = Finding(
        FindingCode.IRREGULAR, "Published on irregular days; read at the nearest month end for the forecast."
    )
    return Series(
        thinned.indicator,
        thinned.area,
        thinned.frequency,
        thinned.periods,
        thinned.values,
        thinned.statuses,
        (*series.findings, note),
    )
