"""What moved a target since a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, table
from service.api.errors import NotAssessed, Unknown
from service.api.links import judgement_links
from service.api.missing import not_assessed, unknown
from service.api.negotiation import CSV, JSON
from service.api.queries import Day, Question, TargetId
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.change import ChangesShape
from service.operations.changes import COLUMNS, Changes, changes_of, document_of, rows_of
from service.store.reads import catalogue
from service.store.reads.due import waiting

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/targets/{target_id}", tags=["targets"])


class ChangesQuestion(Question):
    """Since when."""

    since: Annotated[
        Day,
        Field(
            description="Go back to the assessment that stood on this day. Without it, to the one before the current one."
        ),
    ] = None


@resource(
    router, "/changes", shape=ChangesShape, formats=(JSON, CSV), refusals=(*COMMON, Unknown, NotAssessed)
)
async def get_changes(
    request: Request, target_id: TargetId, asked: Annotated[ChangesQuestion, Query()]
) -> Response:
    """Why the assessment moved: how much came from new figures, revisions, calibration and target.

    In probability and in projected value, by Shapley values over the four causes: the parts add up to the change, a
    cause that did not change has exactly 0. Worked out when a target is judged and stored; a target judged only once
    has no steps. CSV has one row a step.
    """

    def as_json(session: Session) -> Content:
        found = _found(session, target_id, asked)
        links = judgement_links(target_id, "/changes", None)
        if asked.since is not None:
            links["self"] += f"?since={asked.since.isoformat()}"
        return document({**document_of(found, since=asked.since), "links": links})

    def as_csv(session: Session) -> Content:
        return table(COLUMNS, rows_of(_found(session, target_id, asked)), name=f"{target_id}-changes")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def _found(session: Session, target_id: str, asked: ChangesQuestion) -> Changes:
    if catalogue.target(session, target_id) is None:
        raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
    changed = waiting(session, target_id)
    found = None if changed is not None else changes_of(session, target_id, since=asked.since)
    if found is None:
        raise not_assessed(target_id, None, changed)
    return found
