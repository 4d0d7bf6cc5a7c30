"""The required path from where a target was set to where it must arrive.

Every shape passes exactly through one anchor and the target. Time is measured in decimal years.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from forecasting.errors import TargetContradictory


def decimal_year(day: date) -> float:
    """A date as a decimal year; the end of the day, so that 31 December is nearly the next year."""
    first = date(day.year, 1, 1)
    return day.year + (day.toordinal() - first.toordinal() + 1) / 365.25


class Shape(StrEnum):
    """How a path moves between its points."""

    LINEAR = "linear"
    GEOMETRIC = "geometric"
    STEPPED = "stepped"
    LOGIT_LINEAR = "logit_linear"
    S_CURVE = "s_curve"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A value required at a moment (decimal year)."""

    time: float
    value: float


@dataclass(frozen=True, slots=True)
class Bend:
    """What a bent shape needs besides its points.

    ``scale`` is the upper bound of a ``LOGIT_LINEAR`` path (its lower bound is 0); ``steepness`` and
    ``midpoint`` shape an ``S_CURVE``; ``exponent`` above 1 loads a ``POWER`` path to the back, below 1 to the
    front.
    """

    scale: float = 100.0
    steepness: float = 10.0
    midpoint: float = 0.5
    exponent: float = 1.0


PLAIN = Bend()
NAMED: Mapping[str, tuple[Shape, Bend]] = {
    "linear": (Shape.LINEAR, PLAIN),
    "constant_rate": (Shape.GEOMETRIC, PLAIN),
    "geometric": (Shape.GEOMETRIC, PLAIN),
    "stepped": (Shape.STEPPED, PLAIN),
    "logit_linear": (Shape.LOGIT_LINEAR, PLAIN),
    "logistic": (Shape.S_CURVE, PLAIN),
    "s_curve": (Shape.S_CURVE, PLAIN),
    "front_loaded": (Shape.POWER, Bend(exponent=0.5)),
    "back_loaded": (Shape.POWER, Bend(exponent=2.0)),
}
"""The shapes by the names a file may give them."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A required path through waypoints, the first the anchor and the last the target.

    Before the anchor it is undefined; after the target it stays there. ``illustrative`` marks a path
    that nobody published.
    """

    waypoints: tuple[Waypoint, ...]
    shape: Shape = Shape.LINEAR
    illustrative: bool = True
    bend: Bend = PLAIN

    def at(self, time: float) -> float | None:
        """The value required at a moment, or None before the anchor."""
        points = self.waypoints
        if time < points[0].time - 1e-9:
            return None
        if time >= points[-1].time:
            return points[-1].value
        index = max(1, bisect_right([p.time for p in points], time))
        start, end = points[index - 1], points[index]
        if self.shape is Shape.STEPPED:
            return start.value
        share = max(0.0, (time - start.time) / (end.time - start.time))
        return between(start.value, end.value, share, shape=self.shape, bend=self.bend)


def between(start: float, end: float, share: float, *, shape: Shape, bend: Bend = PLAIN) -> float:
    """The value at a share of the way in time (0 to 1) between two values, never outside them.

    Exactly the start at 0 and the end at 1 whatever the shape.
    """
    if share <= 0 or start == end:
        return start
    if share >= 1:
        return start if shape is Shape.STEPPED else end
    match shape:
        case Shape.STEPPED:
            return start
        case Shape.GEOMETRIC:
            value = start * (end / start) ** share
        case Shape.LOGIT_LINEAR:
            first, last = (math.log(v / (bend.scale - v)) for v in (start, end))
            value = bend.scale * logistic(first + (last - first) * share)
        case Shape.S_CURVE:
            value = start + (end - start) * _risen(share, bend)
        case Shape.POWER:
            value = start + (end - start) * share**bend.exponent
        case _:
            value = start + (end - start) * share
    low, high = (start, end) if start < end else (end, start)
    return float(min(max(value, low), high))


def logistic(x: float) -> float:
    """1/(1 + e^(−x)), without overflow."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    tail = math.exp(x)
    return tail / (1 + tail)


def _risen(share: float, bend: Bend) -> float:
    """How much of an S-curve is risen, scaled so that it goes exactly from 0 to 1."""
    first, here, last = (logistic(bend.steepness * (u - bend.midpoint)) for u in (0.0, share, 1.0))
    return (here - first) / (last - first)


def trajectory(
    points: Sequence[Waypoint],
    *,
    shape: Shape = Shape.LINEAR,
    illustrative: bool = True,
    bend: Bend = PLAIN,
) -> Trajectory:
    """Build a path; waypoints may come in any order but not two at one moment.

    A geometric path needs values of one sign, none of them zero; a logit path values strictly inside its
    scale. Points of a user's own are joined as the shape says. Raises TargetContradictory.
    """
    _check_bend(shape, bend)
    ordered = tuple(sorted(points, key=lambda p: p.time))
    if len(ordered) < 2:
        raise TargetContradictory(
            "A path needs a start and an end.",
            field="trajectory",
            remedy="Give a baseline before the target date.",
        )
    for earlier, later in pairwise(ordered):
        if later.time - earlier.time < 1e-9:
            raise TargetContradictory(
                f"Two values ({earlier.value:g} and {later.value:g}) are required at the same moment.",
                field="trajectory",
                value=later.value,
                remedy="Keep one of them.",
            )
        if shape is Shape.GEOMETRIC and earlier.value * later.value <= 0:
            raise TargetContradictory(
                "A path of constant percentage change cannot pass through or to zero.",
                field="trajectory",
                value=later.value,
                remedy="Use a linear path.",
            )
    if shape is Shape.LOGIT_LINEAR:
        outside = next((p for p in ordered if not 0 < p.value < bend.scale), None)
        if outside is not None:
            raise TargetContradictory(
                f"A logit path stays inside 0 to {bend.scale:g} and cannot pass through {outside.value:g}.",
                field="trajectory",
                value=outside.value,
                remedy="Use a linear path, or a larger scale.",
            )
    return Trajectory(ordered, shape, illustrative, bend)


def _check_bend(shape: Shape, bend: Bend) -> None:
    wrong = {
        Shape.LOGIT_LINEAR: ("scale", bend.scale),
        Shape.S_CURVE: ("steepness", bend.steepness),
        Shape.POWER: ("exponent", bend.exponent),
    }.get(shape)
    if wrong is not None and not (math.isfinite(wrong[1]) and wrong[1] > 0):
        raise TargetContradictory(
            f"The {wrong[0]} of the path ({shape.value}) must be above 0.",
            field=f"trajectory.{wrong[0]}",
            value=wrong[1],
            remedy="Give a positive number.",
        )


def keep_better(required: Sequence[float], actual: Sequence[float | None], *, sign: int) -> tuple[float, ...]:
    """A path that never asks for less than was achieved: period by period the better of path and figure.

    ``sign`` is +1 where more is better, −1 where less is; None is a period without a figure.
    """
    return tuple(
        asked if seen is None or sign * (seen - asked) <= 0 else seen
        for asked, seen in zip(required, actual, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Ramp:
    """Flows that change by the same step each period and add up to a total."""

    step: float
    flows: tuple[float, ...]


def linear_ramp(start: float, *, total: float, periods: int) -> Ramp:
    """Flows of n periods that start from the last known flow and add up to a total.

    f0 + g·i for i = 1…n with g = (total − n·f0)/(n(n + 1)/2). Raises TargetContradictory without a period.
    """
    if periods < 1:
        raise TargetContradictory(
            "A total needs at least one period to add up in.",
            field="periods",
            value=periods,
            remedy="Give the number of periods left.",
        )
    step = (total - periods * start) / (periods * (periods + 1) / 2)
    return Ramp(step, tuple(start + step * i for i in range(1, periods + 1)))
