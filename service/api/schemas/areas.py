"""Places, field by field."""

from __future__ import annotations

from pydantic import Field

from service.api.schemas.shape import Links, Listing, Shape


class AreaShape(Shape):
    """A place that statistics are published for."""

    id: str = Field(
        description="GSS code in the United Kingdom, ISO 3166 alpha-3 or a publisher's code elsewhere."
    )
    name: str
    level: str | None = Field(
        description="Local authority, county, region, nation, country …; null where not known."
    )
    parent: str | None = Field(description="The area it lies in; null where not known.")
    links: Links


class AreaList(Listing):
    """Areas, by code."""

    items: list[AreaShape]


class AreaDetail(AreaShape):
    """One area with what lies in it and what is measured there."""

    inside: list[str]
    indicators: list[str]
