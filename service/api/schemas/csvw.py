"""The side-car of a CSV file (CSV on the Web)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from service.api.schemas.shape import Shape


class SideCarColumn(Shape):
    """One column."""

    name: str
    titles: list[str] = Field(description="The header.")
    datatype: str | dict[str, str]
    title: str = Field(alias="dc:title")
    description: str = Field(alias="dc:description")
    unit: str | None = Field(
        default=None, alias="schema:unitText", description="Left out where it is no quantity."
    )


class SideCarSchema(Shape):
    """The columns, and those that tell rows apart."""

    columns: list[SideCarColumn]
    primary_key: list[str] | None = Field(default=None, alias="primaryKey")


class SideCar(Shape):
    """What a CSV file means: columns, dialect, key, licence, source. W3C Metadata Vocabulary for Tabular Data."""

    context: list[Any] = Field(alias="@context")
    url: str = Field(description="The CSV file.")
    title: str = Field(alias="dc:title")
    licences: list[str] = Field(alias="dc:license")
    sources: list[str] = Field(alias="dc:source", description="Lines to reproduce with the figures.")
    identifier: str = Field(alias="dc:identifier", description="The state of the data it was made from.")
    comment: str = Field(alias="rdfs:comment")
    release: str | None = Field(default=None, alias="dc:isVersionOf", description="The newest release in it.")
    dialect: dict[str, Any]
    table_schema: SideCarSchema = Field(alias="tableSchema")
