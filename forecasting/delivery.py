"""A delivery trajectory: the path a department itself laid out towards a target, named, dated and cited.

A target may have several; one is the default that the gap is measured against. A later version of one, under the
same name, replaces it from the day it was recorded. What nobody published is illustrative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forecasting.periods import Period
from forecasting.trajectories import PLAIN, Bend, Shape, Trajectory, Waypoint, decimal_year, trajectory


@dataclass(frozen=True, slots=True)
class DeliveryTrajectory:
    """One named path: its points in order, how it moves between them, and who said so when.

    ``recorded`` is the day it became known (None: known always). ``official`` False marks one that nobody published.
    With ``reanchored`` its first point is moved to the figure held now for that period, and the others with it, so
    that a revision of the past does not open a gap of its own; else it stands as it was published.
    """

    name: str
    points: tuple[tuple[Period, float], ...]
    shape: Shape = Shape.LINEAR
    bend: Bend = PLAIN
    recorded: date | None = None
    official: bool = True
    default: bool = False
    reanchored: bool = False
    citation: str = ""


def known_on(deliveries: Sequence[DeliveryTrajectory], day: date) -> tuple[DeliveryTrajectory, ...]:
    """The trajectories in force on a day: of each name the version recorded last by then, in their order."""
    newest: dict[str, DeliveryTrajectory] = {}
    for one in sorted(deliveries, key=lambda item: item.recorded or date.min):
        if one.recorded is None or one.recorded <= day:
            newest[one.name] = one
    order = list(dict.fromkeys(item.name for item in deliveries))
    return tuple(newest[name] for name in order if name in newest)


def default_of(deliveries: Sequence[DeliveryTrajectory]) -> DeliveryTrajectory | None:
    """The one the gap is measured against: the declared default, else none."""
    return next((one for one in deliveries if one.default), None)


def drawn(
    delivery: DeliveryTrajectory, *, start: Waypoint | None, end: Waypoint | None, held: float | None = None
) -> Trajectory:
    """The path through a trajectory's points, from the anchor and to the target where it does not reach them itself.

    ``start`` is the anchor of the target and ``end`` the target; each joins only beyond the trajectory's own ends.
    ``held`` is the figure now held for its first period, used where it is re-anchored. Raises TargetContradictory.
    """
    points = [Waypoint(decimal_year(period.end), value) for period, value in delivery.points]
    if delivery.reanchored and held is not None:
        points = reanchored(points, held)
    if start is not None and start.time < points[0].time - 1e-6:
        points.insert(0, start)
    if end is not None and end.time > points[-1].time + 1e-6:
        points.append(end)
    return trajectory(points, shape=delivery.shape, illustrative=not delivery.official, bend=delivery.bend)


def reanchored(points: Sequence[Waypoint], value: float) -> list[Waypoint]:
    """The points moved so that the first has a value and the last stays: each by its share of the way still to go.

    A path without a change to make keeps its shape: the difference then fades evenly in time.
    """
    first, last = points[0], points[-1]
    whole = last.value - first.value
    moved = []
    for point in points:
        if whole:
            left = (last.value - point.value) / whole
        else:
            left = (last.time - point.time) / (last.time - first.time) if last.time > first.time else 1.0
        # A path may lead beyond its own ends on the way: such a point moves as much as the nearer end.
        share = min(max(left, 0.0), 1.0)
        moved.append(Waypoint(point.time, point.value + (value - first.value) * share))
    return moved
