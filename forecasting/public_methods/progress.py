"""What every public method is asked about: the figures so far and what is wanted by when."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from forecasting.indicators import Direction
from forecasting.public_methods.ladder import settled
from forecasting.public_methods.yardstick import Why

_SAME_MOMENT = 1e-6


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a moment, in years."""

    time: float
    value: float


@dataclass(frozen=True, slots=True)
class Progress:
    """Comparable figures, oldest first, the value wanted and the moment it is wanted by.

    Times are in years and increase strictly. ``base_time`` is where the method is to measure from (None:
    the method's own window). ``scale`` is the upper bound of a quantity with a lower bound of zero;
    ``percent`` marks percentages. ``expired`` says that the date has passed, ``broken`` that a break lies
    between base and latest without a bridge, ``still_met`` the chance of meeting the target at its date
    where that is known, ``recorded`` the outcome that an official source gives for a date whose figure is not
    held. ``refused`` is a reason why no method of this sort applies. ``labels`` name the
    periods; ``vintage`` says as of when the figures were known.
    """

    times: tuple[float, ...]
    values: tuple[float, ...]
    direction: Direction | None
    target: float | None = None
    target_time: float | None = None
    base_time: float | None = None
    strict: bool = False
    scale: float | None = None
    percent: bool = False
    expired: bool = False
    broken: bool = False
    still_met: float | None = None
    recorded: str | None = None
    refused: Why | None = None
    labels: tuple[str, ...] = ()
    vintage: str = ""

    def __post_init__(self) -> None:
        if len(self.times) != len(self.values):
            raise ValueError("every value needs its time, and every time its value")
        if any(later <= earlier for earlier, later in zip(self.times, self.times[1:], strict=False)):
            raise ValueError("times must increase")
        if not all(map(math.isfinite, (*self.times, *self.values))):
            raise ValueError("a value or a time is not a finite number")

    @classmethod
    def of(cls, series: Mapping[float, float], direction: Direction | None, **rest: object) -> Progress:
        """Progress from a mapping of years to values, in any order."""
        ordered = sorted(series.items())
        times = tuple(float(time) for time, _ in ordered)
        return cls(times, tuple(float(value) for _, value in ordered), direction, **rest)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.times)

    @property
    def sign(self) -> int:
        """+1 where a rise is wanted, −1 where a fall is, 0 where neither is known to be."""
        return 0 if self.direction is None else self.direction.sign

    @property
    def latest(self) -> Point | None:
        """The newest figure."""
        return Point(self.times[-1], self.values[-1]) if self.times else None

    @property
    def base(self) -> Point | None:
        """The figure at ``base_time``, or else the next later one; the first figure without a base time."""
        if not self.times:
            return None
        if self.base_time is None:
            return Point(self.times[0], self.values[0])
        place = bisect_left(self.times, self.base_time - _SAME_MOMENT)
        return Point(self.times[place], self.values[place]) if place < len(self.times) else None

    def value_at(self, time: float) -> float | None:
        """The figure at a moment, or None where there is none."""
        place = bisect_left(self.times, time - _SAME_MOMENT)
        if place < len(self.times) and self.times[place] <= time + _SAME_MOMENT:
            return self.values[place]
        return None

    def back(self, years: float) -> Point | None:
        """The newest figure at least so many years older than the latest; the first where none is."""
        if not self.times:
            return None
        place = bisect_right(self.times, self.times[-1] - years + _SAME_MOMENT) - 1
        return Point(self.times[max(place, 0)], self.values[max(place, 0)])

    def meets(self, value: float) -> bool:
        """Whether a value meets the target; equality does unless the target is strict."""
        if self.target is None or self.sign == 0:
            return False
        ahead = settled(self.sign * (settled(value) - settled(self.target)))
        return ahead > 0 if self.strict else ahead >= 0

    @property
    def met(self) -> bool:
        """Whether the newest figure meets the target."""
        return bool(self.values) and self.meets(self.values[-1])

    @property
    def remaining(self) -> float | None:
        """Years from the newest figure to the date."""
        if self.target_time is None or not self.times:
            return None
        return self.target_time - self.times[-1]

    def until_date(self) -> Progress:
        """The figures up to the target date: what an expired target is judged on."""
        if not self.expired or self.target_time is None:
            return self
        keep = bisect_right(self.times, self.target_time + _SAME_MOMENT)
        return replace(self, times=self.times[:keep], values=self.values[:keep], labels=self.labels[:keep])

    def name(self, time: float) -> str:
        """The period at a moment as publishers write it."""
        place = bisect_left(self.times, time - _SAME_MOMENT)
        if place < len(self.labels) and place < len(self.times) and self.times[place] <= time + _SAME_MOMENT:
            return self.labels[place]
        return f"{time:g}"

    def span(self, start: float, end: float) -> str:
        """A stretch of time in words: "2015 to 2022"."""
        return f"{self.name(start)} to {self.name(end)}"

    @property
    def fingerprint(self) -> str:
        """A short hash of everything that was asked, so that the same question is known again."""
        return sha256(repr(self).encode()).hexdigest()[:16]
