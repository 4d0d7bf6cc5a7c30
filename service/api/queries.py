"""What each resource may be asked: ids in the path and parameters of the query.

A parameter that is not listed is refused. Lists may be given several times (``verdict=met&verdict=missed``)
and mean any of them; different parameters narrow each other.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from forecasting.frequency import Frequency
from service.api.errors import Fault, ParametersInvalid
from service.api.schemas.record import FrequencyClassName
from service.store.calibration_records import State

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1000
ID_PATTERN = r"^[a-z0-9][a-z0-9_.\-]*$"
AREA_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.:\-]*$"
LONGEST_ID = 120
MOST_VALUES = 50
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+ -]\d{2}:\d{2})?", re.ASCII)
_MILLISECONDS = re.compile(r"-?\d{1,15}", re.ASCII)

Slug = Annotated[str, Field(pattern=ID_PATTERN, max_length=LONGEST_ID)]
AreaCode = Annotated[str, Field(pattern=AREA_PATTERN, max_length=LONGEST_ID)]
MissionId = Annotated[
    str, Path(pattern=ID_PATTERN, max_length=LONGEST_ID, description="A mission.", examples=["uk-nhs"])
]
IndicatorId = Annotated[
    str,
    Path(
        pattern=ID_PATTERN,
        max_length=LONGEST_ID,
        description="An indicator.",
        examples=["rtt_pct_within_18w"],
    ),
]
CalibrationId = Annotated[int, Path(ge=1, le=2**31 - 1, description="A calibration.", examples=[1])]
LabelSetId = Annotated[
    str, Path(pattern=ID_PATTERN, max_length=LONGEST_ID, description="A label set.", examples=["v1"])
]
TargetId = Annotated[
    str, Path(pattern=ID_PATTERN, max_length=LONGEST_ID, description="A target.", examples=["uk-homes-1.5m"])
]

ReleaseId = Annotated[
    str,
    Path(
        pattern=ID_PATTERN,
        max_length=LONGEST_ID,
        description="A release.",
        examples=["nhs-england-2026-06-11-5f3a09c2"],
    ),
]
AreaId = Annotated[
    str,
    Path(pattern=AREA_PATTERN, max_length=LONGEST_ID, description="An area.", examples=["E92000001"]),
]
SourceId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9_./\-]*$",
        max_length=LONGEST_ID,
        description="A source: publisher and family of files.",
        examples=["nhs-england/rtt"],
    ),
]


def _iso_day(given: object) -> object:
    # pydantic alone would also read a number of seconds as a day.
    if isinstance(given, str) and not _ISO_DAY.fullmatch(given):
        raise PydanticCustomError("date_parsing", "Input should be a date such as 2025-06-30")
    return given


Day = Annotated[
    date | None,
    BeforeValidator(_iso_day),
    Field(
        description="A day: what was known then. Without it, what is known now.",
        examples=["2025-06-30"],
    ),
]


def _day_of_an_instant(given: object) -> object:
    # Dashboards speak of time in milliseconds, or to the second in UTC.
    if not isinstance(given, str) or _ISO_DAY.fullmatch(given):
        return given
    try:
        if _MILLISECONDS.fullmatch(given):
            return datetime.fromtimestamp(int(given) / 1000, tz=UTC).date()
        if _ISO_TIME.fullmatch(given):
            moment = datetime.fromisoformat(given.replace(" ", "+"))  # a plus sign in a query is a blank
            return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    except (ValueError, OverflowError, OSError) as error:
        raise _no_instant() from error
    raise _no_instant()


def _no_instant() -> PydanticCustomError:
    return PydanticCustomError(
        "date_parsing",
        "Input should be a date such as 2025-06-30, a time such as 2025-06-30T12:00:00Z, or milliseconds since 1970",
    )


Instant = Annotated[
    date | None,
    BeforeValidator(_day_of_an_instant, json_schema_input_type=str | None),
    Field(description="A day, or the day of an instant (UTC)."),
]


class Question(BaseModel):
    """Base of every query: what it does not list is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NothingMore(Question):
    """A resource without parameters."""


class AsOfQuestion(Question):
    """A resource as it stood on a day."""

    as_of: Day = None


class PageQuestion(Question):
    """A list in pages."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="Most items on a page.")
    cursor: str | None = Field(
        default=None, max_length=400, description="Where the page begins: taken from `links.next`."
    )


class IndicatorsQuestion(PageQuestion):
    """Which indicators."""

    mission: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these missions.")


class ObservationsQuestion(AsOfQuestion, PageQuestion):
    """Which observations, as known when."""

    limit: int = Field(default=1000, ge=1, le=10_000, description="Most observations on a page.")

    area: list[AreaCode] = Field(
        default=[], max_length=MOST_VALUES, description="For these areas. Without it, for all."
    )
    include_history: bool = Field(
        default=False,
        description="Every edition of each value, oldest first, instead of the one that counts.",
    )


class ForecastsQuestion(PageQuestion):
    """Which forecasts."""

    mission: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these missions.")
    indicator: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these indicators.")
    area: list[AreaCode] = Field(
        default=[], max_length=MOST_VALUES, description="For these areas. Without it, for all."
    )
    frequency: list[Frequency] = Field(
        default=[], max_length=MOST_VALUES, description="Of series of these frequencies."
    )
    origin_date: Day = Field(
        default=None,
        description="Whose newest figure is of this day: one round of a forecast hub.",
        examples=["2026-06-11"],
    )


class BulkQuestion(AsOfQuestion):
    """Which targets, as judged when."""

    mission: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these missions.")


class BulkAssessmentsQuestion(BulkQuestion):
    """Which assessments, as they stood when, or all of them."""

    include_history: bool = Field(
        default=False, description="Every assessment ever kept, by target and the newest first."
    )


class BulkObservationsQuestion(AsOfQuestion):
    """Which editions, as known when."""

    include_history: bool = Field(
        default=False,
        description="Every edition of each value, oldest first, instead of the one that counts.",
    )


class RevisionsQuestion(PageQuestion):
    """Which series' revisions."""

    limit: int = Field(default=20, ge=1, le=LARGEST_LIMIT, description="Most areas on a page.")
    area: list[AreaCode] = Field(
        default=[], max_length=MOST_VALUES, description="For these areas. Without it, for all."
    )


class ReleasesQuestion(PageQuestion):
    """Which releases."""

    publisher: list[Annotated[str, Field(max_length=LONGEST_ID)]] = Field(
        default=[], max_length=MOST_VALUES, description="By these publishers, as they are spelt here."
    )
    indicator: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="With figures of these indicators."
    )
    since: Day = Field(default=None, description="Published on this day or later.")
    until: Day = Field(default=None, description="Published on this day or earlier.")


class AreasQuestion(PageQuestion):
    """Which areas."""

    limit: int = Field(default=500, ge=1, le=10_000, description="Most areas on a page.")
    level: list[Annotated[str, Field(max_length=LONGEST_ID)]] = Field(
        default=[], max_length=MOST_VALUES, description="Of these levels, such as `region`."
    )
    parent: list[AreaCode] = Field(default=[], max_length=MOST_VALUES, description="Directly in these areas.")
    indicator: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="With figures of these indicators."
    )


class CalendarQuestion(PageQuestion):
    """Which figures to come."""

    mission: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these missions.")
    until: Day = Field(default=None, description="Due on this day or earlier.")


class ReliabilityQuestion(Question):
    """Which part of the record."""

    frequency_class: list[FrequencyClassName] = Field(
        default=[], max_length=MOST_VALUES, description="Of series of these kinds."
    )
    length: int | None = Field(
        default=None, ge=1, le=100_000, description="For a series of so many values.", examples=[12]
    )
    horizon: int | None = Field(
        default=None, ge=1, le=730, description="For a target so many periods ahead.", examples=[4]
    )


class CalibrationsQuestion(PageQuestion):
    """Which calibrations."""

    indicator: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these indicators.")
    target: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="Of the series of these targets."
    )
    state: list[State] = Field(
        default=[], max_length=MOST_VALUES, description="Challenger, champion, rejected or retired."
    )


class TrajectoryRowsQuestion(AsOfQuestion):
    """Which part of a trajectory."""

    since: Instant = Field(
        default=None,
        alias="from",
        description="Only periods that end on this day or later: a date, an ISO time, or milliseconds since 1970.",
        examples=["2024-01-01"],
    )
    until: Instant = Field(
        default=None,
        alias="to",
        description="Only periods that end on this day or earlier, in the same forms.",
        examples=["2030-12-31"],
    )

    def check(self) -> None:
        """Refuse an interval that is turned round. Raises ParametersInvalid."""
        if self.since and self.until and self.since > self.until:
            message = f"“from” ({self.since}) lies after “to” ({self.until})."
            raise ParametersInvalid(message, faults=(Fault("contradiction", message, "query.from"),))


Nothing = Annotated[NothingMore, Query()]
Calibrations = Annotated[CalibrationsQuestion, Query()]
AsOf = Annotated[AsOfQuestion, Query()]
Page = Annotated[PageQuestion, Query()]
Indicators = Annotated[IndicatorsQuestion, Query()]
Observations = Annotated[ObservationsQuestion, Query()]
Bulk = Annotated[BulkQuestion, Query()]
BulkAssessments = Annotated[BulkAssessmentsQuestion, Query()]
Forecasts = Annotated[ForecastsQuestion, Query()]
BulkObservations = Annotated[BulkObservationsQuestion, Query()]
Reliability = Annotated[ReliabilityQuestion, Query()]
TrajectoryRows = Annotated[TrajectoryRowsQuestion, Query()]
Revisions = Annotated[RevisionsQuestion, Query()]
Releases = Annotated[ReleasesQuestion, Query()]
Calendar = Annotated[CalendarQuestion, Query()]
Areas = Annotated[AreasQuestion, Query()]
