"""Where everything is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document
from service.api.negotiation import JSON
from service.api.queries import Nothing
from service.api.reference import VERSION
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.house import Index
from service.store.reads.observations import newest_release
from service.store.versions import data_version

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1", tags=["service"])

_LINKS = {
    "self": "/v1",
    "missions": "/v1/missions",
    "indicators": "/v1/indicators",
    "targets": "/v1/targets",
    "assessments": "/v1/assessments",
    "assessments_csv": "/v1/assessments.csv",
    "reliability": "/v1/reliability",
    "licences": "/v1/licences",
    "documentation": "/docs",
    "openapi": "/openapi.json",
    "live": "/health/live",
    "ready": "/health/ready",
}


@resource(router, "", shape=Index, refusals=COMMON)
async def get_index(request: Request, _: Nothing) -> Response:
    """The index: what there is, and how new it is."""

    def as_json(session: Session) -> Content:
        newest = newest_release(session)
        return document(
            {
                "title": "Headway",
                "version": VERSION,
                "data_version": data_version(session),
                "newest_release": newest and newest.published,
                "links": _LINKS,
            }
        )

    return await reply(request, {JSON: as_json})
