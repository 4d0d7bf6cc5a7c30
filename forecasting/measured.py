"""The further figures of a judgement: shares, timing, acceleration, chances, points on the way, direction of travel.

Each is an optional field of an Assessment; a figure that is not defined is None with a reason, never an infinity.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forecasting.indicators import Direction
from forecasting.measures import Undefined
from forecasting.periods import Period
from forecasting.targets import TargetStatus
from forecasting.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Progress:
    """The share of the change asked for that has been made, beside the share of the time gone, both in percent.

    Measured from ``since`` (the baseline, or where the required path starts) to the newest value. ``pace`` is
    the one over the other: 1 is on the straight line.
    """

    since: Period
    start: float
    change: float | None
    time: float | None
    pace: float | None
    reason: Undefined | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """How late, in years; positive is late, negative early.

    ``now``: how long ago the required path asked for the newest value. ``arrival``: how long after the target
    date the target is first reached in the middle course, with eight courses in ten between the ends of
    ``arrival_range``; an end is None where it lies beyond the horizon that was followed.
    """

    now: float | None = None
    arrival: float | None = None
    arrival_low: float | None = None
    arrival_high: float | None = None


@dataclass(frozen=True, slots=True)
class Acceleration:
    """How many times faster than lately the indicator must move, with what is uncertain about "lately".

    ``low`` and ``high`` come from the 80% interval of the recent slope; ``high`` is None where that interval
    reaches zero, so that no multiple is large enough to be sure. ``enough`` is the chance that the recent pace is
    fast enough already (Student t, errors taken as independent): for analysts, not a chance of meeting the target.
    """

    factor: float | None
    low: float | None = None
    high: float | None = None
    enough: float | None = None
    reason: Undefined | None = None


@dataclass(frozen=True, slots=True)
class Chances:
    """The probabilities that one sentence can mean, all from the same forecast.

    ``at_date``: the value of the target's own period meets it. ``by_date``: some period up to then does.
    ``sustained``: each of the last ``periods`` periods up to then does. ``throughout``: every period from now to
    then does. sustained ≤ at_date ≤ by_date.
    """

    at_date: float
    by_date: float
    sustained: float
    periods: int
    throughout: float


@dataclass(frozen=True, slots=True)
class PointJudged:
    """One point of a moving target, judged by itself: a value due in a period."""

    period: Period
    required: float
    verdict: Verdict
    probability: float | None = None
    probability_shown: str = ""
    value: float | None = None
    official: bool = True


@dataclass(frozen=True, slots=True)
class Breach:
    """When a standard is first broken on the current course: the chance of having been broken by each period.

    ``never`` is the chance that it holds through ``horizon``.
    """

    horizon: Period
    never: float
    by_period: tuple[tuple[Period, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Travel:
    """The direction of travel: the chance that a period is better than the newest value. Not a chance of attainment.

    ``sentence`` says just that.
    """

    period: Period
    since: Period
    value: float
    direction: Direction
    better: float
    better_shown: str
    projected: float
    sentence: str


@dataclass(frozen=True, slots=True)
class PacePlace:
    """The pace the target asks for, a year, among paces of the same length that were ever achieved.

    ``share`` of this series' own ``spells`` of ``years`` years were at least as fast. Of ``areas`` other areas with
    the same indicator ``areas_as_fast`` ever moved as fast (None: fewer than five to compare with).
    """

    required: float
    years: float
    spells: int
    share: float | None
    fastest: float | None
    areas: int | None = None
    areas_as_fast: int | None = None
    areas_share: float | None = None
    sentence: str = ""

    @property
    def percentile(self) -> float | None:
        """Where the required pace stands among this series' own: 1 is faster than any."""
        return None if self.share is None else 1 - self.share


@dataclass(frozen=True, slots=True)
class Together:
    """How several series or events were taken to go together.

    ``estimated`` says that residuals overlapped in at least fifteen periods (``overlap`` is the least); if not, they
    were taken as independent. ``correlation`` is the mean one over the pairs. For parts of one target
    ``independent`` is the value if they were independent, ``low`` and ``high`` the bounds whatever the dependence.
    """

    estimated: bool
    overlap: int
    correlation: float
    independent: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """A place among peers, by competition rank (1, 2, 2, 4).

    ``now`` is the rank in the newest period that all have; ``chances`` the probability of each rank at the target
    date, ``tied`` that of sharing the own rank with another.
    """

    period: Period
    now: int
    of: int
    tied_now: int
    chances: tuple[tuple[int, float], ...] = ()
    tied: float = 0.0


class RevisionRule(StrEnum):
    """What becomes of a target whose baseline is revised (after Healthy People 2010)."""

    SAME_PERCENTAGE = "same_percentage"
    SAME_CHANGE = "same_change"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class BaselineRevised:
    """A baseline that was revised after the target was set: the target before and after, and both judgements.

    A relative target moves with its baseline, an absolute one does not.
    """

    period: Period
    stated: float
    published: float
    rule: RevisionRule
    required_stated: float
    required: float
    probability_stated: float | None = None
    verdict_stated: Verdict | None = None


@dataclass(frozen=True, slots=True)
class DateRead:
    """How the date of a target was read: what it says, the last day that counts, and the period that decides."""

    stated: str
    day: date
    period: Period
    rule: str


@dataclass(frozen=True, slots=True)
class TargetRead:
    """Which target was judged: what it asks, how it stood on the day, and the changes known by then."""

    asked: str
    status: TargetStatus
    announced: date | None = None
    changed: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PathTold:
    """One delivery trajectory of a target, and how the newest figure stands to it.

    ``gap`` is positive where the figure is behind the path, None before it begins. ``points`` are the values it asks
    for at the periods of the chart. ``recorded`` is the day it became known; ``official`` False marks one that
    nobody published, ``reanchored`` one that was moved to the figure now held for its first period.
    """

    name: str
    default: bool
    official: bool
    reanchored: bool
    recorded: date | None
    citation: str
    gap: float | None
    points: tuple[tuple[Period, float], ...]
