"""The addresses of the board. Every page is drawn on the server and works without scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from fastapi import APIRouter, FastAPI, Request, Response
from sqlmodel import Session

from service.api.negotiation import accepts_gzip
from service.board import assets
from service.board.board_view import board_view
from service.board.english import labels
from service.board.filters import Filters
from service.board.rendering import render
from service.board.serving import Page, PageDesk, missing, serve
from service.charts.renderer import Renderer

_FOR_GOOD = "public, max-age=31536000, immutable"


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Warm the drawing process while the server starts, and end it with the server."""
    with Renderer() as renderer:
        app.state.pages = PageDesk(app.state.desk.store, renderer)
        try:
            yield
        finally:
            app.state.pages.close()


router = APIRouter(lifespan=_lifespan, include_in_schema=False, default_response_class=Response)


@router.get("/")
async def board(request: Request) -> Response:
    """Every mission with its targets."""
    filters = Filters.read(request.query_params)

    def build(session: Session, desk: PageDesk, today: date) -> Page:
        register = desk.register(session, today)
        view = board_view(register.rows, register.missions, filters, position=register.position)
        return Page.of(
            render(
                "board.html", view=view, f=filters, here="board", title=labels.BOARD_TITLE,
                summary=f"{view.headline}. {view.lead}",
            )
        )  # fmt: skip

    return await serve(request, build)


@router.get("/assets/{name}")
async def asset(request: Request, name: str) -> Response:
    """A file the pages refer to."""
    found = assets.assets().get(name)
    if found is None:
        return missing(labels.NOT_FOUND_PAGE.format(path=request.url.path))
    headers = {"Cache-Control": _FOR_GOOD, "Vary": "Accept-Encoding"}
    if accepts_gzip(request.headers.get("accept-encoding")):
        return Response(
            found.zipped, headers=headers | {"Content-Encoding": "gzip"}, media_type=found.media_type
        )
    return Response(found.body, headers=headers, media_type=found.media_type)
