"""What each resource may be asked: ids in the path and parameters of the query.

A parameter that is not listed is refused. Lists may be given several times (``verdict=met&verdict=missed``)
and mean any of them; different parameters narrow each other.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from forecasting.breaks import BreakKind
from forecasting.findings import FindingCode, Severity
from forecasting.frequency import Frequency
from forecasting.past_calls import Distance, Footing
from forecasting.targets import Kind, Scope, TargetStatus
from forecasting.verdicts import Verdict
from service.api.errors import Fault, ParametersInvalid
from service.api.schemas.record import FrequencyClassName
from service.store.calibration_records import State

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1000
ID_PATTERN = r"^[a-z0-9][a-z0-9_.\-]*$"
AREA_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.:\-]*$"
_LONGEST_ID = 120
_MOST_VALUES = 50
_ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+ -]\d{2}:\d{2})?", re.ASCII)
_MILLISECONDS = re.compile(r"-?\d{1,15}", re.ASCII)

Slug = Annotated[str, Field(pattern=ID_PATTERN, max_length=_LONGEST_ID)]
AreaCode = Annotated[str, Field(pattern=AREA_PATTERN, max_length=_LONGEST_ID)]
MissionId = Annotated[
    str, Path(pattern=ID_PATTERN, max_length=_LONGEST_ID, description="A mission.", examples=["uk-nhs"])
]
IndicatorId = Annotated[
    str,
    Path(
        pattern=ID_PATTERN,
        max_length=_LONGEST_ID,
        description="An indicator.",
        examples=["rtt_pct_within_18w"],
    ),
]
CalibrationId = Annotated[int, Path(ge=1, le=2**31 - 1, description="A calibration.", examples=[1])]
LabelSetId = Annotated[
    str, Path(pattern=ID_PATTERN, max_length=_LONGEST_ID, description="A label set.", examples=["v1"])
]
TargetId = Annotated[
    str, Path(pattern=ID_PATTERN, max_length=_LONGEST_ID, description="A target.", examples=["uk-homes-1.5m"])
]

ReleaseId = Annotated[
    str,
    Path(
        pattern=ID_PATTERN,
        max_length=_LONGEST_ID,
        description="A release.",
        examples=["nhs-england-2026-06-11-5f3a09c2"],
    ),
]
AreaId = Annotated[
    str,
    Path(pattern=AREA_PATTERN, max_length=_LONGEST_ID, description="An area.", examples=["E92000001"]),
]
SourceId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9_./\-]*$",
        max_length=_LONGEST_ID,
        description="A source: publisher and family of files.",
        examples=["nhs-england/rtt"],
    ),
]


def _iso_day(given: object) -> object:
    # pydantic alone would also read a number of seconds as a day.
    if isinstance(given, str) and not _ISO_DAY.fullmatch(given):
        raise PydanticCustomError("date_parsing", "Input should be a date such as 2025-06-30")
    return given


def _iso_moment(given: object) -> object:
    # A plus sign in a query is a blank.
    read = given.replace(" ", "+") if isinstance(given, str) else given
    if isinstance(read, str) and not _ISO_MOMENT.fullmatch(read):
        raise PydanticCustomError(
            "datetime_parsing", "Input should be an instant such as 2026-11-24T09:30:00Z, or a day"
        )
    return read


def _in_utc(moment: datetime) -> datetime:
    # A day alone begins at midnight, and an instant without a zone is read as UTC.
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, BeforeValidator(_iso_moment), AfterValidator(_in_utc)]
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


class TargetOrder(StrEnum):
    """Orders of the list of targets; a minus turns them round. What has no value comes last."""

    CATALOGUE = "catalogue"
    ID = "id"
    ID_DOWN = "-id"
    DUE = "due"
    DUE_DOWN = "-due"
    PROBABILITY = "probability"
    PROBABILITY_DOWN = "-probability"


class JudgedQuestion(PageQuestion):
    """What may be asked of targets and of their judgements alike."""

    level: list[Annotated[str, Field(max_length=_LONGEST_ID)]] = Field(
        default=[], max_length=_MOST_VALUES, description="For areas of these levels, such as `region`."
    )
    probability_min: float | None = Field(
        default=None, ge=0, le=1, description="Whose probability is at least this.", examples=[0.2]
    )
    probability_max: float | None = Field(
        default=None, ge=0, le=1, description="Whose probability is at most this.", examples=[0.5]
    )
    informed_since: Day = Field(
        default=None, description="About which something last became known on this day or later."
    )
    fields: list[Annotated[str, Field(max_length=_LONGEST_ID)]] = Field(
        default=[],
        max_length=_MOST_VALUES,
        description="Only these members of each item, beside its ids and links. JSON only.",
    )

    def check(self) -> None:
        """Refuse a range that is turned round. Raises ParametersInvalid."""
        low, high = self.probability_min, self.probability_max
        if low is not None and high is not None and low > high:
            message = f"“probability_min” ({low:g}) is more than “probability_max” ({high:g})."
            raise ParametersInvalid(
                message, faults=(Fault("contradiction", message, "query.probability_min"),)
            )


class TargetsQuestion(JudgedQuestion):
    """Which targets, in which order."""

    mission: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these missions.")
    indicator: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="Measured by these indicators."
    )
    area: list[AreaCode] = Field(
        default=[], max_length=_MOST_VALUES, description="For these areas (GSS or ISO 3166 codes)."
    )
    kind: list[Kind] = Field(default=[], max_length=_MOST_VALUES, description="Of these kinds.")
    verdict: list[Verdict] = Field(
        default=[], max_length=_MOST_VALUES, description="Whose current assessment has one of these verdicts."
    )
    status: list[TargetStatus] = Field(
        default=[], max_length=_MOST_VALUES, description="That stand here in their own history."
    )
    scope: list[Scope] = Field(
        default=[], max_length=_MOST_VALUES, description="Measured by a series of this scope."
    )
    sort: TargetOrder = Field(default=TargetOrder.CATALOGUE, description="Order of the list.")


class IndicatorsQuestion(PageQuestion):
    """Which indicators."""

    mission: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these missions.")


class AssessmentsQuestion(JudgedQuestion):
    """Which assessments."""

    mission: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these missions.")
    target: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these targets.")
    indicator: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="Of targets measured by these indicators."
    )
    area: list[AreaCode] = Field(
        default=[], max_length=_MOST_VALUES, description="Of targets for these areas."
    )
    status: list[TargetStatus] = Field(
        default=[], max_length=_MOST_VALUES, description="Of targets that stand here in their own history."
    )
    updated_after: Moment | None = Field(
        default=None,
        description="Made after this instant (a day begins at midnight, UTC).",
        examples=["2026-11-24T09:30:00Z"],
    )
    include_history: bool = Field(
        default=False, description="Every assessment ever kept, the newest of each target first."
    )
    sort: TargetOrder = Field(
        default=TargetOrder.CATALOGUE, description="Order of the list, by what its targets say."
    )
    verdict: list[Verdict] = Field(
        default=[], max_length=_MOST_VALUES, description="With one of these verdicts."
    )
    as_of: Day = None
    label_set: Slug | None = Field(
        default=None,
        description="Say beside it what this set of labels calls each; `/v1/label-sets` lists them.",
    )


class ObservationsQuestion(AsOfQuestion, PageQuestion):
    """Which observations, as known when."""

    limit: int = Field(default=1000, ge=1, le=10_000, description="Most observations on a page.")

    area: list[AreaCode] = Field(
        default=[], max_length=_MOST_VALUES, description="For these areas. Without it, for all."
    )
    include_history: bool = Field(
        default=False,
        description="Every edition of each value, oldest first, instead of the one that counts.",
    )


class ForecastsQuestion(PageQuestion):
    """Which forecasts."""

    mission: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these missions.")
    indicator: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these indicators.")
    area: list[AreaCode] = Field(
        default=[], max_length=_MOST_VALUES, description="For these areas. Without it, for all."
    )
    frequency: list[Frequency] = Field(
        default=[], max_length=_MOST_VALUES, description="Of series of these frequencies."
    )
    origin_date: Day = Field(
        default=None,
        description="Whose newest figure is of this day: one round of a forecast hub.",
        examples=["2026-06-11"],
    )


class BulkQuestion(AsOfQuestion):
    """Which targets, as judged when."""

    mission: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these missions.")


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
        default=[], max_length=_MOST_VALUES, description="For these areas. Without it, for all."
    )


class ReleasesQuestion(PageQuestion):
    """Which releases."""

    publisher: list[Annotated[str, Field(max_length=_LONGEST_ID)]] = Field(
        default=[], max_length=_MOST_VALUES, description="By these publishers, as they are spelt here."
    )
    indicator: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="With figures of these indicators."
    )
    since: Day = Field(default=None, description="Published on this day or later.")
    until: Day = Field(default=None, description="Published on this day or earlier.")


class AreasQuestion(PageQuestion):
    """Which areas."""

    limit: int = Field(default=500, ge=1, le=10_000, description="Most areas on a page.")
    level: list[Annotated[str, Field(max_length=_LONGEST_ID)]] = Field(
        default=[], max_length=_MOST_VALUES, description="Of these levels, such as `region`."
    )
    parent: list[AreaCode] = Field(
        default=[], max_length=_MOST_VALUES, description="Directly in these areas."
    )
    indicator: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="With figures of these indicators."
    )


class CalendarQuestion(PageQuestion):
    """Which figures to come."""

    mission: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these missions.")
    until: Day = Field(default=None, description="Due on this day or earlier.")


class ReliabilityQuestion(Question):
    """Which part of the record."""

    frequency_class: list[FrequencyClassName] = Field(
        default=[], max_length=_MOST_VALUES, description="Of series of these kinds."
    )
    length: int | None = Field(
        default=None, ge=1, le=100_000, description="For a series of so many values.", examples=[12]
    )
    horizon: int | None = Field(
        default=None, ge=1, le=730, description="For a target so many periods ahead.", examples=[4]
    )


class MilestonesQuestion(PageQuestion):
    """Which milestones."""

    mission: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="Of targets of these missions."
    )
    target: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these targets.")
    indicator: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="Of targets measured by these indicators."
    )


class BreaksQuestion(PageQuestion):
    """Which breaks."""

    mission: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="Of indicators of these missions."
    )
    indicator: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these indicators.")
    kind: list[BreakKind] = Field(default=[], max_length=_MOST_VALUES, description="Of these kinds.")


class FindingsQuestion(PageQuestion):
    """Which findings."""

    mission: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="Of targets of these missions."
    )
    target: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these targets.")
    code: list[FindingCode] = Field(default=[], max_length=_MOST_VALUES, description="With these codes.")
    severity: list[Severity] = Field(default=[], max_length=_MOST_VALUES, description="That weigh so much.")


class CallsQuestion(Question):
    """Which past calls."""

    mission: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="On targets of these missions."
    )
    target: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="On these targets.")
    footing: list[Footing] = Field(
        default=[], max_length=_MOST_VALUES, description="Served at the time, or replayed."
    )
    distance: list[Distance] = Field(
        default=[], max_length=_MOST_VALUES, description="Made so far ahead of the target's date."
    )


class PastCallsQuestion(CallsQuestion, PageQuestion):
    """Which past calls, in pages."""


class CalibrationsQuestion(PageQuestion):
    """Which calibrations."""

    indicator: list[Slug] = Field(default=[], max_length=_MOST_VALUES, description="Of these indicators.")
    target: list[Slug] = Field(
        default=[], max_length=_MOST_VALUES, description="Of the series of these targets."
    )
    state: list[State] = Field(
        default=[], max_length=_MOST_VALUES, description="Challenger, champion, rejected or retired."
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
Milestones = Annotated[MilestonesQuestion, Query()]
Breaks = Annotated[BreaksQuestion, Query()]
Findings = Annotated[FindingsQuestion, Query()]
Calls = Annotated[CallsQuestion, Query()]
PastCalls = Annotated[PastCallsQuestion, Query()]
AsOf = Annotated[AsOfQuestion, Query()]
Page = Annotated[PageQuestion, Query()]
Targets = Annotated[TargetsQuestion, Query()]
Indicators = Annotated[IndicatorsQuestion, Query()]
Assessments = Annotated[AssessmentsQuestion, Query()]
Observations = Annotated[ObservationsQuestion, Query()]
Bulk = Annotated[BulkQuestion, Query()]
Forecasts = Annotated[ForecastsQuestion, Query()]
BulkObservations = Annotated[BulkObservationsQuestion, Query()]
Reliability = Annotated[ReliabilityQuestion, Query()]
TrajectoryRows = Annotated[TrajectoryRowsQuestion, Query()]
Revisions = Annotated[RevisionsQuestion, Query()]
Releases = Annotated[ReleasesQuestion, Query()]
Calendar = Annotated[CalendarQuestion, Query()]
Areas = Annotated[AreasQuestion, Query()]
