"""Standing standards by the thousand: the numbers of ``judge_standard`` by column, without paths for each.

A standard holds throughout unless it fails somewhere. With p_h the exact probability of failing at horizon h,

    P(failed by h) = p_h + P(failed before h, and not at h)

and only the second part is estimated, from surprises shared by all targets (``common_draws``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.judging.common_draws import CommonDraws, direction
from forecasting.judging.first_dates import HALF, normal_score
from forecasting.judging.level_columns import Course
from forecasting.judging.threshold import SLIVER
from forecasting.judging.thresholds import Thresholds
from forecasting.margins import LEVELS, MEDIAN

Floats = NDArray[np.float64]
Counts = NDArray[np.intp]

_TOGETHER = 32
_LOW, _HIGH = (int(np.argmin(np.abs(LEVELS - p))) for p in (0.1, 0.9))


@dataclass(frozen=True, eq=False, slots=True)
class StandardNeeds:
    """T one-sided standards that wait for the forecast of their series.

    ``series`` points into the course; ``steps`` and ``horizon`` as in ``readiness.Need``. ``breached`` says where the
    newest value is outside the standard, so that the question is when it will be back within it.
    """

    series: Counts
    steps: Counts
    horizon: Counts
    thresholds: Thresholds
    breached: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class StandardFigures:
    """What the forecasts say of each standard, shape (T,) each; ``attained`` is 0 for a date beyond the horizon.

    ``attained`` is the step of the first return of a breached standard, of the first breach of one that holds.
    """

    probability: Floats
    projected_p10: Floats
    projected_p50: Floats
    projected_p90: Floats
    projected_gap: Floats
    attained: Counts


def dimensions(horizon: int) -> int:
    """How many surprises a standard needs."""
    return 2 + horizon


def standard_figures(needs: StandardNeeds, course: Course, draws: CommonDraws) -> StandardFigures:
    """Judge standards on the forecasts of their series, all of one frequency."""
    count = len(needs.series)
    margins = course.at(needs.series, needs.steps)
    at_end = needs.thresholds.probability(margins)
    held, attained = np.zeros(count), np.zeros(count, dtype=np.intp)
    order = np.argsort(needs.horizon, kind="stable")
    for begin in range(0, count, _TOGETHER):
        rows = order[begin : begin + _TOGETHER]
        held[rows], attained[rows] = _drawn(needs, course, draws, rows)
    median = margins.grid[:, MEDIAN]
    # As with paths of its own: what no draw showed is only very unlikely.
    least = 0.5 / (draws.normal.shape[1] + 1)
    return StandardFigures(
        probability=np.where(
            needs.breached, np.clip(at_end, SLIVER, 1 - SLIVER), np.clip(held, least, 1 - least)
        ),
        projected_p10=margins.grid[:, _LOW],
        projected_p50=median,
        projected_p90=margins.grid[:, _HIGH],
        projected_gap=needs.thresholds.short_of(median),
        attained=attained,
    )


def _event(
    needs: StandardNeeds, course: Course, rows: Counts, furthest: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """What is waited for: the rank in each margin that divides, (T, H), and whether it lies below, (T,).

    Where a standard is breached the event is its return, elsewhere its first breach.
    """
    series = np.repeat(needs.series[rows], furthest)
    step = np.tile(np.arange(1, furthest + 1), len(rows))
    start, stop = needs.thresholds.take(np.repeat(rows, furthest)).region(course.at(series, step))
    rising = needs.thresholds.rising[rows]
    edge = np.where(np.repeat(rising, furthest), start, stop).reshape(len(rows), furthest)
    return edge, np.asarray(rising != needs.breached[rows])


def _drawn(needs: StandardNeeds, course: Course, draws: CommonDraws, rows: Counts) -> tuple[Floats, Counts]:
    """The chance that what is waited for has not happened by the date, and the first step by which it is likely."""
    steps, upto = needs.steps[rows], needs.horizon[rows]
    furthest = int(upto.max())
    edge, below = _event(needs, course, rows, furthest)
    dependence = course.dependence[needs.series[rows]]
    turned = draws.turned(_direction(dependence, steps, draws.normal.shape[0] - 2))
    # An event below the edge is one above it, the other way up.
    line = np.where(below[:, None], -normal_score(edge), normal_score(edge))
    sign = np.where(below, np.float32(-1), np.float32(1))[:, None]
    chance = np.where(below[:, None], edge, 1 - edge)
    before = np.zeros((len(rows), draws.normal.shape[1]), dtype=bool)
    happened, not_yet = np.zeros(len(rows)), np.ones(len(rows))
    attained = np.zeros(len(rows), dtype=np.intp)
    for step, scores in enumerate(turned.scores(dependence, furthest, first=0)):
        now = sign * scores >= line[:, step, None]
        earlier = np.count_nonzero(before & ~now, axis=1) / before.shape[1]
        before |= now
        happened = np.maximum(happened, np.minimum(chance[:, step] + earlier, 1.0))
        not_yet = np.where(step < steps, 1 - happened, not_yet)
        attained[(attained == 0) & (happened >= HALF) & (step < upto)] = step + 1
        if step + 1 >= steps.max() and attained.all():
            break
    return not_yet, attained


def _direction(dependence: Floats, steps: Counts, horizon: int) -> Floats:
    """The mean of the errors up to the date moves the whole path, and with it most of the answer."""
    furthest = int(steps.max())
    found = direction((np.arange(furthest) < steps[:, None]).astype(float), dependence)
    result = np.zeros((len(steps), 2 + horizon))
    result[:, : found.shape[1]] = found
    return result
