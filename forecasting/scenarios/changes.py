"""The changes a scenario may state, each with the effect it has on the course of a series.

A change moves the distribution at step h by ``fixed_h + size · unit_h``; ``size`` is the number the scenario is
about (a shift, a pace, an effect) and the one that is looked for when a chance is wanted. Signs are those of the
indicator: −3 lowers it, whether that is good or bad.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from forecasting.scenarios.course import Course
from forecasting.scenarios.failures import ScenarioInvalid
from forecasting.scenarios.timing import elapsed, fading, moment, ramped

Floats = NDArray[np.float64]


class ScenarioKind(StrEnum):
    """What kind of change a scenario states. Stable; part of the public contract."""

    LEVEL_SHIFT = "level_shift"
    PACE = "pace"
    POLICY = "policy"
    EARLIER_TREND = "earlier_trend"
    SHOCK = "shock"
    COMPARATOR_PACE = "comparator_pace"
    DELAY = "delay"


class Measure(StrEnum):
    """What the size of a change is counted in."""

    UNIT = "unit"
    """The unit of the indicator."""
    UNIT_A_YEAR = "unit_a_year"
    SHARE = "share"
    """A share of the way: 1 is all of it."""
    YEARS = "years"


class Resume(StrEnum):
    """What of an earlier trend comes back."""

    PACE = "pace"
    LEVEL = "level"


@dataclass(frozen=True, eq=False, slots=True)
class Effect:
    """How a change moves each step: ``fixed`` whatever its size, ``unit`` for each 1 of it; both (H,).

    ``low`` and ``high`` are the ends of the eight-in-ten interval of the size, where it is uncertain.
    """

    fixed: Floats
    unit: Floats
    size: float
    measure: Measure
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class LevelShift:
    """The series lies ``size`` higher from a day on, for good."""

    kind: ClassVar[ScenarioKind] = ScenarioKind.LEVEL_SHIFT
    size: float
    start: date

    def effect(self, course: Course) -> Effect:
        """A step."""
        unit = ramped(course.starts, course.ends, begin=moment(self.start), ramp=0.0)
        return Effect(np.zeros_like(unit), unit, self.size, Measure.UNIT)


@dataclass(frozen=True, slots=True)
class Pace:
    """The series moves ``size`` a year more than on the current course, from a day on."""

    kind: ClassVar[ScenarioKind] = ScenarioKind.PACE
    size: float
    start: date

    def effect(self, course: Course) -> Effect:
        """A change that grows with time."""
        unit = elapsed(course.starts, course.ends, begin=moment(self.start))
        return Effect(np.zeros_like(unit), unit, self.size, Measure.UNIT_A_YEAR)


@dataclass(frozen=True, slots=True)
class Policy:
    """A measure that works in evenly over ``ramp`` years and then has an effect of ``size``.

    ``low`` and ``high`` hold the effect with eight chances in ten; ``size`` is its middle. Raises ScenarioInvalid
    where they do not lie around it.
    """

    kind: ClassVar[ScenarioKind] = ScenarioKind.POLICY
    size: float
    start: date
    ramp: float = 0.0
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if self.ramp < 0:
            raise ScenarioInvalid(
                "A measure cannot work in over less than no time.", field="ramp", value=self.ramp,
                remedy="Give the years until the full effect, 0 for at once.",
            )  # fmt: skip
        if (self.low is None) != (self.high is None):
            raise ScenarioInvalid(
                "The interval of the effect has only one end.",
                field="low" if self.low is None else "high",
                value=None,
                remedy="Give both low and high, or neither.",
            )
        if self.low is not None and self.high is not None and not self.low <= self.size <= self.high:
            raise ScenarioInvalid(
                f"The effect ({self.size:g}) does not lie between low ({self.low:g}) and high ({self.high:g}).",
                field="effect",
                value=self.size,
                remedy="Give low ≤ effect ≤ high.",
            )

    def effect(self, course: Course) -> Effect:
        """A ramp, the same draw of the effect along the whole of a path."""
        unit = ramped(course.starts, course.ends, begin=moment(self.start), ramp=self.ramp)
        return Effect(np.zeros_like(unit), unit, self.size, Measure.UNIT, self.low, self.high)


@dataclass(frozen=True, slots=True)
class EarlierTrend:
    """The trend of the years ``since`` to ``until`` returns, from ``start`` on.

    Its pace only, or the very level it would have led to, reached evenly in ``ramp`` years; ``size`` is how much
    of the way is gone (1: all).
    """

    kind: ClassVar[ScenarioKind] = ScenarioKind.EARLIER_TREND
    since: date
    until: date
    start: date
    resume: Resume = Resume.PACE
    ramp: float = 0.0
    size: float = 1.0

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise ScenarioInvalid(
                f"The earlier years end ({self.until}) before they begin ({self.since}).",
                field="until", value=self.until.isoformat(), remedy="Give since before until.",
            )  # fmt: skip

    def effect(self, course: Course) -> Effect:
        """The way from the course to the trend."""
        begin = moment(self.start)
        level, pace = course.line(self.since, self.until)
        if self.resume is Resume.PACE:
            unit = _at_pace(course, begin, pace)
        else:
            share = ramped(course.starts, course.ends, begin=begin, ramp=self.ramp)
            unit = share * (level + pace * course.middles - course.trend)
        return Effect(np.zeros_like(unit), unit, self.size, Measure.SHARE)


@dataclass(frozen=True, slots=True)
class Shock:
    """A sudden change of ``size`` on a day, half of which is gone after each ``half_life`` years."""

    kind: ClassVar[ScenarioKind] = ScenarioKind.SHOCK
    size: float
    start: date
    half_life: float

    def __post_init__(self) -> None:
        if not self.half_life > 0:
            raise ScenarioInvalid(
                "A shock needs some time to fade.", field="half_life", value=self.half_life,
                remedy="Give the years until half of it is gone; for one that stays, use a level shift.",
            )  # fmt: skip

    def effect(self, course: Course) -> Effect:
        """A change that fades."""
        unit = fading(course.starts, course.ends, begin=moment(self.start), half_life=self.half_life)
        return Effect(np.zeros_like(unit), unit, self.size, Measure.UNIT)


@dataclass(frozen=True, slots=True)
class ComparatorPace:
    """The series moves at the pace of another area (``size`` a year) from a day on."""

    kind: ClassVar[ScenarioKind] = ScenarioKind.COMPARATOR_PACE
    size: float
    start: date
    comparator: str = field(default="")

    def effect(self, course: Course) -> Effect:
        """Away with the own pace, on with the other."""
        begin = moment(self.start)
        unit = elapsed(course.starts, course.ends, begin=begin)
        return Effect(_at_pace(course, begin, 0.0), unit, self.size, Measure.UNIT_A_YEAR)


@dataclass(frozen=True, slots=True)
class Delay:
    """Everything the current course brings comes ``size`` years later."""

    kind: ClassVar[ScenarioKind] = ScenarioKind.DELAY
    size: float

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ScenarioInvalid(
                "A delay cannot be negative.", field="years", value=self.size,
                remedy="Give the years by which everything comes later.",
            )  # fmt: skip

    def effect(self, course: Course) -> Effect:
        """The course as it was ``size`` years before, never earlier than the newest figure."""
        then = np.maximum(course.middles - self.size, course.begun)
        fixed = course.trend_at(then) - course.trend
        return Effect(fixed, np.zeros_like(fixed), self.size, Measure.YEARS)


Change: TypeAlias = LevelShift | Pace | Policy | EarlierTrend | Shock | ComparatorPace | Delay


def _at_pace(course: Course, begin: float, pace: float) -> Floats:
    """What takes the trend of the course away from ``begin`` on and puts a steady pace in its place, (H,)."""
    start = max(begin, course.begun)
    gone = np.maximum(course.middles - start, 0.0)
    steady = course.trend_at(np.array([start]))[0] + pace * gone
    return np.asarray(np.where(gone > 0, steady - course.trend, 0.0))
