"""Totals over a window by the thousand: the numbers of ``judge_total`` by column, without paths of their own for each.

Both are estimates from draws. Here one set of surprises serves every target (``common_draws``), so a probability
differs from that of ``judge_total`` by what 4,096 paths leave open there, mostly well under one point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.judging.common_draws import CommonDraws, QuantileTable, Turned, direction
from forecasting.judging.first_dates import HALF
from forecasting.judging.level_columns import Course
from forecasting.judging.profile import UNEVENNESS
from forecasting.judging.threshold import compared
from forecasting.judging.thresholds import Thresholds

Floats = NDArray[np.float64]
Counts = NDArray[np.intp]

_TOGETHER = 32
_SHOWN = (0.1, 0.5, 0.9)


@dataclass(frozen=True, eq=False, slots=True)
class TotalNeeds:
    """T one-sided totals that wait for the forecast of their series.

    ``series`` points into the course; ``steps`` reach to the end of the window, ``horizon`` as far as attainment is
    followed. ``done`` and ``error`` are what is counted already and its standard error. ``weight`` (T, H) is the share
    of each step's flow that counts towards the window, ``follow`` (T, H) the share that counts where the total is
    followed beyond it; ``sought`` says where a date of attainment is wanted.
    """

    series: Counts
    steps: Counts
    horizon: Counts
    thresholds: Thresholds
    done: Floats
    error: Floats
    weight: Floats
    follow: Floats
    sought: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class TotalFigures:
    """What the forecasts say of each total, shape (T,) each; ``attained`` is 0 for a date beyond the horizon."""

    probability: Floats
    projected_p10: Floats
    projected_p50: Floats
    projected_p90: Floats
    attained: Counts


def dimensions(horizon: int) -> int:
    """How many surprises a total needs: of what is counted, of dividing each period, and of the forecast."""
    return 1 + horizon + 2 + horizon


def total_figures(needs: TotalNeeds, course: Course, draws: CommonDraws) -> TotalFigures:
    """Judge totals on the forecasts of their series, all of one frequency."""
    count = len(needs.series)
    probability, attained = np.zeros(count), np.zeros(count, dtype=np.intp)
    shown = np.zeros((len(_SHOWN), count))
    order = np.lexsort((needs.steps, needs.sought))  # those that take as long go together
    for begin in range(0, count, _TOGETHER):
        rows = order[begin : begin + _TOGETHER]
        totals, attained[rows] = _drawn(needs, course, draws, rows)
        hits = _met(needs.thresholds.take(rows), totals).sum(1)
        probability[rows] = (hits + 0.5) / (totals.shape[1] + 1)
        shown[:, rows] = np.quantile(totals, _SHOWN, axis=1)
    return TotalFigures(probability, shown[0], shown[1], shown[2], attained)


def _drawn(needs: TotalNeeds, course: Course, draws: CommonDraws, rows: Counts) -> tuple[Floats, Counts]:
    """Draws of each total, (T, N), and the first step by which it is reached as likely as not, 0 where none is."""
    horizon, series = needs.weight.shape[1], needs.series[rows]
    steps, upto = needs.steps[rows], np.where(needs.sought[rows], needs.horizon[rows], 0)
    furthest = int(max(steps.max(), upto.max()))
    weight, follow = needs.weight[rows], needs.follow[rows]
    table = QuantileTable.of(
        course.at(np.repeat(series, furthest), np.tile(np.arange(1, furthest + 1), len(rows)))
    )
    place = np.arange(len(rows)) * furthest
    dependence = course.dependence[series]
    turned = draws.turned(_direction(weight, needs.error[rows], table, dependence))
    counted = needs.done[rows, None] + needs.error[rows, None] * turned.at(0)
    total, running = counted, counted.copy()
    ever, attained = np.zeros(counted.shape, dtype=bool), np.zeros(len(rows), dtype=np.intp)
    thresholds, open_rows = needs.thresholds.take(rows), upto > 0
    for step, scores in enumerate(turned.scores(dependence, furthest, first=1 + horizon)):
        values = table.read(place + step, scores)
        if step < steps.max():
            total = total + _counting(weight[:, step], values, turned, step)
        if open_rows.any():
            running += _counting(follow[:, step], values, turned, step)
            ever |= _met(thresholds, running)
            # A step whose flow does not count cannot be the one that reaches it.
            here = open_rows & (ever.mean(1) >= HALF) & (follow[:, step] > 0)
            attained[here] = step + 1
            open_rows = open_rows & ~here & (step + 1 < upto)
        elif step + 1 >= steps.max():
            break
    return total, attained


def _direction(weight: Floats, error: Floats, table: QuantileTable, dependence: Floats) -> Floats:
    """How much each surprise moves each total, shape (T, ``dimensions``)."""
    count, horizon = weight.shape
    furthest = len(table.values) // count
    near = weight[:, :furthest]
    found = direction(near * table.slope.reshape(count, furthest), dependence)
    uneven = _uneven(near) * np.abs(table.middle.reshape(count, furthest))
    result = np.zeros((count, dimensions(horizon)))
    result[:, 0] = error
    result[:, 1 : 1 + furthest] = uneven
    result[:, 1 + horizon : 1 + horizon + found.shape[1]] = found
    return result


def _counting(weight: Floats, values: Floats, turned: Turned, step: int) -> Floats:
    """What a step adds: its share of the flow, with the error of dividing its period."""
    counted = weight[:, None] * values
    uneven = _uneven(weight)[:, None]
    if uneven.any():
        counted += uneven * np.abs(values) * turned.at(1 + step)
    return counted


def _met(thresholds: Thresholds, values: Floats) -> NDArray[np.bool_]:
    """Whether values (T, …) pass the one-sided thresholds of their rows."""
    shape = (-1, *([1] * (values.ndim - 1)))
    found, wanted = compared(values), compared(thresholds.value).reshape(shape)
    rising, strict = thresholds.rising.reshape(shape), thresholds.strict.reshape(shape)
    passed = np.where(rising, found > wanted, found < wanted)
    return np.asarray(passed | (~strict & (found == wanted)))


def _uneven(weight: Floats) -> Floats:
    return UNEVENNESS * weight * (1 - weight)
