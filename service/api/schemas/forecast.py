"""Forecasts: the current course of a series."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from service.api.schemas.shape import Links, Listing, PeriodShape, Shape
from service.api.schemas.trajectory import Fan


class ForecastHead(Shape):
    """Which forecast is kept for a series."""

    indicator_id: str
    area: str = Field(description="GSS code in the United Kingdom, ISO 3166 alpha-3 elsewhere.")
    mission_id: str
    as_of: date = Field(description="The day of the newest figure it rests on.")
    frequency: str = Field(description="Kind of period: A, FY, AY, Q, M, W, D, YE-Q, A3, A5 or POINT.")
    horizon: int = Field(description="How many periods it reaches ahead.")
    unit: str
    outdated: bool = Field(
        description="Whether breaks or the calibration have changed since it was made; it is then being made anew."
    )
    links: Links


class ForecastList(Listing):
    """The forecasts kept, by indicator and area."""

    items: list[ForecastHead]


class ForecastPoint(Shape):
    """The distribution for one period."""

    period: PeriodShape
    horizon: int = Field(description="How many periods ahead; the first is 1.")
    forecast: Fan


class ForecastDiagnostics(Shape):
    """What the engine says of the fit."""

    models: list[str] = Field(description="The models combined.")
    observations: int = Field(description="How many independent figures it was fitted on.")
    borrowed_spread: bool = Field(description="Whether the spread was borrowed from series like it.")
    tail: float = Field(
        description="The power with which the tails fall beyond the outermost stored quantiles."
    )
    dependence: list[float] = Field(
        description="Parameters of the correlation between periods, in the terms of docs/methods.md."
    )


class ForecastShape(Shape):
    """The current course of one series: what happens if behaviour continues as in the data."""

    key: str = Field(description="Same figures, breaks, bounds and engine, same key.")
    indicator_id: str
    area: str
    mission_id: str
    unit: str
    decimals: int | None
    as_of: date = Field(description="The day of the newest figure it rests on.")
    recorded_at: datetime = Field(description="When it was stored.")
    engine: str
    code_version: str
    seed: str = Field(description="A whole number, as text because it may have more bits than a JSON number.")
    frequency: str
    origin: PeriodShape = Field(description="The last observed period.")
    horizon: int
    lower: float | None = Field(description="No value can be less.")
    upper: float | None = Field(description="No value can be more.")
    diagnostics: ForecastDiagnostics
    outdated: bool = Field(
        description="Whether breaks or the calibration have changed since it was made; it is then being made anew."
    )
    caveat: str
    points: list[ForecastPoint]
    links: Links
