"""Observations, trajectories and gaps."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from forecasting.assessment import Knowledge
from service.api.schemas.assessment import GapNowShape, GapShape, RatesShape
from service.api.schemas.shape import Links, Listing, PeriodShape, Shape


class ObservationShape(Shape):
    """A value for a period, as one release gave it."""

    area: str = Field(description="GSS code in the United Kingdom, ISO 3166 alpha-3 elsewhere.")
    period: PeriodShape
    value: float | None = Field(description="Null where the publisher gives no value; `status` says why.")
    status: str = Field(description="final, provisional, estimate, forecast, or why there is no value.")
    knowledge: Knowledge = Field(
        description=(
            "`real_time`: published by `as_of`. `pseudo_real_time`: no edition of that time is held; this is the "
            "earliest held of a period that was out by then. `current`: no `as_of` was asked for."
        )
    )
    publisher: str
    release: str = Field(description="The publication the value stands in.")
    published: str | None = Field(description="When, as exactly as that is known.")
    basis: str = Field(description="Empty for the basis in force; an earlier basis has a name.")
    evidence: str
    note: str | None


class ObservationList(Listing):
    """Observations of one indicator, by area and period."""

    indicator_id: str
    unit: str
    decimals: int | None
    as_of: date | None = Field(description="The day whose knowledge is shown; null for what is known now.")
    items: list[ObservationShape]


class Fan(Shape):
    """Percentiles of the forecast for one period."""

    p2_5: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    p97_5: float


class TrajectoryPoint(Shape):
    """One period: what was measured, what is required, what is expected."""

    period: PeriodShape
    actual: float | None
    status: str | None
    required: float | None
    forecast: Fan | None = Field(description="Null for measured periods.")
    set_aside: bool = Field(description="An exceptional period, seen but not fitted.")
    comparable: bool = Field(description="False before a break in the series.")


class TrajectoryShape(Shape):
    """History, required path and forecast of one target, in the unit in which it is judged."""

    target_id: str
    as_of: date
    assessment: str = Field(description="Key of the assessment it belongs to.")
    unit: str
    required_value: float | None
    resolved: PeriodShape | None = Field(description="The period the target is judged at.")
    illustrative: bool = Field(description="True where nobody published the required path.")
    caveat: str
    points: list[TrajectoryPoint]
    links: Links


class FlatRow(Shape):
    """One period of a trajectory with one ISO time column and plain numbers, for Grafana and spreadsheets."""

    time: date = Field(description="Last day of the period.")
    period: str
    actual: float | None
    p10: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    p90: float | None
    trajectory: float | None = Field(description="The required path.")
    target: float | None = Field(description="The threshold, the same in every row.")


class LongRow(Shape):
    """One figure of one period of a trajectory, for pivot tables."""

    time: date = Field(description="Last day of the period.")
    period: str
    measure: str = Field(description="`actual`, `p10`, `p25`, `p50`, `p75`, `p90`, `trajectory` or `target`.")
    value: float


class GapsShape(Shape):
    """How far short a target is, now and at its date. Positive is short of it, negative inside it."""

    target_id: str
    as_of: date
    assessment: str = Field(description="Key of the assessment it belongs to.")
    unit: str
    required_value: float | None
    gap_now: GapNowShape | None = Field(description="Latest value against the required path on the same day.")
    projected_gap: GapShape | None = Field(description="Forecast at the target date against the target.")
    rates: RatesShape | None
    reason: str | None
    reason_text: str
    caveat: str
    links: Links
