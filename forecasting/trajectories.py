"""The required path from where a target was set to where it must arrive.

Every shape passes exactly through one anchor and the target. Time is measured in decimal years.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from forecasting.errors import TargetContradictory


class Shape(StrEnum):
    """How a path moves between its points."""

    LINEAR = "linear"
    GEOMETRIC = "geometric"
    STEPPED = "stepped"


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A value required at a moment (decimal year)."""

    time: float
    value: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A required path through waypoints, the first the anchor and the last the target.

    Before the anchor it is undefined; after the target it stays there. ``illustrative`` marks a path
    that nobody published.
    """

    waypoints: tuple[Waypoint, ...]
    shape: Shape = Shape.LINEAR
    illustrative: bool = True

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
        if self.shape is Shape.GEOMETRIC:
            return float(start.value * (end.value / start.value) ** share)
        return start.value + (end.value - start.value) * share


def trajectory(
    points: Sequence[Waypoint], *, shape: Shape = Shape.LINEAR, illustrative: bool = True
) -> Trajectory:
    """Build a path; waypoints may come in any order but not two at one moment.

    A geometric path needs values of one sign, none of them zero. Raises TargetContradictory.
    """
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
    return Trajectory(ordered, shape, illustrative)
