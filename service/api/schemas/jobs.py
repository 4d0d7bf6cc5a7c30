"""Jobs: what is asked for, how far it is, what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from forecasting.judging.treatments import Scale
from service.api.queries import AreaCode, Slug
from service.api.schemas.access import Reason
from service.api.schemas.shape import Links, Listing, Shape
from service.jobs.words import JobKind, JobState

_MOST = 10_000
Text = Annotated[str, Field(min_length=1, max_length=100)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReassessmentSent(_Sent):
    """What is to be judged anew. Nothing named: every target."""

    targets: list[Slug] | None = Field(
        default=None,
        min_length=1,
        max_length=_MOST,
        description="These targets.",
        examples=[["nhs-rtt92-2029"]],
    )
    mission: Slug | None = Field(default=None, description="The targets of a mission.")
    changed: bool = Field(
        default=False, description="Only what something has changed for since the last run over everything."
    )
    reason: Reason


class RecalibrationSent(_Sent):
    """What is to be forecast otherwise. Without choices the declared candidates are searched for the best."""

    targets: list[Slug] = Field(default_factory=list, max_length=_MOST, examples=[["nhs-rtt92-2029"]])
    indicators: list[Slug] = Field(default_factory=list, max_length=_MOST)
    mission: Slug | None = Field(default=None, description="The series of the targets of a mission.")
    everything: bool = Field(default=False, description="Every series that a target is set for.")
    area: AreaCode | None = Field(default=None, description="Of the indicators, only this area.")
    models: list[Text] = Field(default_factory=list, max_length=50, description="Models to combine, by name.")
    weights: dict[Text, float] = Field(default_factory=dict, max_length=50, description="Their weights.")
    scale: Scale | None = Field(default=None, description="The scale on which the series is forecast.")
    since: Text | None = Field(default=None, description="Only figures from this period on.")
    exclude: list[Text] = Field(
        default_factory=list, max_length=100, description="Periods or ranges left out."
    )
    breaks: list[Text] = Field(
        default_factory=list, max_length=20, description="Periods at which the series breaks."
    )
    regressors: dict[Slug, int] = Field(
        default_factory=dict,
        max_length=10,
        description="Indicators of the same area, each with the periods it acts later.",
    )
    spread: Text | None = Field(
        default=None, description="shipped, own, wider, narrower, tuned, or a factor."
    )
    seed: int | None = Field(default=None, ge=0, le=2**63 - 1)
    origins: int = Field(default=20, ge=2, le=200, description="Past origins to compare on, at most.")
    most_areas: int = Field(
        default=40,
        ge=2,
        le=2000,
        description="Areas that a calibration for all areas of an indicator is compared on, evenly spread by code.",
    )
    horizon: int | None = Field(default=None, ge=1, le=200)
    reason: Reason


class CancelSent(_Sent):
    """Why a job is stopped."""

    reason: Reason


class ResumeSent(_Sent):
    """Why a failed job is gone on with."""

    reason: Reason


class ProgressShape(Shape):
    """How far a job is."""

    done: int = Field(description="Targets, series or sources that are done.")
    total: int
    seconds_left: float | None = Field(description="At the pace so far; null before anything is done.")


class LeftOutShape(Shape):
    """A target or series that could not be done. It did not fail the job."""

    name: str | list[str] | None = Field(
        description="A target, or an indicator and an area; null where you may not see it."
    )
    code: str
    message: str


class JobProblemShape(Shape):
    """Why a job failed."""

    code: str
    message: str
    remedy: str


class JobShape(Shape):
    """A job. Its results are visible all at once when its state is `done`, and not before."""

    id: str
    kind: JobKind
    state: JobState
    request: dict[str, Any] = Field(
        description="As it was asked for; names that you may not see are left out."
    )
    by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    code_version: str = Field(
        description="The version of the code that does it, from its first part to its last."
    )
    progress: ProgressShape | None = Field(description="Null until its parts are settled.")
    findings: list[LeftOutShape] = Field(description="What was left out, the first hundred.")
    result: dict[str, Any] | None = Field(description="What it came to, once it is done.")
    problem: JobProblemShape | None
    note: str | None = Field(description="What it waits for, where that is not plain.")
    resumes: str | None = Field(description="The failed job that it goes on with.")
    resumed_by: str | None = Field(description="The job that goes on with this one, where it failed.")
    links: Links


class JobList(Listing):
    """Jobs, newest first."""

    items: list[JobShape]
