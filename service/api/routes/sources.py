"""Where figures come from, what came of the last look, and what is expected when."""

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
from service.api.queries import Calendar, CalendarQuestion, Nothing, Page, SourceId
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.releases import CalendarList, SourceDetail, SourceList
from service.api.targets import cautions
from service.documents import to_document
from service.operations.calendar import Expected, calendar
from service.operations.sources import SourceState, states
from service.store.reads.sources import sources, visits_of
from service.store.records import VisitRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1", tags=["indicators"])

COLUMNS = (
    "source_id", "publisher", "title", "licence", "indicators", "last_visit", "outcome", "message", "last_release",
    "next_due", "next_indicator", "next_period",
)  # fmt: skip
CALENDAR_COLUMNS = (
    "due", "indicator_id", "mission_id", "title", "frequency", "newest", "next", "label", "source",
)  # fmt: skip


@resource(router, "/sources", shape=SourceList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_sources(request: Request, asked: Page) -> Response:
    """Sources that indicators are fed from: the last look at each, and the figure that comes next."""

    def as_json(session: Session) -> Content:
        page = page_of(states(session), lambda one: one.source.id, request=request, asked=asked)
        return listing(page, [_item(one) for one in page.rows])

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        return table(COLUMNS, map(_row, states(session)), name="sources")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/sources/{source_id:path}", shape=SourceDetail, refusals=(*COMMON, Unknown))
async def get_source(request: Request, source_id: SourceId, _: Nothing) -> Response:
    """One source, with the last looks at it and everything that is expected from it."""

    def as_json(session: Session) -> Content:
        every = {one.source.id: one for one in states(session)}
        if source_id not in every:
            raise unknown("source", source_id, every)
        found = every[source_id]
        more = {
            "visits": [_visit(one) for one in visits_of(session, source_id)],
            "expected": [expected_item(one, source_id) for one in found.expected],
        }
        return document({**_item(found), **more})

    return await reply(request, {JSON: as_json})


@resource(router, "/calendar", shape=CalendarList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_expected(request: Request, asked: Calendar) -> Response:
    """Figures to come, the earliest due first: the end of the next period and the publisher's usual delay.

    Worked out, not announced; what lies in the past is overdue. CSV comes whole, JSON in pages.
    """

    def as_json(session: Session) -> Content:
        found, fed = _expected(session, asked)
        page = page_of(found, lambda one: one.indicator_id, request=request, asked=asked)
        said = cautions(session, {"mission": asked.mission}, page.total)
        return listing(
            page, [expected_item(one, fed.get(one.indicator_id)) for one in page.rows], cautions=said
        )

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        found, fed = _expected(session, asked)
        rows = (_calendar_row(expected_item(one, fed.get(one.indicator_id))) for one in found)
        return table(CALENDAR_COLUMNS, rows, name="calendar")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def expected_item(one: Expected, source: str | None) -> dict[str, Any]:
    """The next figure of an indicator in a list."""
    return {
        "indicator_id": one.indicator_id,
        "mission_id": one.mission_id,
        "title": one.title,
        "newest": to_document(one.newest),
        "next": to_document(one.next),
        "due": one.due,
        "source": source,
    }


def _expected(session: Session, asked: CalendarQuestion) -> tuple[list[Expected], dict[str, str]]:
    fed = {feed.indicator: source.id for source in sources(session) for feed in source.feeds}
    found = [
        one
        for one in calendar(session)
        if (not asked.mission or one.mission_id in asked.mission)
        and (asked.until is None or one.due <= asked.until)
    ]
    return found, fed


def _calendar_row(item: dict[str, Any]) -> dict[str, Any]:
    following = item["next"]
    return {
        **item,
        "frequency": following["code"],
        "newest": item["newest"]["period"],
        "next": following["period"],
        "label": following["label"],
    }


def _item(state: SourceState) -> dict[str, Any]:
    source, last, following = state.source, state.last_visit, state.next_expected
    return {
        "id": source.id,
        "publisher": source.publisher,
        "title": source.title,
        "licence": source.licence,
        "hosts": list(source.hosts),
        "indicators": sorted({feed.indicator for feed in source.feeds}),
        "last_visit": None if last is None else _visit(last),
        "next_expected": None if following is None else expected_item(following, source.id),
        "links": {"self": f"/v1/sources/{source.id}"},
    }


def _visit(visit: VisitRecord) -> dict[str, Any]:
    return {
        "at": visit.visited_at,
        "place": visit.place,
        "outcome": visit.outcome.value,
        "message": visit.message or None,
        "release": visit.release or None,
        "published": visit.published_text or None,
        "added": visit.added,
        "corrected": visit.corrected,
    }


def _row(state: SourceState) -> dict[str, Any]:
    item = _item(state)
    last, following = item["last_visit"] or {}, item["next_expected"] or {}
    return {
        **item,
        "source_id": item["id"],
        "indicators": " ".join(item["indicators"]),
        "last_visit": last.get("at"),
        "outcome": last.get("outcome"),
        "message": last.get("message"),
        "last_release": last.get("release"),
        "next_due": following.get("due"),
        "next_indicator": following.get("indicator_id"),
        "next_period": following["next"]["period"] if following else None,
    }
