"""What is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, listing, table
from service.api.errors import CursorInvalid, Unknown
from service.api.judged_queries import Targets, TargetsQuestion
from service.api.links import with_members
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import Nothing, TargetId
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.catalogue import TargetItem, TargetList, TargetShape
from service.api.selection import selected
from service.api.target_document import target_members
from service.api.targets import COLUMNS, JudgedTarget, cautions, filters, order_of, wanted
from service.store.reads import catalogue
from service.store.reads.judged import judged_ids, judged_with

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/targets", tags=["targets"])


@resource(router, "", shape=TargetList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_targets(request: Request, asked: Targets) -> Response:
    """Targets, each with its current verdict.

    Filters may be given several times and then mean any of the values; different filters narrow each
    other. A filter that names nothing gives an empty list with a warning. CSV comes whole, JSON in pages.
    """

    def as_json(session: Session) -> Content:
        page = page_of(_ids(session, asked), str, request=request, asked=asked)
        said = cautions(session, filters(asked), page.total)
        items = (JudgedTarget(*one).item for one in judged_with(session, page.rows))
        shown = selected(items, asked.fields, known=_MEMBERS, always=("id", "links"))
        return listing(page, shown, cautions=said)

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        rows = (JudgedTarget(*one).row for one in judged_with(session, _ids(session, asked)))
        return table(COLUMNS, rows, name="targets")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def _ids(session: Session, asked: TargetsQuestion) -> list[str]:
    order, down = order_of(asked.sort)
    ids = judged_ids(session, wanted(asked), order=order, down=down)
    if not asked.scope:
        return ids
    # Rarely asked, and told by the entry alone.
    scopes = {record.id: record.data.get("scope") for record in catalogue.targets(session)}
    return [name for name in ids if scopes.get(name) in asked.scope]


@resource(router, "/{target_id}", shape=TargetShape, refusals=(*COMMON, Unknown))
async def get_target(request: Request, target_id: TargetId, _: Nothing) -> Response:
    """One target as the catalogue states it.

    With its baseline, milestones, status history, outcome and citation; and whose entry it is (`record`).
    """

    def as_json(session: Session) -> Content:
        found = catalogue.target(session, target_id)
        if found is None:
            raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
        return Content(with_members(found.document, target_members(session, found)))

    return await reply(request, {JSON: as_json})


_MEMBERS = tuple(name for name in TargetItem.model_fields if name not in ("id", "links"))
