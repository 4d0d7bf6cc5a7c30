"""The service itself: its index, its health, the licences of its data."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from service.api.schemas.shape import Links, Listing, Shape


class Index(Shape):
    """Where everything is."""

    title: str
    version: str = Field(description="Version of the software.")
    data_version: str = Field(description="Changes whenever anything in the store does.")
    newest_release: date | None = Field(description="Date of the newest release held.")
    links: Links


class LicenceShape(Shape):
    """Terms under which publishers' figures may be used, and the words to repeat with them."""

    id: str
    name: str
    url: str
    attribution: str = Field(description="Reproduce it unchanged.")
    publishers: list[str]


class LicenceList(Listing):
    """Licences of the bundled statistics."""

    attribution: list[str] = Field(
        description="Every line to reproduce, sources and acknowledgements included."
    )
    items: list[LicenceShape]


class State(StrEnum):
    """Whether something is as it should be; a warning keeps nothing from being answered."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class Live(Shape):
    """The process runs."""

    status: State


class Check(Shape):
    """One thing that has to work."""

    status: State
    message: str


class Aged(Check):
    """One thing that should not be too old."""

    age_seconds: int | None = Field(description="Null where it has never happened, or is not known.")


class Ready(Shape):
    """Whether requests can be answered, and what else those who run the service should know."""

    status: State = Field(description="`ok` where requests are answered, whatever the warnings.")
    database: Check = Field(description="503 where it fails.")
    migrations: Check = Field(description="503 where it fails.")
    data: Check = Field(description="503 where it fails.")
    ingest: Aged = Field(
        description="When a publisher was last asked. A warning after 7 days, or where none ever was."
    )
    calibration: Aged = Field(
        description="When a series was last recalibrated. A warning after 366 days; none where the engine is as it ships."
    )
    worker: Check = Field(description="Who does jobs. A warning where no worker was seen for 30 seconds.")
    newest_release: date | None
    days_since_newest_release: int | None
