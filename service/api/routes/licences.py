"""Under what terms the figures may be passed on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from datasets.licences import LICENCES, attribution_lines
from service.api.content import Content, listing, table
from service.api.negotiation import CSV, JSON
from service.api.paging import Page
from service.api.queries import Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.house import LicenceList

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/licences", tags=["service"])

COLUMNS = ("licence_id", "name", "url", "attribution", "publishers")


@resource(router, "", shape=LicenceList, formats=(JSON, CSV), refusals=COMMON)
async def list_licences(request: Request, _: Nothing) -> Response:
    """Licences of the bundled statistics, with the lines to reproduce wherever they are passed on."""

    def as_json(_: Session) -> Content:
        items = [asdict(one) for one in LICENCES]
        page = Page(items, len(items), {"self": request.url.path})
        return listing(page, items, attribution=attribution_lines())

    def as_csv(_: Session) -> Content:
        rows = (
            {**asdict(one), "licence_id": one.id, "publishers": "; ".join(one.publishers)} for one in LICENCES
        )
        return table(COLUMNS, rows, name="licences")

    return await reply(request, {JSON: as_json, CSV: as_csv})
