"""Places that statistics are published for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, listing, table
from service.api.errors import CursorInvalid, Unknown
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import AreaId, Areas, AreasQuestion, Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.areas import AreaDetail, AreaList
from service.api.targets import cautions
from service.store.reads import observations
from service.store.records import AreaRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/areas", tags=["indicators"])

COLUMNS = ("area", "name", "level", "parent")


@resource(router, "", shape=AreaList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_areas(request: Request, asked: Areas) -> Response:
    """Areas by code, each with its level and the area it lies in as far as they are known.

    CSV comes whole, JSON in pages.
    """

    def as_json(session: Session) -> Content:
        page = page_of(_found(session, asked), lambda one: one.code, request=request, asked=asked)
        said = cautions(session, {"indicator": asked.indicator}, page.total)
        return listing(page, [_item(one) for one in page.rows], cautions=said)

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        rows = ({**_item(one), "area": one.code} for one in _found(session, asked))
        return table(COLUMNS, rows, name="areas")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/{area_id}", shape=AreaDetail, refusals=(*COMMON, Unknown))
async def get_area(request: Request, area_id: AreaId, _: Nothing) -> Response:
    """One area: what it lies in, what lies in it, and what is measured there."""

    def as_json(session: Session) -> Content:
        every = {one.code: one for one in observations.areas(session)}
        if area_id not in every:
            raise unknown("area", area_id, every)
        inside = sorted(one.code for one in every.values() if one.parent == area_id)
        measured = sorted({one.indicator_id for one in observations.series_of(session, area=area_id)})
        return document({**_item(every[area_id]), "inside": inside, "indicators": measured})

    return await reply(request, {JSON: as_json})


def _found(session: Session, asked: AreasQuestion) -> list[AreaRecord]:
    every = observations.areas(session)
    if asked.indicator:
        held = {
            one.area for name in asked.indicator for one in observations.series_of(session, indicator_id=name)
        }
        every = tuple(one for one in every if one.code in held)
    return [
        one
        for one in every
        if (not asked.level or one.level in asked.level) and (not asked.parent or one.parent in asked.parent)
    ]


def _item(area: AreaRecord) -> dict[str, Any]:
    return {
        "id": area.code,
        "name": area.name,
        "level": area.level,
        "parent": area.parent,
        "links": {
            "self": f"/v1/areas/{area.code}",
            "inside": f"/v1/areas?parent={area.code}",
            "targets": f"/v1/targets?area={area.code}",
        },
    }
