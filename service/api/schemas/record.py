"""What forecasts were worth: the record of the engine, and the replay of one series."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from service.api.schemas.shape import Links, Listing, PeriodShape, Shape


class FrequencyClassName(StrEnum):
    """Kinds of series that the record tells apart."""

    YEARLY = "yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


class Footing(StrEnum):
    """How it is known what was known at an origin."""

    REAL_TIME = "real_time"
    PSEUDO_REAL_TIME = "pseudo_real_time"
    OVER_PERIODS = "over_periods"


class SpanShape(Shape):
    """A range of whole numbers, both ends included; no end is null."""

    start: int = Field(alias="from")
    end: int | None = Field(alias="to")


class TenthShape(Shape):
    """Probabilities said within one tenth."""

    said: float = Field(description="Their mean.")
    happened: float = Field(description="The share that came true.")
    count: int
    trusted: bool = Field(
        description="At least 100, and what happened lies within five points of what was said (one point in the "
        "outer tenths): only then are such probabilities printed as numbers."
    )


class ReliabilityShape(Shape):
    """The record of forecasts of one kind: each was made with constants that never saw its series."""

    frequency_class: FrequencyClassName
    lengths: SpanShape = Field(description="Values the series had.")
    horizons: SpanShape = Field(description="Periods ahead.")
    series: int = Field(description="Independent series behind it.")
    forecasts: int
    enough: bool = Field(description="At least 100 independent series: only then it is relied on.")
    coverage_50: float | None = Field(description="Share of outcomes within the central 50% range.")
    coverage_80: float | None
    coverage_95: float | None
    brier: float | None = Field(description="Mean squared error of probabilities; 0.25 is a coin.")
    reliability: list[TenthShape]


class ConstantsShape(Shape):
    """Constants fitted on this installation's own record, in force in place of the shipped ones."""

    frequency_class: FrequencyClassName
    version: str
    engine: str = Field(description="The version of the engine they were fitted for; no other uses them.")
    series: int = Field(description="Independent series they were fitted on.")
    fitted_on: list[str]
    recorded_at: datetime
    reason: str = Field(description="What they were found worth on series kept apart.")


class ReliabilityList(Listing):
    """The record that stands behind every probability."""

    constants: list[ConstantsShape] = Field(description="Empty where the shipped constants are in force.")
    items: list[ReliabilityShape]


class ReplayedShape(Shape):
    """One period ahead of an origin: what would have been said, and the figure as it stands today."""

    horizon: int
    period: PeriodShape
    p2_5: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    p97_5: float
    actual: float


class OriginShape(Shape):
    """A past day, what was known on it, and the forecasts from it."""

    as_of: date | None = Field(description="Null where the series was cut by periods.")
    last_period: PeriodShape = Field(description="The newest period known and fitted.")
    last_value: float
    footing: Footing
    observations: int = Field(description="Comparable values the forecast could learn from.")
    forecasts: list[ReplayedShape]


class TargetBacktestShape(Shape):
    """The series of a target, forecast from past days on what was known then."""

    target_id: str
    indicator_id: str
    area: str
    unit: str
    frequency_class: str
    engine: str
    origins: int
    forecasts: int
    footings: dict[Footing, int] = Field(description="Origins by how it is known what was known.")
    coverage_50: float | None = Field(description="Share of figures within the central 50% range.")
    coverage_80: float | None
    coverage_95: float | None
    mean_error: float | None = Field(description="Mean distance of the middle from the figure.")
    mean_error_unchanged: float | None = Field(
        description="The same if the last figure had been left unchanged."
    )
    caveat: str
    items: list[OriginShape]
    links: Links
