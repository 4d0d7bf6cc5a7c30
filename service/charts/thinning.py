"""Fewer points for a small chart, without losing a peak or a trough; and runs of one kind of line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median

from service.charts.figure import MeasuredPoint


def thin(points: Sequence[MeasuredPoint], limit: int) -> tuple[MeasuredPoint, ...]:
    """At most about ``limit`` points: the first, the last, and of every bucket between them the extremes."""
    if len(points) <= limit:
        return tuple(points)
    buckets = max((limit - 2) // 2, 1)
    inner = points[1:-1]
    kept = [points[0]]
    for index in range(buckets):
        bucket = inner[index * len(inner) // buckets : (index + 1) * len(inner) // buckets]
        if bucket:
            extremes = {min(bucket, key=_value), max(bucket, key=_value)}
            kept += sorted(extremes, key=lambda point: point.day)
    return (*kept, points[-1])


def _value(point: MeasuredPoint) -> float:
    return point.value


def corners(line: Sequence[tuple[float, float]], tolerance: float = 1.0) -> list[tuple[float, float]]:
    """The points of a line at which it bends by more than ``tolerance`` pixels; its ends always stay."""
    kept = list(line[:1])
    for here, after in pairwise(line[1:]):
        (x0, y0), (x1, y1) = kept[-1], after
        straight = y0 + (y1 - y0) * (here[0] - x0) / (x1 - x0) if x1 != x0 else y0
        if abs(here[1] - straight) > tolerance:
            kept.append(here)
    return [*kept, *line[-1:]] if len(line) > 1 else kept


class RunKind(StrEnum):
    """How a stretch of the measured line is drawn."""

    FULL = "full"
    ASIDE = "aside"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring points drawn as one line; a single point is drawn as a dot."""

    kind: RunKind
    points: tuple[MeasuredPoint, ...]


def runs(points: Sequence[MeasuredPoint]) -> tuple[Run, ...]:
    """Split a history where it must not be joined (a break, a silence) and where the kind of its line changes.

    Exceptional periods are joined to their neighbours by a line of their own; figures before a break
    that are not comparable are never joined to those after it.
    """
    found: list[Run] = []
    longest = _longest_step(points)
    current: list[MeasuredPoint] = list(points[:1])
    kind: RunKind | None = None
    for before, after in pairwise(points):
        between = _between(before, after, longest)
        if between is None or (kind is not None and between is not kind):
            found.append(_run(kind, current))
            current, kind = ([after], None) if between is None else ([before, after], between)
        else:
            current.append(after)
            kind = between
    if current:
        found.append(_run(kind, current))
    return tuple(found)


def _between(before: MeasuredPoint, after: MeasuredPoint, longest: float) -> RunKind | None:
    if (after.day - before.day).days > longest or before.comparable != after.comparable:
        return None
    if before.aside or after.aside:
        return RunKind.ASIDE
    return RunKind.FULL if after.comparable else RunKind.EARLIER


def _run(kind: RunKind | None, points: Sequence[MeasuredPoint]) -> Run:
    alone = RunKind.FULL if points[-1].comparable else RunKind.EARLIER
    return Run(kind or alone, tuple(points))


def _longest_step(points: Sequence[MeasuredPoint]) -> float:
    steps = [(after.day - before.day).days for before, after in pairwise(points)]
    return 2.6 * median(steps) if steps else 0.0
