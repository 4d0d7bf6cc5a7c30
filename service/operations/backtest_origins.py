"""Where to stand in the past of a series, and what may be compared with the forecast from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from forecasting.breaks import Breaks, Comparable, Exceptional, exceptional_steps, prepare
from forecasting.errors import HeadwayError
from forecasting.evidence import horizon_bounds
from forecasting.findings import FindingCode
from forecasting.frequency import Frequency
from forecasting.judging.treatments import PARTIAL_WIDENING
from forecasting.models.constants import FrequencyClass
from forecasting.models.history import History
from forecasting.past_forecasts import Origin
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.sparse import is_sparse, monthly

Floats = NDArray[np.float64]

LEAST = 5
"""Fewest comparable values to learn from, as for a judgement whose spread is the series' own."""
ORIGINS = 8
"""Origins of a series, half a season apart, the newest first."""
OVER_PERIODS = "over_periods"
"""The footing of a replay over periods, on values as they stand today."""


@dataclass(frozen=True, eq=False)
class Stand:
    """An origin in the past of one series: the last period known and fitted, and the day it was known on.

    ``grid`` and ``breaks`` are the series and its breaks as they were known then.
    """

    period: Period
    day: date | None
    origin: Origin
    grid: Series
    breaks: Breaks


def class_of(series: Series) -> str:
    """The frequency class a series is reported in; averages over several periods have one of their own."""
    if series.frequency.overlaps:
        return "overlapping"
    other = {Frequency.WEEK: "weekly", Frequency.DAY: "daily"}.get(series.frequency)
    return other or FrequencyClass.of(series.season).value


def furthest(frequency_class: str) -> int:
    """How many periods ahead the record of a class reaches."""
    return horizon_bounds(frequency_class)[-1][1]


def apart(season: int) -> int:
    """Periods from one origin to the next: half a season, so that eight of them span four years of months."""
    return max(1, season // 2)


def grid_of(series: Series) -> Series:
    """The series on the grid on which it is forecast."""
    return monthly(series) if is_sparse(series) else series


def comparable_outcomes(series: Series, breaks: Breaks, after: int) -> Floats:
    """Values after a step of the grid that a forecast from there may be held against.

    What lies beyond a break that is not comparable is another quantity; exceptional periods are set aside, as
    they are when a target is judged.
    """
    values = series.dense.copy()
    aside = [
        step for step in exceptional_steps(series, breaks, Exceptional.DEFAULT) if 0 <= step < len(values)
    ]
    values[aside] = np.nan
    for item in breaks.breaks:
        if item.comparable is Comparable.NO and not item.kind.is_exceptional:
            step = _first_step(series, item.period)
            if step > after:
                values[step:] = np.nan
    return np.asarray(values[after + 1 :])


def _first_step(series: Series, period: Period) -> int:
    try:
        return series.step_of(period)
    except HeadwayError:  # another notation: the first step that ends on or after the day the break begins
        return series.step_of(series.last_period_ending_by(period.start - timedelta(days=1))) + 1


def stand_at(
    known: Series,
    *,
    breaks_then: Breaks,
    today: Series,
    breaks_today: Breaks,
    cluster: str,
    footing: str,
    day: date | None = None,
    horizon: int | None = None,
) -> Stand | None:
    """The origin at the newest fitted value of a series as it was known; None where there is nothing to compare.

    ``today`` is the same series on its grid as it stands now.
    """
    grid = grid_of(known)
    prepared = prepare(grid, breaks_then)
    if prepared.comparable < LEAST or grid.frequency is not today.frequency:
        return None
    try:
        step = today.step_of(prepared.origin)
    except HeadwayError:
        return None
    name = class_of(grid)
    outcomes = comparable_outcomes(today, breaks_today, step)[: horizon or furthest(name)]
    if step < 0 or not np.isfinite(outcomes).any():
        return None
    partly = any(item.code is FindingCode.BREAK_PARTLY for item in prepared.findings)
    indicator = grid.indicator
    history = History.of(indicator, prepared.values, season=grid.season)
    widening = PARTIAL_WIDENING if partly else 1.0
    origin = Origin(cluster, history, outcomes, name, footing, widening)
    return Stand(prepared.origin, day, origin, grid, breaks_then)


def cut(series: Series, count: int) -> Series:
    """The first values of a series, as over periods."""
    return Series(
        series.indicator,
        series.area,
        series.frequency,
        series.periods[:count],
        series.values[:count],
        series.statuses[:count],
    )


def told(counts: Mapping[str, int]) -> tuple[str, ...]:
    """What was left out, in sentences."""
    return tuple(f"{count:,} {what}." for what, count in counts.items() if count)
