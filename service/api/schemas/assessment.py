"""The judgement of a target, field by field as it is stored."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from forecasting.assessment import Confidence, Knowledge, Reason
from forecasting.targets import Kind
from forecasting.verdicts import Verdict
from service.api.schemas.measured import MeasuredShape
from service.api.schemas.shape import FindingShape, Links, Listing, PeriodShape, RangeShape, Shape


class LikelihoodShape(Shape):
    """A phrase of the PHIA probability yardstick."""

    term: str
    in_gap: bool = Field(description="Whether the number lies between two bands of the yardstick.")
    title: str = Field(description="The phrase as it is printed.")


class ProjectionShape(Shape):
    """Where the current course leads at the target date, in the unit of judgement."""

    period: PeriodShape
    median: float
    half: RangeShape = Field(description="The middle half of outcomes (50% interval).")
    eight_in_ten: RangeShape = Field(description="80% interval.")
    nineteen_in_twenty: RangeShape = Field(description="95% interval.")


class GapShape(Shape):
    """How far short the projection falls: positive is short of the target, negative inside it."""

    value: float
    likely: RangeShape | None = Field(description="80% interval of the gap.")
    percent: float | None


class GapNowShape(Shape):
    """The latest value against the required path on the same day; positive is short of the path."""

    period: PeriodShape
    actual: float
    required: float
    value: float
    seasonal: str | None = Field(description="How the season was handled; null where there is none.")
    illustrative: bool = Field(description="True where nobody published the path.")
    percent: float | None = Field(default=None, description="The gap as a share of what is required.")


class RatesShape(Shape):
    """Pace a year, in the unit of judgement: needed from now on, and achieved lately."""

    required: float | None
    recent: float | None
    window: str = Field(description="What `recent` was measured over.")


class AttainmentShape(Shape):
    """When the target is first reached on the current course."""

    horizon: PeriodShape
    never: float = Field(description="Chance of not reaching it by the horizon.")
    quantiles: dict[str, PeriodShape | None] = Field(
        description="The period by which it is reached with each probability."
    )
    by_period: list[tuple[PeriodShape, float]] = Field(
        description="Chance of having reached it by each period."
    )


class SensitivityShape(Shape):
    """The probability under each declared treatment of the data."""

    treatments: list[tuple[str, float]]
    low: float
    high: float
    telling: bool = Field(description="Whether the range crosses a verdict or exceeds ten points.")


class ComponentShape(Shape):
    """One part of a target that asks for several things at once."""

    target_id: str
    verdict: Verdict
    probability: float | None


class OutcomeShape(Shape):
    """What happened at the target date."""

    period: PeriodShape
    value: float | None = Field(description="Null where only the verdict was recorded.")
    met: bool
    recorded: date | None
    source: str


class TrackPointShape(Shape):
    """One period of the chart, in the unit of judgement."""

    period: PeriodShape
    actual: float | None
    status: str | None
    required: float | None
    quantiles: list[float] = Field(
        description="2.5, 10, 25, 50, 75, 90 and 97.5 percentiles of the forecast; empty for measured periods."
    )
    set_aside: bool = Field(description="An exceptional period, seen but not fitted.")
    comparable: bool = Field(description="False before a break in the series.")


class EvidenceShape(Shape):
    """What stands behind the numbers."""

    knowledge: Knowledge
    releases: list[str]
    observations: int
    engine: str
    models: list[str]
    seed: int
    code_version: str
    horizon: int
    record: str
    record_series: int
    coverage_80: float | None
    brier: float | None
    extrapolated: bool


class AssessmentCore(Shape):
    """The judgement without its chart and its dates of attainment."""

    target_id: str
    kind: Kind
    series_id: str
    as_of: date = Field(description="The day whose knowledge the judgement rests on.")
    verdict: Verdict
    key: str = Field(description="Identity: the same key means the same numbers.")
    label_set: str
    deteriorating: bool
    probability: float | None = Field(description="Null where none can honestly be given; see `reason`.")
    probability_range: RangeShape | None
    probability_error: float | None
    probability_shown: str = Field(description="The number as it may be printed.")
    chance: str = Field(description="The same in words.")
    certain: bool
    likelihood: LikelihoodShape | None
    confidence: Confidence | None
    reason: Reason | None
    reason_text: str
    statement: str
    unit: str
    resolved: PeriodShape | None = Field(description="The period the target is judged at.")
    required_value: float | None = Field(description="The threshold, in the unit of judgement.")
    latest_period: PeriodShape | None
    latest_value: float | None
    projection: ProjectionShape | None
    projected_gap: GapShape | None
    gap_now: GapNowShape | None
    rates: RatesShape | None
    sensitivity: SensitivityShape | None
    outcome: OutcomeShape | None
    breached_since: PeriodShape | None
    components: list[ComponentShape]
    findings: list[FindingShape]
    evidence: EvidenceShape | None
    caveat: str = Field(description="Stands beside every probability.")


class AssessmentShape(AssessmentCore, MeasuredShape):
    """The judgement of one target as of one day."""

    attainment: AttainmentShape | None
    track: list[TrackPointShape]
    links: Links


class LabelledShape(Shape):
    """What the judgement is called in a label set that was asked for; the stored verdict stays beside it."""

    label_set: str
    version: int
    label: str | None = Field(description="Null where the target is settled or was not judged.")
    words: str
    verdict: Verdict = Field(description="What the label comes to.")


class AssessmentItem(AssessmentCore):
    """An assessment in a list: without `track` and `attainment`, which the assessment itself has."""

    mission_id: str
    recorded_at: datetime = Field(description="When it was made.")
    labelled: LabelledShape | None = Field(default=None, description="With `label_set`; else it is left out.")
    links: Links


class AssessmentList(Listing):
    """The current assessment of every target."""

    items: list[AssessmentItem]
