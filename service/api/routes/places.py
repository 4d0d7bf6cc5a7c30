"""Which places drive the gap of a target: the decomposition that an operation stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, table
from service.api.desk import Builder
from service.api.errors import NotDecomposed, Unknown
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.queries import Nothing, TargetId
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.places import TargetAreasShape
from service.operations.decomposition_rows import COLUMNS, place_rows
from service.store.reads import catalogue
from service.store.reads.decompositions import decomposition_of

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/targets/{target_id}", tags=["targets"])


@resource(
    router, "/areas", shape=TargetAreasShape, formats=(JSON, CSV), refusals=(*COMMON, Unknown, NotDecomposed)
)
async def get_target_areas(request: Request, target_id: TargetId, _: Nothing) -> Response:
    """Which places drive the gap: the shortfall shared out among the places the whole is made of.

    Each place is forecast, and all are made to add up to the whole in every path; each is asked for the same
    proportional change. Ranked with the doubt there is about the rank. Only for counts and amounts: rates do not add up.
    """

    def as_json(found: dict[str, Any]) -> Content:
        own = f"/v1/targets/{target_id}"
        return document({**found, "links": {"self": f"{own}/areas", "target": own}})

    def as_csv(found: dict[str, Any]) -> Content:
        return table(COLUMNS, place_rows(found), name=f"{target_id}-areas")

    return await reply(request, {JSON: _shared_out(target_id, as_json), CSV: _shared_out(target_id, as_csv)})


def _shared_out(target_id: str, build: Callable[[dict[str, Any]], Content]) -> Builder:
    def on(session: Session) -> Content:
        if catalogue.target(session, target_id) is None:
            raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
        found = decomposition_of(session, target_id)
        if found is None:
            raise NotDecomposed(
                f"No gap of “{target_id}” is shared out. That needs a count or an amount still to come, and figures "
                "of places that add up to it, as new as its own: load them, and run headway prepare. After a new "
                "judgement it is made anew in a moment.",
                path="path.target_id",
                detail={"command": "headway prepare"},
            )
        return build(found)

    return on
