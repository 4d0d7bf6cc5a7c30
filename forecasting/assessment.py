"""The judgement of one target as of one date: what a delivery unit reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from forecasting.findings import Finding
from forecasting.measured import (
    Acceleration,
    BaselineRevised,
    Breach,
    Chances,
    DateRead,
    PacePlace,
    PathTold,
    Placing,
    PointJudged,
    Progress,
    TargetRead,
    Timing,
    Together,
    Travel,
)
from forecasting.periods import Period
from forecasting.targets import Kind
from forecasting.verdicts import LABEL_SET, Likelihood, Verdict

CURRENT_COURSE = "The current course excludes announced policy that is not yet in the data."


class Reason(StrEnum):
    """Why no probability, or no verdict, can honestly be given. Stable; part of the public contract."""

    NO_TARGET_SET = "no_target_set"
    NO_THRESHOLD = "no_threshold"
    BASIS_CHANGED = "basis_changed"
    METRIC_UNCLEAR = "metric_unclear"
    NO_METRIC = "no_metric"
    COUNTERFACTUAL = "counterfactual"
    DATE_MISSING = "date_missing"
    BASELINE_NOT_SET = "baseline_not_set"
    OUTSIDE_BOUNDS = "outside_bounds"
    BASE_EQUALS_TARGET = "base_equals_target"
    SIGN_CHANGE = "sign_change"
    NO_DATA = "no_data"
    TOO_SHORT = "too_short"
    SERIES_BREAK = "series_break"
    SCOPE_DIFFERS = "scope_differs"
    HORIZON_TOO_LONG = "horizon_too_long"
    NOT_IN_FORCE = "not_in_force"
    NOT_YET_SET = "not_yet_set"
    AWAITING_OUTCOME = "awaiting_outcome"
    COMPONENT_NOT_RATEABLE = "component_not_rateable"
    KIND_NOT_SUPPORTED = "kind_not_supported"
    OUTCOME_KNOWN = "outcome_known"
    MODEL_FAILED = "model_failed"
    SERIES_NOT_ALIKE = "series_not_alike"
    DIRECTION_MISSING = "direction_missing"
    RATIO_UNDEFINED_ZERO = "ratio_undefined_zero"


class Knowledge(StrEnum):
    """On what basis the data of an assessment were known."""

    REAL_TIME = "real_time"
    PSEUDO_REAL_TIME = "pseudo_real_time"
    CURRENT = "current"


class Confidence(StrEnum):
    """Analytical confidence, separate from likelihood: from the calibration record and the data's quality."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Range:
    """Two ends, lower first."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Projection:
    """Where the current course leads at the target date, in the unit in which the target is judged."""

    period: Period
    median: float
    half: Range
    eight_in_ten: Range
    nineteen_in_twenty: Range


@dataclass(frozen=True, slots=True)
class Gap:
    """How far short: positive means short of what is asked, negative inside it."""

    value: float
    likely: Range | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class GapNow:
    """The latest value against the required path on the same day.

    ``seasonal`` says how the season was handled ("same season" where the path was compared with the
    same part of the year, None where there is no season); ``illustrative`` that nobody published the
    path; ``percent`` is the gap as a share of what is required.
    """

    period: Period
    actual: float
    required: float
    value: float
    seasonal: str | None = None
    illustrative: bool = True
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """Pace a year, in the unit of judgement: what is needed from now on against what was achieved lately."""

    required: float | None
    recent: float | None
    window: str = ""

    @property
    def acceleration(self) -> float | None:
        """Required pace as a multiple of recent pace; None where recent pace is nil or goes the wrong way."""
        if self.required is None or self.recent is None or self.recent * self.required <= 0:
            return None
        return self.required / self.recent


@dataclass(frozen=True, slots=True)
class Attainment:
    """When the target is first reached on the current course.

    ``quantiles`` maps a probability to the period by which the target is reached with it, None where
    that probability is not reached within the horizon; ``by_period`` is the chance of having reached
    it by each period; ``never`` the chance of not reaching it within ``horizon``.
    """

    horizon: Period
    never: float
    quantiles: dict[float, Period | None] = field(default_factory=dict)
    by_period: tuple[tuple[Period, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The probability under each declared treatment of the data; the headline is always ``default``."""

    treatments: tuple[tuple[str, float], ...]
    low: float
    high: float
    telling: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened at the target date; ``value`` is None where only the verdict was recorded."""

    period: Period
    value: float | None
    met: bool
    recorded: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """One period of the chart and its table, in the unit in which the target is judged.

    ``quantiles`` holds the 2.5, 10, 25, 50, 75, 90 and 97.5 percentiles of the forecast, empty for
    measured periods; ``set_aside`` marks exceptional periods, ``comparable`` is False before a break.
    """

    period: Period
    actual: float | None = None
    status: str | None = None
    required: float | None = None
    quantiles: tuple[float, ...] = ()
    set_aside: bool = False
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind the numbers."""

    knowledge: Knowledge
    releases: tuple[str, ...] = ()
    observations: int = 0
    engine: str = ""
    models: tuple[str, ...] = ()
    seed: int = 0
    code_version: str = ""
    horizon: int = 0
    record: str = ""
    record_series: int = 0
    coverage_80: float | None = None
    brier: float | None = None
    extrapolated: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a target that asks for several things at once."""

    target_id: str
    verdict: Verdict
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one target as of one date.

    ``probability`` is None where none can honestly be given, and ``reason`` says why.
    ``probability_shown`` is the number as it may be printed ("7%", "under 10%", "10% to 33%") and
    ``chance`` the same in words; ``probability_range`` is given where the evidence ends before the
    horizon, and then only the range is printed;
    ``certain`` marks a 0 or 1 that is logically certain. ``required_value`` is the threshold in the
    unit of judgement, ``resolved`` the period it is judged at. The fields from ``target`` on are the
    further figures of ``forecasting.measured``; each is None where it does not apply.
    """

    target_id: str
    kind: Kind
    series_id: str
    as_of: date
    verdict: Verdict
    key: str = ""
    label_set: str = LABEL_SET
    deteriorating: bool = False
    probability: float | None = None
    probability_range: Range | None = None
    probability_error: float | None = None
    probability_shown: str = ""
    chance: str = ""
    certain: bool = False
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    reason: Reason | None = None
    reason_text: str = ""
    statement: str = ""
    unit: str = ""
    resolved: Period | None = None
    required_value: float | None = None
    latest_period: Period | None = None
    latest_value: float | None = None
    projection: Projection | None = None
    projected_gap: Gap | None = None
    gap_now: GapNow | None = None
    rates: Rates | None = None
    attainment: Attainment | None = None
    sensitivity: Sensitivity | None = None
    outcome: Outcome | None = None
    breached_since: Period | None = None
    components: tuple[Component, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: Evidence | None = None
    track: tuple[TrackPoint, ...] = ()
    caveat: str = CURRENT_COURSE
    target: TargetRead | None = None
    date_read: DateRead | None = None
    progress: Progress | None = None
    timing: Timing | None = None
    acceleration: Acceleration | None = None
    chances: Chances | None = None
    points: tuple[PointJudged, ...] = ()
    breach: Breach | None = None
    pace: PacePlace | None = None
    travel: Travel | None = None
    placing: Placing | None = None
    paths: tuple[PathTold, ...] = ()
    together: Together | None = None
    baseline_revised: BaselineRevised | None = None
