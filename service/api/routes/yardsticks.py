"""What the public methods say of a target, beside our own judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, table
from service.api.errors import Unknown
from service.api.links import judgement_links
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.queries import AsOf, AsOfQuestion, TargetId
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.yardstick import YardsticksShape
from service.operations.yardstick_rows import COLUMNS, side_document, side_rows
from service.operations.yardsticks import SideBySide, compared_in
from service.store.reads import catalogue

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/targets/{target_id}", tags=["targets"])


@resource(router, "/yardsticks", shape=YardsticksShape, formats=(JSON, CSV), refusals=(*COMMON, Unknown))
async def get_yardsticks(request: Request, target_id: TargetId, asked: AsOf) -> Response:
    """What thirteen public methods say of a target, side by side.

    Each with its label or the reason why it has none, its numbers, thresholds and source; `agreement` says who
    differs and why. Worked out from the figures held, whether the target was assessed or not. With `as_of`, from
    what was known on that day, beside the assessment of that day or the newest before it.
    """

    def as_json(session: Session) -> Content:
        found = _found(session, target_id, asked)
        day = asked.as_of.isoformat() if asked.as_of else None
        return document({**side_document(found), "links": judgement_links(target_id, "/yardsticks", day)})

    def as_csv(session: Session) -> Content:
        return table(COLUMNS, side_rows(_found(session, target_id, asked)), name=f"{target_id}-yardsticks")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def _found(session: Session, target_id: str, asked: AsOfQuestion) -> SideBySide:
    if catalogue.target(session, target_id) is None:
        raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
    return next(compared_in(session, [target_id], as_of=asked.as_of))
