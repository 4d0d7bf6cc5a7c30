"""What is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, listing, table
from service.api.errors import CursorInvalid, Unknown
from service.api.links import target_links, with_members
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import Nothing, TargetId, Targets, TargetsQuestion
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.catalogue import TargetList, TargetShape
from service.api.targets import COLUMNS, all_judged, cautions, matching, ordered
from service.store.reads import catalogue

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
        found = ordered(matching(all_judged(session), _wanted(asked)), asked.sort)
        page = page_of(found, lambda one: one.record.id, request=request, asked=asked)
        said = cautions(session, _wanted(asked), page.total)
        return listing(page, [one.item for one in page.rows], cautions=said)

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        found = ordered(matching(all_judged(session), _wanted(asked)), asked.sort)
        return table(COLUMNS, (one.row for one in found), name="targets")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/{target_id}", shape=TargetShape, refusals=(*COMMON, Unknown))
async def get_target(request: Request, target_id: TargetId, _: Nothing) -> Response:
    """One target as the catalogue states it.

    With its baseline, milestones, status history, outcome and citation.
    """

    def as_json(session: Session) -> Content:
        found = catalogue.target(session, target_id)
        if found is None:
            raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
        links = target_links(found.id, found.mission_id, found.indicator_id)
        return Content(with_members(found.document, {"links": links}))

    return await reply(request, {JSON: as_json})


def _wanted(asked: TargetsQuestion) -> dict[str, list[str]]:
    return {name: list(getattr(asked, name)) for name in _FILTERS}


_FILTERS = ("mission", "indicator", "area", "kind", "verdict", "status", "scope")
