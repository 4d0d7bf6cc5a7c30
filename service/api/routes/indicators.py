"""What is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, listing, table
from service.api.errors import CursorInvalid, Unknown
from service.api.links import indicator_links, with_members
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import IndicatorId, Indicators, Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.catalogue import IndicatorCore, IndicatorList, IndicatorShape
from service.api.target_document import indicator_members
from service.api.targets import cautions
from service.store.reads import catalogue
from service.store.records import IndicatorRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/indicators", tags=["indicators"])

_CORE = tuple(IndicatorCore.model_fields)
COLUMNS = (
    "mission_id", "indicator_id", "title", "unit", "direction", "aggregation", "frequency", "decimals", "lower",
    "upper", "coverage", "publisher", "release", "table", "url", "lag_days", "licence",
)  # fmt: skip


@resource(router, "", shape=IndicatorList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_indicators(request: Request, asked: Indicators) -> Response:
    """Indicators, in the order of the catalogue. CSV comes whole, JSON in pages."""

    def as_json(session: Session) -> Content:
        page = page_of(_found(session, asked.mission), lambda one: one.id, request=request, asked=asked)
        said = cautions(session, {"mission": asked.mission}, page.total)
        return listing(page, [indicator_item(one) for one in page.rows], cautions=said)

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        return table(COLUMNS, (_row(one) for one in _found(session, asked.mission)), name="indicators")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/{indicator_id}", shape=IndicatorShape, refusals=(*COMMON, Unknown))
async def get_indicator(request: Request, indicator_id: IndicatorId, _: Nothing) -> Response:
    """One indicator with its definition, its breaks and the periods set aside."""

    def as_json(session: Session) -> Content:
        found = known_indicator(session, indicator_id)
        return Content(with_members(found.document, indicator_members(session, found)))

    return await reply(request, {JSON: as_json})


def known_indicator(session: Session, indicator_id: str) -> IndicatorRecord:
    """The indicator with an id. Raises Unknown."""
    found = catalogue.indicator(session, indicator_id)
    if found is None:
        raise unknown("indicator", indicator_id, (one.id for one in catalogue.indicators(session)))
    return found


def indicator_item(record: IndicatorRecord) -> dict[str, Any]:
    """An indicator in a list."""
    data = record.data
    return {
        **{name: data.get(name) for name in _CORE},
        "links": indicator_links(record.id, record.mission_id),
    }


def _found(session: Session, wanted: list[str]) -> list[IndicatorRecord]:
    found = catalogue.indicators(session)
    return [one for one in found if not wanted or one.mission_id in wanted]


def _row(record: IndicatorRecord) -> dict[str, Any]:
    return {**record.data, "mission_id": record.mission_id, "indicator_id": record.id}
