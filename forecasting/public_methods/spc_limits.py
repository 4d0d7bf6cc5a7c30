"""The limits of an XmR chart: the mean and the natural spread of a series about it.

Mean ± 2.66 × the average moving range; near limits at two thirds. With screening, moving ranges of at least 3.267
times their average are dropped once. A rebase starts new limits and leaves earlier ones as they were.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from forecasting.public_methods.ladder import settled

WIDTH = 2.66
"""The published constant; 3/1.128 differs from it by 4 in ten thousand."""
SCREEN = 3.267
FEWEST = 13
FEWEST_FIXED = 12


@dataclass(frozen=True, slots=True)
class Rebase:
    """New limits from a point on, accepted by a person on a date for a reason; never made by the program.

    Raises ValueError where nobody is named, or no reason.
    """

    position: int
    accepted_by: str
    accepted: date
    reason: str

    def __post_init__(self) -> None:
        if not self.accepted_by.strip() or not self.reason.strip():
            raise ValueError("limits are drawn anew only where that is accepted by a person, with a reason")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that hold for a stretch of points: ``lpl`` and ``upl`` are the lower and upper process limits.

    ``trial`` marks limits from fewer than thirteen points; ``count`` is how many points they rest on.
    """

    mean: float
    amr: float
    count: int
    screened: bool

    @property
    def lpl(self) -> float:
        """Lower process limit."""
        return self.mean - WIDTH * self.amr

    @property
    def upl(self) -> float:
        """Upper process limit."""
        return self.mean + WIDTH * self.amr

    @property
    def near_lpl(self) -> float:
        """Two thirds of the way down to the lower limit."""
        return self.mean - WIDTH * self.amr * 2 / 3

    @property
    def near_upl(self) -> float:
        """Two thirds of the way up to the upper limit."""
        return self.mean + WIDTH * self.amr * 2 / 3

    def side(self, value: float) -> int:
        """+1 above the mean, −1 below, 0 on it."""
        distance = settled(value - self.mean)
        return (distance > 0) - (distance < 0)

    def beyond(self, value: float) -> int:
        """+1 strictly above the upper limit, −1 strictly below the lower, else 0."""
        return (settled(value - self.upl) > 0) - (settled(self.lpl - value) > 0)

    def beyond_near(self, value: float) -> int:
        """+1 strictly above the upper near limit, −1 strictly below the lower, else 0."""
        return (settled(value - self.near_upl) > 0) - (settled(self.near_lpl - value) > 0)


def limits(values: Sequence[float], *, screen_outliers: bool = True, fix_after: int | None = None) -> Limits:
    """The limits of a stretch of values; ``fix_after`` takes them from the first so many points (at least twelve).

    Raises ValueError for no values or a baseline that is too short.
    """
    if not len(values):
        raise ValueError("a chart needs values")
    if fix_after is not None:
        if fix_after < FEWEST_FIXED:
            raise ValueError(f"a fixed baseline needs at least {FEWEST_FIXED} points")
        values = values[:fix_after]
    ranges = [abs(after - before) for before, after in itertools.pairwise(values)]
    amr = fmean(ranges) if ranges else 0.0
    if screen_outliers and amr > 0:
        # Without the guard a constant series would lose every moving range.
        amr = fmean([r for r in ranges if settled(r / amr - SCREEN) < 0])
    return Limits(fmean(values), amr, len(values), screen_outliers)


def stretch_starts(count: int, rebases: Sequence[Rebase]) -> list[int]:
    """Where each stretch with limits of its own begins: at the first point and at every accepted rebase."""
    return sorted({0, *(r.position for r in rebases if 0 < r.position < count)})


def limits_by_point(
    values: Sequence[float],
    *,
    screen_outliers: bool = True,
    fix_after: int | None = None,
    rebases: Sequence[Rebase] = (),
) -> tuple[Limits, ...]:
    """The limits that hold at each point: one stretch from each accepted rebase to the next."""
    starts = stretch_starts(len(values), rebases)
    found: list[Limits] = []
    for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
        stretch = values[start:end]
        fixed = fix_after if fix_after is not None and fix_after <= len(stretch) else None
        found += [limits(stretch, screen_outliers=screen_outliers, fix_after=fixed)] * len(stretch)
    return tuple(found)
