"""The addresses of briefings and of the feed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request, Response

from service.board.english import labels
from service.board.serving import Dress, Page, PageDelayed, PageDesk, PageMissing, serve
from service.briefing import english
from service.briefing.ahead import Ahead
from service.briefing.errors import PressFailed
from service.briefing.feed import MEDIA_TYPE, atom, changes_worth_telling
from service.briefing.gathering import mission_entry
from service.briefing.html import policy
from service.briefing.making import Made, brief_mission, brief_target
from service.briefing.note import Form
from service.briefing.stocktake import stocktake
from service.briefing.writing import written
from service.charts.renderer import Renderer

if TYPE_CHECKING:
    from sqlmodel import Session

_MEDIA_TYPES = {
    Form.HTML: "text/html; charset=utf-8",
    Form.PDF: "application/pdf",
    Form.MARKDOWN: "text/markdown; charset=utf-8",
}
_LEAST_POINTS, _MOST_POINTS = 1, 100
Maker = Callable[["Session", Renderer, date, "date | None"], "Made | None"]

_PACK = "/brief."


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Prepare what is likely to be asked for while the service runs."""
    if not app.state.settings.ahead:
        yield
        return
    ahead = Ahead(app.state.pages, path=f"{_PACK}{Form.PDF.value}", mark=_code())
    preparing = asyncio.create_task(ahead.keep_prepared())
    try:
        yield
    finally:
        preparing.cancel()
        with suppress(asyncio.CancelledError):
            await preparing


router = APIRouter(lifespan=_lifespan, include_in_schema=False, default_response_class=Response)


@router.get(_PACK + "{form}")
async def pack(request: Request, form: str) -> Response:
    """The stocktake of everything live."""

    def make(session: Session, renderer: Renderer, today: date, as_of: date | None) -> Made:
        return stocktake(session, renderer, today=today, as_of=as_of)

    return await _briefing(request, form, "stocktake", make, labels.NOT_FOUND_PAGE.format(path="/brief"))


@router.get("/targets/{target_id}/brief.{form}")
async def of_target(request: Request, target_id: str, form: str) -> Response:
    """The page of a target."""

    def make(session: Session, renderer: Renderer, today: date, as_of: date | None) -> Made | None:
        return brief_target(session, target_id, renderer, today=today, as_of=as_of)

    return await _briefing(request, form, target_id, make, labels.NOT_FOUND_TARGET.format(name=target_id))


@router.get("/missions/{mission_id}/brief.{form}")
async def of_mission(request: Request, mission_id: str, form: str) -> Response:
    """The two pages of a mission."""

    def make(session: Session, renderer: Renderer, today: date, as_of: date | None) -> Made | None:
        return brief_mission(session, mission_id, renderer, today=today, as_of=as_of)

    return await _briefing(request, form, mission_id, make, labels.NOT_FOUND_MISSION.format(name=mission_id))


@router.get("/feed.atom")
async def feed(request: Request) -> Response:
    """What has changed and is worth telling."""
    return await _feed(request, None)


@router.get("/missions/{mission_id}/feed.atom")
async def feed_of_mission(request: Request, mission_id: str) -> Response:
    """The same for the targets of one mission."""
    return await _feed(request, mission_id)


async def _briefing(request: Request, given: str, name: str, make: Maker, unknown: str) -> Response:
    form = next((one for one in Form if one.value == given), None)

    def build(session: Session, desk: PageDesk, today: date) -> Page:
        if form is None:
            raise PageMissing(english.FORMAT_UNKNOWN.format(given=given))
        made = make(session, desk.renderer, today, _day(request.query_params))
        if made is None:
            raise PageMissing(unknown)
        try:
            return Page.of(written(made.note, form), lasting=made.complete)
        except PressFailed as error:
            raise PageDelayed(f"{error.message} {error.remedy or ''}".strip()) from error

    return await serve(request, build, _dress(form or Form.HTML, name))


async def _feed(request: Request, mission_id: str | None) -> Response:
    base = str(request.base_url).rstrip("/")

    def build(session: Session, _: PageDesk, __: date) -> Page:
        points = _points(request)
        mission = None if mission_id is None else mission_entry(session, mission_id)
        if mission_id is not None and mission is None:
            raise PageMissing(labels.NOT_FOUND_MISSION.format(name=mission_id))
        title = (
            english.FEED_TITLE
            if mission is None
            else english.FEED_TITLE_MISSION.format(mission=mission.title)
        )
        query = f"?{request.url.query}" if request.url.query else ""
        document = atom(
            changes_worth_telling(session, points=points, mission_id=mission_id),
            title=title,
            points=points,
            base=base,
            path=f"{request.url.path}{query}",
            home="/" if mission is None else f"/missions/{mission.id}",
        )
        return Page.of(document)

    # The document names the service by the address it was asked under.
    dress = Dress(f"{MEDIA_TYPE}; charset=utf-8", _headers("default-src 'none'"), f"{_code()}{base}")
    return await serve(request, build, dress)


def _dress(form: Form, name: str) -> Dress:
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in name)
    # The HTML page is read where it is, the others are files to keep.
    kind = "inline" if form is not Form.MARKDOWN else "attachment"
    disposition = {"Content-Disposition": f'{kind}; filename="{safe}.{form.value}"'}
    guard = policy() if form is Form.HTML else "default-src 'none'; frame-ancestors 'self'"
    return Dress(_MEDIA_TYPES[form], _headers(guard) | disposition, _code())


def _headers(guard: str) -> dict[str, str]:
    return {"Content-Security-Policy": guard, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}


def _day(query: Mapping[str, str]) -> date | None:
    given = query.get("as_of")
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise PageMissing(english.DAY_UNKNOWN.format(given=given[:40])) from error


def _points(request: Request) -> int:
    given = request.query_params.get("points")
    if given is None:
        return int(request.app.state.settings.feed_points)
    if not (given.isascii() and given.isdigit() and _LEAST_POINTS <= int(given[:4]) <= _MOST_POINTS):
        raise PageMissing(english.POINTS_UNKNOWN.format(given=given[:40]))
    return int(given)


@cache
def _code() -> str:
    """What this version of the code would change in a briefing."""
    files = sorted(
        file for file in Path(__file__).parent.rglob("*") if file.suffix in (".py", ".typ", ".html", ".css")
    )
    return blake2b(b"".join(file.read_bytes() for file in files), digest_size=8).hexdigest()
