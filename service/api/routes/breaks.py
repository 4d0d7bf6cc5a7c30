"""Breaks of indicators: those that are known, and those that an editor accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, listing
from service.api.editing import Entries, Removal, editors_router, edits
from service.api.errors import Unknown
from service.api.negotiation import JSON
from service.api.paging import Page
from service.api.queries import IndicatorId, Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.routes.indicators import known_indicator
from service.api.schemas.editing import BreakList, BreakSent, SavedIndicatorShape
from service.api.target_document import indicator_members
from service.operations.editing.breaks import remove_break, save_break
from service.operations.editing.milestones import item_id
from service.store.reads import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

reading = APIRouter(prefix="/v1/indicators/{indicator_id}/breaks", tags=["editing"])
writing = editors_router("/v1/indicators/{indicator_id}/breaks")

BreakId = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z_.:@\-]*$",
        max_length=160,
        description="A break: its period, with a hyphen for a stroke, and `@` with its area where it concerns one.",
        examples=["2022-04"],
    ),
]


def _version(session: Session, indicator_id: str) -> str | None:
    record = catalogue.indicator(session, indicator_id)
    return None if record is None else record.version


def _shown(session: Session, indicator_id: str) -> Mapping[str, Any]:
    record = known_indicator(session, indicator_id)
    return {**record.data, **indicator_members(session, record)}


INDICATORS = Entries("indicator", "indicators", _version, _shown)


@resource(reading, "", shape=BreakList, refusals=(*COMMON, Unknown))
async def list_indicator_breaks(request: Request, indicator_id: IndicatorId, _: Nothing) -> Response:
    """The breaks of an indicator, each with its id."""

    def as_json(session: Session) -> Content:
        found = known_indicator(session, indicator_id)
        items = [{**one, "id": _id(one)} for one in found.data["breaks"]]
        return listing(Page(items, len(items), {"self": request.url.path}), items)

    return await reply(request, {JSON: as_json})


@edits(writing, "/{break_id}", shape=SavedIndicatorShape, method="PUT")
async def accept_break(
    request: Request, indicator_id: IndicatorId, break_id: BreakId, sent: BreakSent, _: Nothing
) -> Response:
    """Accept a break of an indicator, or say something else of one.

    Takes a key with the scope `editor`. `If-Match` names the `version` of the indicator that was read, or its `ETag`.
    Whatever is judged on the indicator is judged anew by a job, and shows no judgement until then.
    """
    return await INDICATORS.edit(
        request,
        indicator_id,
        lambda session, editor: save_break(session, editor, indicator_id, break_id, sent.accepted),
        reason=sent.reason,
        member="break",
    )


@edits(writing, "/{break_id}", shape=SavedIndicatorShape, method="DELETE")
async def take_back_break(
    request: Request, indicator_id: IndicatorId, break_id: BreakId, asked: Removal
) -> Response:
    """Say that there was no such break after all.

    Takes a key with the scope `editor`, and `If-Match` as for accepting one.
    """
    return await INDICATORS.edit(
        request,
        indicator_id,
        lambda session, editor: remove_break(session, editor, indicator_id, break_id),
        reason=asked.reason,
    )


def _id(one: dict[str, Any]) -> str:
    return item_id(one) if one["area"] is None else f"{item_id(one)}@{one['area']}"
