"""What lists of targets, of judgements and of what belongs to them may be asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from forecasting.breaks import BreakKind
from forecasting.findings import FindingCode, Severity
from forecasting.past_calls import Distance, Footing
from forecasting.targets import Kind, Scope, TargetStatus
from forecasting.verdicts import Verdict
from service.api.errors import Fault, ParametersInvalid
from service.api.queries import LONGEST_ID, MOST_VALUES, AreaCode, Day, PageQuestion, Question, Slug
from service.store.suspicion_records import SuspicionState

_ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)


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

    level: list[Annotated[str, Field(max_length=LONGEST_ID)]] = Field(
        default=[], max_length=MOST_VALUES, description="For areas of these levels, such as `region`."
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
    fields: list[Annotated[str, Field(max_length=LONGEST_ID)]] = Field(
        default=[],
        max_length=MOST_VALUES,
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

    mission: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these missions.")
    indicator: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="Measured by these indicators."
    )
    area: list[AreaCode] = Field(
        default=[], max_length=MOST_VALUES, description="For these areas (GSS or ISO 3166 codes)."
    )
    kind: list[Kind] = Field(default=[], max_length=MOST_VALUES, description="Of these kinds.")
    verdict: list[Verdict] = Field(
        default=[], max_length=MOST_VALUES, description="Whose current assessment has one of these verdicts."
    )
    status: list[TargetStatus] = Field(
        default=[], max_length=MOST_VALUES, description="That stand here in their own history."
    )
    scope: list[Scope] = Field(
        default=[], max_length=MOST_VALUES, description="Measured by a series of this scope."
    )
    sort: TargetOrder = Field(default=TargetOrder.CATALOGUE, description="Order of the list.")


class AssessmentsQuestion(JudgedQuestion):
    """Which assessments."""

    mission: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these missions.")
    target: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these targets.")
    indicator: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="Of targets measured by these indicators."
    )
    area: list[AreaCode] = Field(
        default=[], max_length=MOST_VALUES, description="Of targets for these areas."
    )
    status: list[TargetStatus] = Field(
        default=[], max_length=MOST_VALUES, description="Of targets that stand here in their own history."
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
        default=[], max_length=MOST_VALUES, description="With one of these verdicts."
    )
    as_of: Day = None
    origin_date: Day = Field(
        default=None,
        description="That are as of exactly this day: one round of a forecast hub.",
        examples=["2026-06-11"],
    )
    label_set: Slug | None = Field(
        default=None,
        description="Say beside it what this set of labels calls each; `/v1/label-sets` lists them.",
    )


class MilestonesQuestion(PageQuestion):
    """Which milestones."""

    mission: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="Of targets of these missions."
    )
    target: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these targets.")
    indicator: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="Of targets measured by these indicators."
    )


class BreaksQuestion(PageQuestion):
    """Which breaks."""

    mission: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="Of indicators of these missions."
    )
    indicator: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these indicators.")
    kind: list[BreakKind] = Field(default=[], max_length=MOST_VALUES, description="Of these kinds.")


class FindingsQuestion(PageQuestion):
    """Which findings."""

    mission: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="Of targets of these missions."
    )
    target: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="Of these targets.")
    code: list[FindingCode] = Field(default=[], max_length=MOST_VALUES, description="With these codes.")
    severity: list[Severity] = Field(default=[], max_length=MOST_VALUES, description="That weigh so much.")
    indicator: list[Slug] = Field(
        default=[],
        max_length=MOST_VALUES,
        description="Of these indicators, and of targets measured by them.",
    )
    state: list[SuspicionState] = Field(
        default=[],
        max_length=MOST_VALUES,
        description="Suspected breaks of which this has become; leaves out what judgements found.",
    )


class CallsQuestion(Question):
    """Which past calls."""

    mission: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="On targets of these missions."
    )
    target: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="On these targets.")
    footing: list[Footing] = Field(
        default=[], max_length=MOST_VALUES, description="Served at the time, or replayed."
    )
    distance: list[Distance] = Field(
        default=[], max_length=MOST_VALUES, description="Made so far ahead of the target's date."
    )


class PastCallsQuestion(CallsQuestion, PageQuestion):
    """Which past calls, in pages."""


class WordsQuestion(PageQuestion):
    """Which published words, in pages."""

    mission: list[Slug] = Field(
        default=[], max_length=MOST_VALUES, description="On targets of these missions."
    )
    target: list[Slug] = Field(default=[], max_length=MOST_VALUES, description="On these targets.")


Targets = Annotated[TargetsQuestion, Query()]
Assessments = Annotated[AssessmentsQuestion, Query()]
Milestones = Annotated[MilestonesQuestion, Query()]
Breaks = Annotated[BreaksQuestion, Query()]
Findings = Annotated[FindingsQuestion, Query()]
Calls = Annotated[CallsQuestion, Query()]
PastCalls = Annotated[PastCallsQuestion, Query()]
Words = Annotated[WordsQuestion, Query()]
