"""The entries of a catalogue: missions, indicators and targets as their files state them.

These frozen dataclasses are what the store and the judge read. An entry says nothing about whether the data
suffice: that is worked out at each assessment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from datasets.catalogue.feed import FeedEntry
from datasets.catalogue.visibility import Visibility
from datasets.dates import KnownDate
from datasets.kinds import Operation
from forecasting.breaks import BreakKind, Comparable
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction, Origin
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, Scope, TargetStatus


class MissionStatus(StrEnum):
    """Whether a mission is still pursued."""

    LIVE = "live"
    CLOSED = "closed"


class Family(StrEnum):
    """Indicators that behave alike, so that a short series may borrow its spread from the others."""

    SHARE = "share"
    RATE = "rate"
    COUNT = "count"
    MONEY = "money"
    INDEX = "index"
    EMISSIONS = "emissions"
    ENERGY = "energy"
    DURATION = "duration"
    GROWTH = "growth"
    GAP = "gap"
    RANK = "rank"
    MIXED = "mixed"


class Monotone(StrEnum):
    """The one way in which a counter can move."""

    NONDECREASING = "nondecreasing"


class Evidence(StrEnum):
    """Whether a number was confirmed against a published text."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


class Unrateable(StrEnum):
    """Why the definition of a target, whatever the data, allows no judgement."""

    NO_TARGET_SET = "no_target_set"
    NO_THRESHOLD = "no_threshold"
    METRIC_UNCLEAR = "metric_unclear"
    NO_METRIC = "no_metric"
    COUNTERFACTUAL = "counterfactual"
    BASIS_CHANGED = "basis_changed"


class MilestoneKind(StrEnum):
    """Who set a point on the way: the owner of the target, or somebody's reading between two of them."""

    OFFICIAL = "official"
    INTERIM = "interim"


class MilestoneBasis(StrEnum):
    """What the value of a milestone measures: one period, or a window's total or average."""

    LEVEL = "level"
    TOTAL = "total"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class MissionEntry:
    """An ambition with indicators and targets. ``order`` places it on the board."""

    id: str
    title: str
    jurisdiction: str
    government: str
    ambition: str
    status: MissionStatus
    citation: str
    order: int = 1000
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class BreakEntry:
    """A break or disturbance in a series, from ``period`` on.

    ``area`` is None where it holds for every area. ``recorded`` is when the break entered the published
    figures, where that came later than the period itself (a back series on a new basis); before that day
    the earlier basis was in force and the break did not exist.
    """

    period: Period
    kind: BreakKind
    comparable: Comparable
    explanation: str
    citation: str = ""
    area: str | None = None
    recorded: KnownDate | None = None

    def concerns(self, area: str, as_of: date | None) -> bool:
        """Whether the break holds for an area in the figures as they stood on a day (None: now)."""
        if self.area is not None and self.area != area:
            return False
        return as_of is None or self.recorded is None or self.recorded.day <= as_of


@dataclass(frozen=True, slots=True)
class ExceptionalEntry:
    """Periods to set aside instead of the default ones, and why (never for its effect on a probability)."""

    periods: tuple[Period, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LeadEntry:
    """An indicator that moves first: what it does now, this one does ``lag`` of its own periods later.

    A lag of 0 is for one that covers the same time but is published sooner.
    """

    indicator: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """What is measured, by whom, how often, and where it is published.

    ``lower`` and ``upper`` are hard bounds (None: open); ``decimals`` is the precision of publication;
    ``monotone`` marks a counter that never falls and ``origin`` the day it stood at a known value;
    ``lag_days`` is the usual time from the end of a period to its first publication (None: not known).
    """

    id: str
    mission: str
    title: str
    definition: str
    unit: str
    direction: Direction
    aggregation: Aggregation
    frequency: Frequency
    family: Family
    decimals: int | None = None
    lower: float | None = None
    upper: float | None = None
    monotone: bool = False
    origin: Origin | None = None
    coverage: str = ""
    publisher: str = ""
    release: str = ""
    table: str = ""
    url: str = ""
    lag_days: int | None = None
    revisions: str = ""
    licence: str = ""
    exceptional: ExceptionalEntry | None = None
    breaks: tuple[BreakEntry, ...] = ()
    leading: tuple[LeadEntry, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """The point a target is measured from.

    ``restated`` says that the publisher recalculates the baseline with every edition: the value of the
    series itself is then used, and ``value`` only records what it was when the entry was written.
    """

    period: Period | None = None
    value: float | None = None
    restated: bool = False


@dataclass(frozen=True, slots=True)
class WindowEntry:
    """The days over which flows add up or a standard must hold; both ends included, open where ``end`` is None."""

    start: date
    end: date | None = None
    start_text: str = ""
    end_text: str = ""


@dataclass(frozen=True, slots=True)
class UnrateableEntry:
    """Why the definition of the target allows no judgement, in a code and a sentence."""

    reason: Unrateable
    explanation: str


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """One event in the life of a target. ``date`` is when it became known (None: not known)."""

    status: TargetStatus
    date: KnownDate | None = None
    note: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeEntry:
    """How a target ended, as published. ``recorded`` is when that became known (None: not known)."""

    status: TargetStatus
    value: float | None = None
    recorded: KnownDate | None = None
    citation: str = ""
    note: str = ""


class Said(StrEnum):
    """What a publisher or a government said of a target before its outcome was known."""

    ON_TRACK = "on_track"
    OFF_TRACK = "off_track"


@dataclass(frozen=True, slots=True)
class CallEntry:
    """Somebody's published word, on a day, on whether a target would be met."""

    date: KnownDate
    by: str
    said: Said
    citation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneEntry:
    """A value due on the way to a target."""

    period: Period
    value: float
    kind: MilestoneKind = MilestoneKind.OFFICIAL
    basis: MilestoneBasis = MilestoneBasis.LEVEL
    recorded: KnownDate | None = None
    citation: str = ""
    evidence: Evidence = Evidence.VERIFIED
    note: str = ""


class PathShape(StrEnum):
    """How a trajectory moves between its points."""

    LINEAR = "linear"
    GEOMETRIC = "geometric"
    STEPPED = "stepped"
    LOGIT_LINEAR = "logit_linear"
    S_CURVE = "s_curve"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class PathPointEntry:
    """A value a trajectory asks for in a period."""

    period: Period
    value: float


@dataclass(frozen=True, slots=True)
class TrajectoryEntry:
    """A path laid out towards a target: named, dated and cited; a later version has the same name.

    ``kind`` says whether the owner of the target published it; ``default`` that the gap is measured against it.
    ``exponent`` bends a ``power`` path (above 1 to the back), ``scale`` bounds a ``logit_linear`` one.
    """

    name: str
    points: tuple[PathPointEntry, ...]
    shape: PathShape = PathShape.LINEAR
    exponent: float = 1.0
    scale: float = 100.0
    kind: MilestoneKind = MilestoneKind.OFFICIAL
    default: bool = False
    reanchored: bool = False
    recorded: KnownDate | None = None
    citation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """One thing promised: this indicator, in this area, at this value, by this date.

    ``value`` is read by ``kind``; ``period`` may be in another notation than the indicator's.
    ``observed_by`` names an indicator that counts the window's flow so far (an official part-period
    estimate). ``scope`` says how the measured series stands to the target's own words and
    ``scope_known_one_way`` that it is known to differ in one direction, so that no verdict is given.
    ``other_indicator`` is the second series of a gap or an intensity, ``peers`` the areas a rank is taken
    among, ``scenario`` the indicator that holds the course a counterfactual is measured against.
    ``reading`` says which part of the definition (a date, a basket) is this catalogue's reading.
    """

    id: str
    mission: str
    title: str
    wording: str
    kind: Kind
    status: TargetStatus
    area: str | None = None
    indicator: str | None = None
    comparator: Comparator | None = None
    value: float | None = None
    upper: float | None = None
    period: Period | None = None
    window: WindowEntry | None = None
    baseline: BaselineEntry | None = None
    observed_by: str | None = None
    other_indicator: str | None = None
    operation: Operation = Operation.DIFFERENCE
    peers: tuple[str, ...] = ()
    scenario: str | None = None
    components: tuple[str, ...] = ()
    any_k: int | None = None
    periods_required: int = 1
    functional_zero: float = 0.0
    scope: Scope = Scope.OFFICIAL
    scope_known_one_way: bool = False
    scope_note: str = ""
    reading: str = ""
    unrateable: UnrateableEntry | None = None
    history: tuple[StatusEntry, ...] = ()
    milestones: tuple[MilestoneEntry, ...] = ()
    trajectories: tuple[TrajectoryEntry, ...] = ()
    calls: tuple[CallEntry, ...] = ()
    outcome: OutcomeEntry | None = None
    announced: KnownDate | None = None
    owner: str = ""
    legal: str = ""
    citation: str = ""
    url: str = ""
    notes: str = ""
    evidence: Evidence = Evidence.VERIFIED
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Missions, indicators and targets by id, in the order of the board; and the feeds of indicators that have one."""

    missions: Mapping[str, MissionEntry] = field(default_factory=dict)
    indicators: Mapping[str, IndicatorEntry] = field(default_factory=dict)
    targets: Mapping[str, TargetEntry] = field(default_factory=dict)
    feeds: Mapping[str, FeedEntry] = field(default_factory=dict)

    def targets_of(self, mission: str) -> Iterator[TargetEntry]:
        """The targets of one mission, in the order of its file."""
        return (target for target in self.targets.values() if target.mission == mission)

    def indicators_of(self, mission: str) -> Iterator[IndicatorEntry]:
        """The indicators one mission defines, in the order of its file."""
        return (entry for entry in self.indicators.values() if entry.mission == mission)
