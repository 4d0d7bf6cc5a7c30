"""Level targets by the thousand: the numbers of ``judge_level`` by column, without an assessment for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.judging.first_dates import Singles, middle_step
from forecasting.judging.margin_rows import MarginRows
from forecasting.judging.threshold import SLIVER
from forecasting.judging.thresholds import Thresholds
from forecasting.margins import LEVELS, MEDIAN

Floats = NDArray[np.float64]
Counts = NDArray[np.intp]
_CELLS = 2**22
_SHOWN = np.array([0.1, 0.9])


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """The forecasts of S series: grids (S, H, len(LEVELS)), tails and bounds (S,), dependence (S, D)."""

    grid: Floats
    tail: Floats
    lower: Floats
    upper: Floats
    dependence: Floats

    def at(self, series: Counts, step: Counts) -> MarginRows:
        """The margins of chosen series at chosen steps (1-based), one row each."""
        return MarginRows(
            self.grid[series, step - 1], self.tail[series], self.lower[series], self.upper[series]
        )


@dataclass(frozen=True, eq=False, slots=True)
class LevelNeeds:
    """T level targets that wait for the forecast of their series.

    ``series`` points into the course; ``steps`` and ``horizon`` as in ``readiness.Need``. Times are decimal
    years: the path runs from the anchor (NaN where none can be drawn) to the threshold at ``due``.
    ``season_shift`` puts the latest value on the season of the target.
    """

    series: Counts
    steps: Counts
    horizon: Counts
    thresholds: Thresholds
    latest_value: Floats
    latest_time: Floats
    anchor_value: Floats
    anchor_time: Floats
    due: Floats
    season_shift: Floats


@dataclass(frozen=True, eq=False, slots=True)
class LevelFigures:
    """What the forecasts say of each target; NaN where a figure does not apply, 0 for a date beyond the horizon."""

    probability: Floats
    projected_p10: Floats
    projected_p50: Floats
    projected_p90: Floats
    projected_gap: Floats
    gap_now: Floats
    required_rate: Floats
    attained: Counts


def level_figures(
    needs: LevelNeeds, course: Course, *, steps_per_year: float, surprise: Singles
) -> LevelFigures:
    """Judge level targets on the forecasts of their series, all of one frequency."""
    row = np.arange(len(needs.series))
    start, stop = _regions(needs, course)
    margins = course.at(needs.series, needs.steps)
    middle = margins.grid[:, MEDIAN]
    tenth = margins.grid[:, [int(np.argmin(np.abs(LEVELS - p))) for p in _SHOWN]]
    met_now = needs.thresholds.met(needs.latest_value)
    pace = (needs.thresholds.value - needs.latest_value) * steps_per_year / needs.steps
    return LevelFigures(
        probability=np.clip(stop[row, needs.steps - 1] - start[row, needs.steps - 1], SLIVER, 1 - SLIVER),
        projected_p10=tenth[:, 0],
        projected_p50=middle,
        projected_p90=tenth[:, 1],
        projected_gap=needs.thresholds.short_of(middle),
        gap_now=_gaps_now(needs),
        required_rate=np.where(met_now, np.nan, pace),
        attained=middle_step(
            start, stop, dependence=course.dependence, series=needs.series, surprise=surprise
        ),
    )


def _regions(needs: LevelNeeds, course: Course) -> tuple[Floats, Floats]:
    """Ranks between which each target is met at each step, each (T, H); both 0 beyond the target's horizon."""
    count, horizon = len(needs.series), course.grid.shape[1]
    start, stop = np.zeros((count, horizon)), np.zeros((count, horizon))
    chunk = max(1, _CELLS // (horizon * len(LEVELS)))
    for begin in range(0, count, chunk):
        here = np.arange(begin, min(begin + chunk, count))
        target, step = np.nonzero(np.arange(horizon) < needs.horizon[here, None])
        target += begin
        margins = course.at(needs.series[target], step + 1)
        start[target, step], stop[target, step] = needs.thresholds.take(target).region(margins)
    return start, stop


def _gaps_now(needs: LevelNeeds) -> Floats:
    """The latest value against the straight path from the anchor to the threshold; NaN where there is no path."""
    wanted, span = needs.thresholds.value, needs.due - needs.anchor_time
    share = (needs.latest_time - needs.anchor_time) / span
    required = needs.anchor_value + (wanted - needs.anchor_value) * np.maximum(share, 0.0)
    standing = needs.thresholds.band | (needs.anchor_value == wanted)
    adjusted = needs.latest_value + np.where(standing, 0.0, needs.season_shift)
    short = needs.thresholds.short_of(adjusted)
    behind = short - needs.thresholds.short_of(required)
    drawn = (span > 1e-6) & (needs.latest_time >= needs.anchor_time - 1e-9)
    return np.where(needs.thresholds.band, short, np.where(drawn, behind, np.nan))
