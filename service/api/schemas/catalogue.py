"""Missions, indicators and targets, field by field as the catalogue states them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from datasets.catalogue.entries import (
    Evidence,
    Family,
    MilestoneBasis,
    MilestoneKind,
    MissionStatus,
    PathShape,
    Said,
    Unrateable,
)
from datasets.catalogue.visibility import Visibility
from datasets.kinds import Operation
from forecasting.breaks import BreakKind, Comparable
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.targets import Comparator, Kind, Scope, TargetStatus
from forecasting.verdicts import Verdict
from service.api.schemas.shape import Links, Listing, PeriodShape, Shape

_PRIVATE = Field(
    default=None, description="`private` where the entry is marked so; what is public does not say so."
)


class KnownDateShape(Shape):
    """When something became known."""

    text: str = Field(description="As the source says it: a day, a month or a year.")
    day: date = Field(description="The day it counts from: the last of the month or year.")


class OriginShape(Shape):
    """When a counter is known to have stood at a value."""

    date: date
    value: float


class BreakShape(Shape):
    """A break or disturbance in a series, from a period on."""

    period: PeriodShape
    kind: BreakKind
    comparable: Comparable = Field(description="Whether values before it may be compared with later ones.")
    explanation: str
    citation: str
    area: str | None = Field(description="Null where it holds for every area.")
    recorded: KnownDateShape | None


class ExceptionalShape(Shape):
    """Periods set aside, and why."""

    periods: list[PeriodShape]
    reason: str


class LeadShape(Shape):
    """An indicator that moves first."""

    indicator: str
    lag: int = Field(
        description="Periods of this indicator until it follows; 0 where the other is published sooner."
    )


class BaselineShape(Shape):
    """The point a target is measured from."""

    period: PeriodShape | None
    value: float | None
    restated: bool = Field(description="Whether the publisher recalculates it with every edition.")


class WindowShape(Shape):
    """The days over which flows add up or a standard must hold, both included."""

    start: date
    end: date | None
    start_text: str
    end_text: str


class UnrateableShape(Shape):
    """Why the definition allows no judgement."""

    reason: Unrateable
    explanation: str


class StatusShape(Shape):
    """One event in the life of a target."""

    status: TargetStatus
    date: KnownDateShape | None
    note: str
    citation: str


class PublishedOutcomeShape(Shape):
    """How a target ended, as published."""

    status: TargetStatus
    value: float | None
    recorded: KnownDateShape | None
    citation: str
    note: str


class MilestoneShape(Shape):
    """A value due on the way."""

    period: PeriodShape
    value: float
    kind: MilestoneKind
    basis: MilestoneBasis
    recorded: KnownDateShape | None
    citation: str
    evidence: Evidence
    note: str


class SaidShape(Shape):
    """What somebody said, on a day, of the chances of a target."""

    date: KnownDateShape
    by: str
    said: Said
    citation: str
    note: str


class PathPointShape(Shape):
    """A value a trajectory asks for in a period."""

    period: PeriodShape
    value: float


class DeliveryShape(Shape):
    """A path laid out towards a target."""

    name: str
    points: list[PathPointShape]
    shape: PathShape
    exponent: float
    scale: float
    kind: MilestoneKind
    default: bool = Field(description="Whether the gap is measured against it.")
    reanchored: bool = Field(description="Whether it moves with revisions of its first period.")
    recorded: KnownDateShape | None
    citation: str
    note: str


class EntryWarningShape(Shape):
    """What must be known of an entry beside what it says."""

    code: str = Field(description="`judged_anew` or `overridden_entry_changed`.")
    message: str


class RecordShape(Shape):
    """Whose entry this is, and since when."""

    owner: str = Field(
        description="`bundled`, `folder:<name>` or `editor`, whose entry counts before others."
    )
    version: str = Field(description="Fingerprint of what it says: for `If-Match`, in quotes.")
    recorded_from: datetime
    warnings: list[EntryWarningShape] = Field(description="Empty where nothing is odd.")


class Judgement(Shape):
    """The current assessment in a few words; the assessment itself has everything."""

    as_of: date
    verdict: Verdict
    probability: float | None = Field(description="Null where none can honestly be given; see `reason`.")
    reason: str | None


class MissionCore(Shape):
    """What the catalogue says of a mission."""

    id: str
    title: str
    jurisdiction: str
    government: str
    ambition: str
    status: MissionStatus
    citation: str
    order: int = Field(description="Place on the board.")
    visibility: Visibility | None = _PRIVATE


class Standing(Shape):
    """How the targets of a mission stand."""

    targets: int = Field(description="How many targets it has, of any scope.")
    verdicts: dict[Verdict, int] = Field(
        description="How many targets have each verdict. Targets measured by a proxy are left out."
    )
    proxies: int = Field(description="How many are left out because a proxy measures them.")
    not_assessed: int = Field(description="How many have no assessment yet.")


class MissionShape(MissionCore):
    """A mission, and how its targets stand."""

    standing: Standing
    links: Links


class MissionList(Listing):
    """Missions in the order of the board."""

    items: list[MissionShape]


class IndicatorCore(Shape):
    """What is measured, by whom, how often, and where it is published."""

    id: str
    mission: str
    title: str
    definition: str
    unit: str
    direction: Direction = Field(description="Which way is better.")
    aggregation: Aggregation
    frequency: Frequency
    family: Family
    decimals: int | None = Field(description="Decimals to show: the precision of publication.")
    lower: float | None
    upper: float | None
    monotone: bool
    origin: OriginShape | None
    coverage: str
    publisher: str
    release: str
    table: str
    url: str
    lag_days: int | None = Field(description="Usual days from the end of a period to its publication.")
    revisions: str
    licence: str


class IndicatorItem(IndicatorCore):
    """An indicator in a list."""

    links: Links


class IndicatorShape(IndicatorCore):
    """An indicator with its breaks and exceptional periods."""

    exceptional: ExceptionalShape | None
    breaks: list[BreakShape]
    leading: list[LeadShape] = Field(
        default_factory=list, description="Indicators that move first, for an analyst's own models."
    )
    numerator: str | None = Field(description="Of a rate, the indicator that counts what is in it.")
    denominator: str | None = Field(description="Of a rate, the indicator that counts what it is of.")
    visibility: Visibility | None = _PRIVATE
    record: RecordShape
    links: Links


class IndicatorList(Listing):
    """Indicators by mission, in the order of the catalogue."""

    items: list[IndicatorItem]


class TargetCore(Shape):
    """What is promised: this indicator, in this area, at this value, by this date."""

    id: str
    mission: str
    title: str
    wording: str
    kind: Kind
    status: TargetStatus
    area: str | None
    indicator: str | None
    comparator: Comparator | None
    value: float | None = Field(description="Read by `kind`: a level, a change, a total or a rank.")
    upper: float | None
    period: PeriodShape | None
    window: WindowShape | None
    scope: Scope = Field(description="How the series stands to the words of the target.")
    evidence: Evidence


class TargetItem(TargetCore):
    """A target in a list, with its current judgement."""

    due: date | None = Field(description="The last day on which it may still be met.")
    judgement: Judgement | None = Field(description="Null where it has never been assessed.")
    links: Links


class TargetList(Listing):
    """Targets that match the filters."""

    items: list[TargetItem]


class TargetShape(TargetCore):
    """A target with its whole history."""

    baseline: BaselineShape | None
    observed_by: str | None
    other_indicator: str | None = Field(description="The second series of a gap or an intensity.")
    operation: Operation
    peers: list[str] = Field(description="The areas a rank is taken among.")
    scenario: str | None = Field(
        description="The indicator with the course a counterfactual is measured against."
    )
    components: list[str]
    any_k: int | None
    periods_required: int
    functional_zero: float
    scope_known_one_way: bool
    scope_note: str
    reading: str
    unrateable: UnrateableShape | None
    history: list[StatusShape]
    milestones: list[MilestoneShape]
    trajectories: list[DeliveryShape]
    calls: list[SaidShape] = Field(description="What others said of its chances while it ran.")
    outcome: PublishedOutcomeShape | None
    announced: KnownDateShape | None
    owner: str
    legal: str
    citation: str
    url: str
    notes: str
    visibility: Visibility | None = _PRIVATE
    record: RecordShape
    links: Links


class MissionDetail(MissionShape):
    """A mission with its indicators and targets."""

    targets: list[TargetItem]
    indicators: list[IndicatorItem]
