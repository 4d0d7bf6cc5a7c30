"""What all shapes have in common, and the small ones that others are made of."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from forecasting.findings import FindingCode, Severity
from forecasting.frequency import Frequency


class Shape(BaseModel):
    """Base of every shape. Fields that are not listed may be added later; clients skip what they do not know.

    Most describe answers and check nothing here, so what checks is made when it is first needed.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True, defer_build=True)


class PeriodShape(Shape):
    """A period of official statistics, in notation, in words and in dates."""

    code: Frequency = Field(description="Kind of period: A, FY, AY, Q, M, W, D, YE-Q, A3, A5 or POINT.")
    period: str = Field(description="Canonical notation. A financial year is named by the year it starts in.")
    label: str = Field(description="As publishers write it.")
    start: date = Field(description="First day covered.")
    end: date = Field(description="Last day covered.")


class RangeShape(Shape):
    """Two ends, lower first."""

    low: float
    high: float


class FindingShape(Shape):
    """One thing a reader must know before relying on the numbers."""

    code: FindingCode = Field(description="Stable name.")
    message: str
    severity: Severity


class WarningShape(Shape):
    """Something about a valid request that is probably not what was meant."""

    code: str = Field(description="Stable name.")
    message: str
    path: str | None = Field(description="The parameter it is about.")
    detail: list[str] | None = Field(default=None, description="What was not found.")


Links = dict[str, str]


class Listing(Shape):
    """What every list carries beside its items."""

    total: int = Field(description="How many items there are on all pages.")
    warnings: list[WarningShape] = Field(description="Empty where nothing is odd.")
    links: Links = Field(description="`self`, and `next` where there is another page.")
