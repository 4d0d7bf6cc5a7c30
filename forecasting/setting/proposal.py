"""What is proposed: values with their chances, ways to set a target, what a value means, cautions. Never one number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forecasting.assessment import CURRENT_COURSE, Reason
from forecasting.findings import Severity
from forecasting.indicators import Direction
from forecasting.measured import PacePlace
from forecasting.periods import Period
from forecasting.setting.proposed import Unset
from forecasting.targets import Comparator, Kind
from forecasting.trajectories import Shape
from forecasting.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability of reaching a value on the current course, and as much of it as may be printed.

    Where the date lies further ahead than could be tested, ``low`` and ``high`` are its range, and only that is
    ``shown``.
    """

    probability: float
    shown: str
    words: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Precedence:
    """How a pace stands among all paces over five to ten years, here and in comparable areas.

    ``percentile`` 1 is faster than any. ``units`` of ``of`` ever moved at least as fast.
    """

    percentile: float
    units: int
    of: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Rung:
    """The hardest value that has at least the chance ``asked`` on the current course.

    ``chance`` is that of ``value``; it is more than was asked only where the value has a probability of its own
    (a bound, or no change at all). ``stated`` is the value as it would be published, rounded towards the easier
    side. ``pace`` is the change a year it asks for.
    """

    asked: float
    value: float
    chance: Chance
    stated: float
    stated_chance: Chance
    pace: float | None
    precedence: Precedence | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What one way of setting targets gives; ``value`` is None, or not to be used, where ``reason`` says why."""

    key: str
    family: str
    title: str
    value: float | None
    stated: float | None
    chance: Chance | None
    pace: float | None
    precedence: Precedence | None
    reason: Unset | None
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PaceRung:
    """A pace that a share of all paces among comparable areas stays below, and where it leads."""

    percentile: float
    pace: float
    value: float
    chance: Chance | None
    within: bool = True


@dataclass(frozen=True, slots=True)
class Compared:
    """The areas this one is compared with: how many, of what kind, and where they stand on the newest figures."""

    areas: int
    noun: str
    spells: int
    best_area: str | None = None
    best_value: float | None = None
    middle_value: float | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The range a target may sensibly lie in: as likely as not at one end, ambitious yet achievable at the other."""

    even: float
    ambitious: float
    text: str


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A value on the way, and the chance of standing there in that period on the current course."""

    period: Period
    value: float
    chance: Chance | None


@dataclass(frozen=True, slots=True)
class SuggestedPath:
    """A way from today's figure to a value: its shape, why that shape, and the points on it, the last the target."""

    towards: float
    shape: Shape
    why: str
    points: tuple[PathPoint, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a given value asks for: its chance, its pace, how much faster than lately, and whether anybody did it.

    ``acceleration`` is the required pace over the recent one, None where the recent one is nil or goes the wrong
    way. ``reached_elsewhere`` counts the compared areas that stand there already. ``detectable`` is False where
    the change is too small to be told from the ordinary wobble of the figures.
    """

    value: float
    chance: Chance | None
    verdict: Verdict
    reason: Reason | None
    reason_text: str
    statement: str
    pace: float | None
    recent_pace: float | None
    acceleration: float | None
    own: PacePlace | None
    precedence: Precedence | None
    reached_elsewhere: int | None
    least_detectable: float | None
    detectable: bool | None
    sentences: tuple[str, ...]


class CautionCode(StrEnum):
    """What to beware of before setting a target. Stable names."""

    NO_FORECAST = "no_forecast"
    BEYOND_TESTED = "beyond_tested"
    BEYOND_EVIDENCE = "beyond_evidence"
    DATE_RESOLVED = "date_resolved"
    ONE_FIGURE = "one_figure"
    LATE_FIGURE = "late_figure"
    OVERLAPPING = "overlapping"
    SUB_ANNUAL = "sub_annual"
    NEAR_BOUND = "near_bound"
    AT_BOUND = "at_bound"
    OUTSIDE_BOUNDS = "outside_bounds"
    NOISY = "noisy"
    NOT_DETECTABLE = "not_detectable"
    ALREADY_MET = "already_met"
    WORSENING = "worsening"
    NO_COMPARATORS = "no_comparators"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to beware of, in a sentence, with its weight."""

    code: CautionCode
    message: str
    severity: Severity = Severity.CAUTION


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that helps to set one target: an indicator, an area, a date.

    Values are in the unit of the indicator, or a total over ``window_start`` to the date. ``start`` is the figure
    that paces are measured from: the newest of the same season. ``ladder`` is empty where no probability can
    honestly be given, and ``reason_text`` says why; the ways and cautions are there all the same.
    """

    series_id: str
    indicator: str
    title: str
    area: str
    unit: str
    decimals: int | None
    direction: Direction
    comparator: Comparator
    kind: Kind
    asked: Period
    resolved: Period
    window_start: date | None
    as_of: date
    latest_period: Period
    latest_value: float
    start_period: Period
    start_value: float
    years: float
    span: Span | None
    ladder: tuple[Rung, ...]
    reason: Reason | None
    reason_text: str
    ways: tuple[Way, ...]
    paces: tuple[PaceRung, ...]
    compared: Compared | None
    meaning: Meaning | None
    path: SuggestedPath | None
    cautions: tuple[Caution, ...]
    record: str
    engine: str
    caveat: str = CURRENT_COURSE
