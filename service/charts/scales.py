"""Axes: what stretch of values a chart covers, where its gridlines lie, where a value is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.charts.figure import HIGH, HIGHEST, LOW, LOWEST, Figure

# How far the widest band may stretch the axis, as a share of what everything else covers.
_STRETCH = 0.35
_NEAR = 0.45


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value; values outside are drawn at the edge."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


def days(first: date, last: date, start: float, end: float) -> Scale:
    """A scale of days; use it with ``date.toordinal()``."""
    return Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), start, end)


def extent(figure: Figure) -> tuple[float, float]:
    """The stretch of values to show: everything but the widest band, and of that what does not flatten the rest."""
    firm = [point.value for point in figure.shown()]
    firm += [point.value for point in figure.required if point.day >= figure.since]
    firm += [point.value for point in figure.supposed]
    firm += [mark.value for mark in (figure.target, *figure.milestones) if mark is not None]
    firm += [point.values[place] for point in figure.fan for place in (LOW, HIGH)]
    if not firm:
        return 0.0, 1.0
    low, high = min(firm), max(firm)
    span = (high - low) or abs(high) or 1.0
    wide = [point.values[place] for point in figure.fan for place in (LOWEST, HIGHEST)]
    if wide:
        low = max(min(low, *wide), low - _STRETCH * span)
        high = min(max(high, *wide), high + _STRETCH * span)
    if figure.zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - span / 2, high + span / 2
    return _bounded(low, high, figure.bounds)


def _bounded(low: float, high: float, bounds: tuple[float | None, float | None]) -> tuple[float, float]:
    floor, ceiling = bounds
    low = low if floor is None else max(low, floor)
    high = high if ceiling is None else min(high, ceiling)
    return (low, high) if high > low else (low - 1, low + 1)


def nice_step(span: float, count: int) -> float:
    """The round distance (1, 2, 2.5 or 5 times a power of ten) that gives about ``count`` gridlines."""
    raw = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if raw <= factor * power * (1 + 1e-9))


def ticks(low: float, high: float, count: int = 4) -> tuple[float, ...]:
    """Round values inside a stretch, at most about ``count``."""
    step = nice_step(high - low, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(index * step, 12) for index in range(first, last + 1))


def rounded_out(
    low: float, high: float, *, count: int, bounds: tuple[float | None, float | None]
) -> tuple[float, float]:
    """A stretch widened to the next gridline where that is near, and by a little air where it is not."""
    step = nice_step(high - low, count)
    floor, ceiling = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    air = 0.04 * (high - low)
    low = floor if low - floor <= _NEAR * step else low - air
    high = ceiling if ceiling - high <= _NEAR * step else high + air
    return _bounded(low, high, bounds)


def year_ticks(first: date, last: date, count: int) -> tuple[int, ...]:
    """Years whose first of January lies inside a stretch of days, thinned to round steps."""
    years = range(first.year + (first > date(first.year, 1, 1)), last.year + 1)
    step = next(
        step
        for step in (1, 2, 3, 4, 5, 10, 20, 25, 50, 100, 200, 500)
        if len(years) <= step * count or step == 500
    )
    return tuple(year for year in years if year % step == 0)


def month_ticks(first: date, last: date, count: int) -> tuple[date, ...]:
    """First days of months inside a stretch of days, thinned to every second, third, fourth or sixth."""
    start = first.year * 12 + first.month - (first.day == 1)
    months = range(start, last.year * 12 + last.month)
    step = next(step for step in (1, 2, 3, 4, 6, 12) if len(months) <= step * count or step == 12)
    return tuple(date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0)


def spread_apart(wanted: Iterable[tuple[float, float]], low: float, high: float) -> list[float]:
    """Places for labels of given heights near where they are wanted, without overlap, inside a stretch.

    ``wanted`` holds (centre, height) from top to bottom as they should stay ordered. Labels are moved
    down where they collide and then back up from the end of the stretch.
    """
    items = list(wanted)
    centres: list[float] = []
    edge = low
    for centre, height in items:
        place = max(centre, edge + height / 2)
        centres.append(place)
        edge = place + height / 2
    edge = high
    for index in range(len(items) - 1, -1, -1):
        height = items[index][1]
        centres[index] = min(centres[index], edge - height / 2)
        edge = centres[index] - height / 2
    return centres
