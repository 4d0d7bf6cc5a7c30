"""A target under scenarios, on the draws of its stored forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from forecasting.scenarios.changes import Resume, ScenarioKind
from forecasting.scenarios.failures import NoCourse, ScenarioError
from forecasting.scenarios.stated import Stated, stated
from service.api.content import Content, document
from service.api.errors import (
    AssessmentOutdated,
    BodyTooLarge,
    Fault,
    NoCurrentCourse,
    NotAssessed,
    ParametersInvalid,
    Unknown,
)
from service.api.links import judgement_links
from service.api.missing import not_assessed, unknown
from service.api.negotiation import JSON
from service.api.queries import AreaCode, AsOfQuestion, Nothing, TargetId
from service.api.refusals import COMMON
from service.api.reply import answer_once, reply
from service.api.resource import resource
from service.api.schemas.scenario import Number, WhatIfAsked, WhatIfShape
from service.operations.errors import JudgementOutdated, NotJudged
from service.operations.what_if import what_if
from service.operations.what_if_document import document_of
from service.store.reads import catalogue
from service.store.reads.due import waiting

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/targets/{target_id}", tags=["targets"])
_REFUSALS = (*COMMON, Unknown, NotAssessed, AssessmentOutdated, NoCurrentCourse)


class WhatIfQuestion(AsOfQuestion):
    """One scenario; which fields it takes depends on its kind."""

    scenario: ScenarioKind = Field(description="The kind of change.", examples=["policy"])
    name: str | None = Field(default=None, max_length=120, description="What to call it.")
    effect: Number | None = Field(
        default=None,
        description="How much, in the unit of the indicator (of `pace`: a year); negative lowers it.",
        examples=[5],
    )
    begins: str | None = Field(
        default=None,
        max_length=40,
        alias="from",
        description="When it begins: a day, month, quarter or year. Without it, at once.",
        examples=["2027"],
    )
    ramp: Number | None = Field(
        default=None, description="Years until the full effect (`policy`, `earlier_trend`)."
    )
    low: Number | None = Field(
        default=None, description="Lower end of what the effect is with 8 chances in 10 (`policy`)."
    )
    high: Number | None = Field(default=None, description="Upper end of the same (`policy`).")
    since: str | None = Field(
        default=None, max_length=40, description="Where the earlier years begin (`earlier_trend`)."
    )
    until: str | None = Field(default=None, max_length=40, description="Where they end (`earlier_trend`).")
    resume: Resume | None = Field(default=None, description="What comes back (`earlier_trend`).")
    share: Number | None = Field(default=None, description="How much of the way is gone (`earlier_trend`).")
    half_life: Number | None = Field(default=None, description="Years until half of it is gone (`shock`).")
    area: AreaCode | None = Field(
        default=None, description="The area whose pace is matched (`comparator_pace`)."
    )
    pace: Number | None = Field(default=None, description="The pace to match, a year (`comparator_pace`).")
    years: Number | None = Field(
        default=None, description="By how many years everything comes later (`delay`)."
    )


@resource(router, "/what-if", shape=WhatIfShape, refusals=_REFUSALS)
async def get_what_if(
    request: Request, target_id: TargetId, asked: Annotated[WhatIfQuestion, Query()]
) -> Response:
    """The target under one scenario, beside the current course.

    Probability, gap, date of attainment, and the effect that 50% and 80% would take. The stored forecast's draws are
    used again: a change of nothing gives the current course exactly. Several scenarios at once: POST.
    """
    fields = asked.model_dump(by_alias=True, exclude={"as_of"}, exclude_none=True)
    scenarios = _read([fields], ["query"])

    def as_json(session: Session) -> Content:
        return _answer(session, target_id, scenarios, asked.as_of, ["query"])

    return await reply(request, {JSON: as_json})


@resource(
    router, "/what-if", shape=WhatIfShape, refusals=(*_REFUSALS, BodyTooLarge), method="POST", kept=False
)
async def ask_what_if(request: Request, target_id: TargetId, asked: WhatIfAsked, _: Nothing) -> Response:
    """The target under several scenarios, each on its own beside the current course.

    A scenario is a `level_shift`, a change of `pace`, a `policy` with a ramp and an uncertain effect, the return of an
    `earlier_trend`, a `shock` that fades, the pace of another area (`comparator_pace`) or a `delay`. Nothing is stored.
    """
    given = [one.model_dump(by_alias=True, exclude_unset=True) for one in asked.scenarios]
    places = [f"body.scenarios.{index}" for index in range(len(given))]
    scenarios = _read(given, places)

    def as_json(session: Session) -> Content:
        return _answer(session, target_id, scenarios, asked.as_of, places)

    return await answer_once(request, as_json)


def _read(given: list[dict[str, object]], places: list[str]) -> list[Stated]:
    """The scenarios; everything that is wrong with any of them is told at once."""
    read: list[Stated] = []
    faults: list[Fault] = []
    for fields, place in zip(given, places, strict=True):
        try:
            read.append(stated(fields))
        except ScenarioError as error:
            faults.append(_fault(error, place))
    if faults:
        raise ParametersInvalid(" ".join(fault.message for fault in faults), faults=tuple(faults))
    return read


def _answer(
    session: Session, target_id: str, scenarios: list[Stated], as_of: date | None, places: list[str]
) -> Content:
    if catalogue.target(session, target_id) is None:
        raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
    try:
        found = what_if(session, target_id, scenarios, as_of=as_of)
    except NotJudged as error:
        raise not_assessed(target_id, as_of, waiting(session, target_id, as_of)) from error
    except JudgementOutdated as error:
        raise AssessmentOutdated(
            f"{error.message} This service judges nothing itself; to bring it up to date, run: headway prepare",
            path="path.target_id",
            detail={"command": "headway prepare"},
        ) from error
    except NoCourse as error:
        raise NoCurrentCourse(error.message, path="path.target_id", detail=error.remedy) from error
    except ScenarioError as error:
        fault = _fault(error, places[0] if len(places) == 1 else "body.scenarios")
        raise ParametersInvalid(fault.message, faults=(fault,)) from error
    day = None if as_of is None else as_of.isoformat()
    links: Mapping[str, str] = judgement_links(target_id, "/what-if", day)
    return document({**document_of(found), "links": {k: v for k, v in links.items() if k != "self"}})


def _fault(error: ScenarioError, place: str) -> Fault:
    path = place if error.field is None else f"{place}.{error.field}"
    return Fault(error.code, error.message, path, error.remedy)
