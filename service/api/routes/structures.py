"""What the SDMX-CSV files are made of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, saved_as
from service.api.negotiation import SDMX_ML
from service.api.queries import Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.export.sdmx_structure import structure_message
from service.store.reads.catalogue import indicators
from service.store.reads.observations import areas, newest_release
from service.store.versions import data_version

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/structures", tags=["forecasts"])


@resource(router, "", shape=None, formats=(SDMX_ML,), refusals=COMMON)
async def get_structures(request: Request, _: Nothing) -> Response:
    """Data structures, code lists and concepts of the SDMX-CSV files, as SDMX-ML 2.1."""

    def as_xml(session: Session) -> Content:
        newest = newest_release(session)
        published = newest.published if newest is not None else None
        body = structure_message(
            indicators={one.id: one.data["title"] for one in indicators(session)},
            areas={one.code: one.name or one.code for one in areas(session)},
            prepared=published or date(1970, 1, 1),
            identity=f"STRUCTURES_{data_version(session)}",
        )
        return Content(body, saved_as("headway-structures.xml"))

    return await reply(request, {SDMX_ML: as_xml})
