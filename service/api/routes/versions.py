"""Every version of an entry of the catalogue, by whichever owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, listing
from service.api.errors import CursorInvalid, Unknown
from service.api.missing import unknown
from service.api.negotiation import JSON
from service.api.paging import page_of
from service.api.queries import IndicatorId, Page, PageQuestion, TargetId
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.editing import VersionList
from service.store.reads import catalogue
from service.store.records import EntryRecord, Noun

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1", tags=["editing"])

_REFUSALS = (*COMMON, Unknown, CursorInvalid)


@resource(router, "/targets/{target_id}/versions", shape=VersionList, refusals=_REFUSALS)
async def list_target_versions(request: Request, target_id: TargetId, asked: Page) -> Response:
    """Every version of a target, newest first: what each owner's entry said, and from when to when."""
    return await _versions(request, asked, Noun.TARGET, target_id)


@resource(router, "/indicators/{indicator_id}/versions", shape=VersionList, refusals=_REFUSALS)
async def list_indicator_versions(request: Request, indicator_id: IndicatorId, asked: Page) -> Response:
    """Every version of an indicator, newest first, with the breaks that were accepted."""
    return await _versions(request, asked, Noun.INDICATOR, indicator_id)


async def _versions(request: Request, asked: PageQuestion, noun: Noun, id_: str) -> Response:
    def as_json(session: Session) -> Content:
        held = catalogue.versions(session, noun, id_)
        if not held:
            known = catalogue.targets(session) if noun is Noun.TARGET else catalogue.indicators(session)
            raise unknown(noun.value, id_, (one.id for one in known))
        standing = (catalogue.target if noun is Noun.TARGET else catalogue.indicator)(session, id_)
        newest = [(f"{len(held) - 1 - place}", one) for place, one in enumerate(reversed(held))]
        page = page_of(newest, lambda one: one[0], request=request, asked=asked)
        return listing(page, [_item(one, standing) for _, one in page.rows])

    return await reply(request, {JSON: as_json})


def _item(one: EntryRecord, standing: EntryRecord | None) -> dict[str, object]:
    return {
        "version": one.version,
        "owner": one.owner,
        "recorded_from": one.recorded_from,
        "recorded_to": one.recorded_to,
        "in_force": standing is not None
        and (one.owner, one.recorded_from, one.recorded_to)
        == (standing.owner, standing.recorded_from, standing.recorded_to),
        "entry": one.data,
    }
