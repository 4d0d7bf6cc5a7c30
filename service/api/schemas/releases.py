"""Releases, what they changed, revisions, sources and the release calendar, field by field."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from forecasting.frequency import Frequency
from service.api.schemas.shape import Links, Listing, PeriodShape, Shape
from service.store.records import Outcome


class ReleaseShape(Shape):
    """What a publisher published on a date. Releases are kept side by side; none overwrites another."""

    id: str
    publisher: str
    title: str
    published: date | None = Field(
        description="The day it counts from in as-of work; null where it is not known."
    )
    published_text: str | None = Field(description="The date as the source gives it, which may be a month.")
    url: str | None
    recorded_at: datetime = Field(description="When this store first heard of it.")
    links: Links


class ReleaseList(Listing):
    """Releases, newest first."""

    items: list[ReleaseShape]


class HoldingShape(Shape):
    """How much of an indicator a release holds."""

    indicator_id: str
    frequency: Frequency
    observations: int
    areas: int


class ReleaseDetail(ReleaseShape):
    """One release with what it holds."""

    holds: list[HoldingShape]


class Change(StrEnum):
    """What a release did to a figure."""

    NEW = "new"
    REVISED = "revised"


class ChangeShape(Shape):
    """One figure that a release brought or changed."""

    indicator_id: str
    area: str
    period: PeriodShape
    basis: str
    change: Change
    before: float | None = Field(
        description="The figure of the release before; null where the period is new."
    )
    after: float
    difference: float | None = Field(description="After minus before.")


class ChangeList(Listing):
    """Figures a release brought or changed, by indicator, area and period."""

    release: ReleaseShape
    new: int
    revised: int
    unchanged: int
    items: list[ChangeShape]


class RevisionShape(Shape):
    """One revision of one figure."""

    area: str
    period: PeriodShape
    release: str = Field(description="Id of the release that made it.")
    published: date
    before: float
    after: float
    change: float
    age_days: int = Field(description="Days since the period was first published.")
    unusual: bool = Field(
        description="More than three times the median size of at least eight earlier revisions of the series."
    )


class AgeShape(Shape):
    """How far figures of an age still were from what is held now."""

    first_day: int
    last_day: int | None = Field(description="Null: without end.")
    count: int
    revised: int
    bias: float = Field(description="Mean of the later changes.")
    typical: float = Field(description="Median size of the later changes.")
    rms: float = Field(description="Root of their mean square.")


class TriangleRowShape(Shape):
    """A period, and its value in each release, in the order of `releases`."""

    period: PeriodShape
    values: list[float | None]


class TriangleHeadShape(Shape):
    """A column of the triangle."""

    release: str
    published: date


class SeriesRevisionsShape(Shape):
    """How one series has been revised."""

    area: str
    periods: int = Field(description="Periods published more than once.")
    revised: int = Field(description="Of them, periods whose value changed.")
    bias: float | None = Field(description="Mean of newest minus first value over those periods.")
    typical: float | None = Field(description="Median size of a revision; null where there is none.")
    by_age: list[AgeShape]
    revisions: list[RevisionShape]
    releases: list[TriangleHeadShape] = Field(description="Columns of the triangle, oldest first.")
    triangle: list[TriangleRowShape]


class RevisionsList(Listing):
    """Revisions of an indicator, by area."""

    indicator_id: str
    unit: str
    decimals: int | None
    items: list[SeriesRevisionsShape]


class ExpectedShape(Shape):
    """The next figure of an indicator, and when it is due by the publisher's usual delay."""

    indicator_id: str
    mission_id: str
    title: str
    newest: PeriodShape = Field(description="The last period held.")
    next: PeriodShape
    due: date
    source: str | None = Field(description="The source it is fed from; null where somebody loads it by hand.")


class CalendarList(Listing):
    """Figures to come, the earliest due first."""

    items: list[ExpectedShape]


class VisitShape(Shape):
    """One look at a source."""

    at: datetime
    place: str = Field(description="The file or address.")
    outcome: Outcome
    message: str | None = Field(description="Why it was refused.")
    release: str | None
    published: str | None
    added: int
    corrected: int


class SourceShape(Shape):
    """A publisher's family of files that indicators are fed from."""

    id: str
    publisher: str
    title: str
    licence: str
    hosts: list[str]
    indicators: list[str]
    last_visit: VisitShape | None
    next_expected: ExpectedShape | None
    links: Links


class SourceList(Listing):
    """Sources, by id."""

    items: list[SourceShape]


class SourceDetail(SourceShape):
    """A source with the last looks at it, newest first, and everything expected from it."""

    visits: list[VisitShape]
    expected: list[ExpectedShape]
