"""The further figures of a judgement, field by field as they are stored."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from forecasting.indicators import Direction
from forecasting.measured import RevisionRule
from forecasting.measures import Undefined
from forecasting.targets import TargetStatus
from forecasting.verdicts import Verdict
from service.api.schemas.shape import PeriodShape, Shape


class ProgressShape(Shape):
    """Share of the change asked for beside the share of the time gone, both in percent."""

    since: PeriodShape
    start: float
    change: float | None = Field(description="0 at the start, 100 at the target, negative away from it.")
    time: float | None
    pace: float | None = Field(description="The one over the other: 1 is on the straight line.")
    reason: Undefined | None


class TimingShape(Shape):
    """How late, in years; positive is late, negative early."""

    now: float | None = Field(description="How long ago the required path asked for the newest value.")
    arrival: float | None = Field(
        description="How long after the target date it is first reached in the middle course."
    )
    arrival_low: float | None = Field(description="One course in ten is earlier.")
    arrival_high: float | None = Field(description="One in ten is later; null beyond the horizon followed.")


class AccelerationShape(Shape):
    """How many times faster than lately the indicator must move, with the 80% interval of the recent pace."""

    factor: float | None
    low: float | None
    high: float | None = Field(description="Null where the recent pace may be none at all.")
    enough: float | None = Field(description="Chance that the recent pace is fast enough; for analysts.")
    reason: Undefined | None


class ChancesShape(Shape):
    """The probabilities one sentence can mean; sustained ≤ at_date ≤ by_date."""

    at_date: float
    by_date: float = Field(description="In some period up to the date.")
    sustained: float = Field(description="In each of the last `periods` periods up to the date.")
    periods: int
    throughout: float = Field(description="In every period from now to the date.")


class PointJudgedShape(Shape):
    """One point of a moving target, judged by itself."""

    period: PeriodShape
    required: float
    verdict: Verdict
    probability: float | None
    probability_shown: str
    value: float | None = Field(description="What was measured, once it is known.")
    official: bool


class BreachShape(Shape):
    """The chance that a standard or a cap has been broken by each period."""

    horizon: PeriodShape
    never: float
    by_period: list[tuple[PeriodShape, float]]


class TravelShape(Shape):
    """The direction of travel: the chance of being better than today. Not a chance of attainment."""

    period: PeriodShape
    since: PeriodShape
    value: float
    direction: Direction
    better: float
    better_shown: str
    projected: float
    sentence: str


class PacePlaceShape(Shape):
    """The pace asked for, a year, among paces of the same length ever achieved here and in other areas."""

    required: float
    years: float
    spells: int
    share: float | None = Field(description="Share of own past paces at least as fast.")
    fastest: float | None
    areas: int | None
    areas_as_fast: int | None
    areas_share: float | None
    sentence: str


class PlacingShape(Shape):
    """A place among peers by competition rank (1, 2, 2, 4)."""

    period: PeriodShape
    now: int
    of: int
    tied_now: int
    chances: list[tuple[int, float]] = Field(description="Probability of each rank at the target date.")
    tied: float = Field(description="Probability of sharing the own rank with another.")


class TogetherShape(Shape):
    """How several series or parts were taken to go together."""

    estimated: bool = Field(description="From residuals that overlap in at least fifteen periods.")
    overlap: int
    correlation: float
    independent: float | None = Field(description="The probability if the parts were independent.")
    low: float | None = Field(description="Bound whatever the dependence.")
    high: float | None


class BaselineRevisedShape(Shape):
    """A baseline revised after the target was set: the target before and after, and both judgements."""

    period: PeriodShape
    stated: float
    published: float
    rule: RevisionRule
    required_stated: float
    required: float
    probability_stated: float | None
    verdict_stated: Verdict | None


class DateReadShape(Shape):
    """How the date of the target was read."""

    stated: str
    day: date = Field(description="Last day that counts.")
    period: PeriodShape = Field(description="The period that decides.")
    rule: str


class TargetReadShape(Shape):
    """Which target was judged, as it stood on the day."""

    asked: str
    status: TargetStatus
    announced: date | None
    changed: date | None
    note: str


class PathToldShape(Shape):
    """A delivery trajectory of the target, and how the newest figure stands to it."""

    name: str
    default: bool = Field(description="Whether `gap_now` is measured against it.")
    official: bool = Field(description="False: nobody published it, it is illustrative.")
    reanchored: bool
    recorded: date | None
    citation: str
    gap: float | None = Field(description="Positive: behind it. Null before it begins.")
    points: list[tuple[PeriodShape, float]]


class MeasuredShape(Shape):
    """The further figures of a judgement; each is null where it does not apply."""

    target: TargetReadShape | None = None
    date_read: DateReadShape | None = None
    progress: ProgressShape | None = None
    timing: TimingShape | None = None
    acceleration: AccelerationShape | None = None
    chances: ChancesShape | None = None
    points: list[PointJudgedShape] = Field(default=[], description="A moving target, point by point.")
    breach: BreachShape | None = None
    pace: PacePlaceShape | None = None
    travel: TravelShape | None = None
    placing: PlacingShape | None = None
    paths: list[PathToldShape] = Field(
        default=[], description="The trajectories laid out towards the target."
    )
    together: TogetherShape | None = None
    baseline_revised: BaselineRevisedShape | None = None
