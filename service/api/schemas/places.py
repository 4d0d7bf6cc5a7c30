"""Which places drive the gap of a target."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from service.api.schemas.shape import Links, PeriodShape, Shape


class Amount(StrEnum):
    """What is shared out: the value of one period, a total over a window, or a rate by its denominator."""

    LEVEL = "level"
    TOTAL = "total"
    RATE = "rate"


class PlaceShape(Shape):
    """One place: what is asked of it, what it is heading for, how far short that leaves it."""

    area: str = Field(description="Its code; `…:rest` is what the places named in one do not account for.")
    name: str
    level: str
    parent: str | None
    share: float = Field(
        description="Its share of the whole to begin with, and so of what the whole is asked for."
    )
    required: float
    projected: list[float] = Field(description="10th, 50th and 90th percentile.")
    shortfall: list[float] = Field(description="10th, 50th and 90th percentile; positive is short.")
    mean: float = Field(description="Mean shortfall: these add up over the places of one to that one's.")
    chance: float = Field(description="The chance that it falls short.")
    rank: int | None = Field(description="1 falls furthest short; null for a place that has parts.")
    rank_low: int | None = Field(description="The central 80% of its rank.")
    rank_high: int | None


class TargetAreasShape(Shape):
    """The shortfall of a target, shared out among places."""

    target_id: str
    assessment: str = Field(description="The assessment whose forecast the whole keeps.")
    judged_shortfall: float | None = Field(
        description="The projected gap of the assessment. It differs from that of the whole here where an official "
        "count of the time since the last full period went into it, which no place has."
    )
    indicator_id: str
    unit: str
    of: Amount
    periods: list[PeriodShape] = Field(description="The first and the last period that count.")
    more_is_better: bool
    required: float
    shared_from: PeriodShape = Field(description="The period whose shares every place is asked to keep.")
    drawn_in: float = Field(
        description="How far the estimated correlation of places was drawn towards independence, from 0 to 1."
    )
    places: list[PlaceShape] = Field(description="The whole first, then the places furthest short.")
    links: Links
