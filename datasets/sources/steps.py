"""Steps in a series: the level changes once, far beyond the movement around it. Each may be a break nobody recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from forecasting.periods import Period

_WINDOW = 4
_AROUND = 12
_LEAST_AROUND = 8
_TIMES = 6.0
_APART = 2.0
# Everything moved then, and why is known: such figures are set aside when a series is fitted.
_PANDEMIC = (date(2020, 3, 1), date(2021, 6, 30))


@dataclass(frozen=True, slots=True)
class Step:
    """From one figure to the next the level changes.

    ``period`` is the first on the new level, ``before`` and ``after`` are the figures on both sides of the step, and
    ``times`` how often the usual change between neighbouring figures it holds.
    """

    period: Period
    before: float
    after: float
    times: float


def find_steps(figures: Sequence[tuple[Period, float]], *, decimals: int | None) -> list[Step]:
    """The steps of a series in the order of its periods, each with three figures or more after it.

    A change is one where it is more than six times the median change of the twelve figures on either side, and more
    than twice as wide as the four figures before it or the four from it on: so neither a peak, nor a slope, nor a
    season is a step. What touches the pandemic is left out. ``decimals`` are those published: no change is held to
    be usual that rounding could make.
    """
    values = [value for _, value in figures]
    least = 10.0 ** -(decimals or 0)
    changes = [
        values[place + 1] - values[place]
        if figures[place + 1][0].ordinal - figures[place][0].ordinal == 1
        else None
        for place in range(len(figures) - 1)
    ]
    found = []
    for place, change in enumerate(changes):
        first = place + 1
        if change is None or first < _WINDOW or len(values) - first < _WINDOW:
            continue
        beside = [*changes[max(0, place - _AROUND) : place], *changes[first : first + _AROUND]]
        around = [abs(one) for one in beside if one is not None]
        if len(around) < _LEAST_AROUND:
            continue
        usual = max(median(around), least)
        width = max(map(_width, (values[first - _WINDOW : first], values[first : first + _WINDOW])))
        if abs(change) <= _TIMES * usual or abs(change) <= _APART * width:
            continue
        period = figures[first][0]
        if not (period.start <= _PANDEMIC[1] and period.end >= _PANDEMIC[0]):
            found.append(Step(period, values[place], values[first], abs(change) / usual))
    return found


def _width(values: Sequence[float]) -> float:
    return max(values) - min(values)
