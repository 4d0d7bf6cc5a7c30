"""A chart for somebody else's page: in a frame, with a link back, and without a script unless one is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from service.api.errors import NotAssessed, Unknown
from service.api.negotiation import accepts_gzip
from service.api.representation import matching
from service.board import chart_runtime
from service.board.english import embed
from service.board.rendering import render
from service.board.serving import Dress, Page, PageDesk, PageMissing, message, serve
from service.charts.errors import ChartUnavailable
from service.pictures.trajectory import trajectory_picture

if TYPE_CHECKING:
    from sqlmodel import Session

_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)
_DRESS = Dress(
    headers={
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "max-age=60",
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
)
_THEMES = ("auto", "light", "dark", "print")
# From which width of the frame on a chart of which width is shown.
_WIDTHS = ((1080, 1080), (860, 860), (620, 640), (440, 480), (0, 320))

router = APIRouter(include_in_schema=False, default_response_class=Response)


@dataclass(frozen=True, slots=True)
class Source:
    """One drawing of the chart, and when a browser takes it."""

    media: str
    address: str


@router.get("/embed/targets/{target_id}/trajectory")
async def embedded_trajectory(request: Request, target_id: str) -> Response:
    """The chart of one target in a frame: it follows the reader's theme and the width of the frame."""
    asked = request.query_params.get("theme", "auto")
    theme = asked if asked in _THEMES else "auto"
    interactive = request.query_params.get("interactive") == "true"

    def build(session: Session, _: PageDesk, __: date) -> Page:
        try:
            picture = trajectory_picture(session, target_id, None)
        except (Unknown, NotAssessed) as error:
            raise PageMissing(embed.NOT_FOUND.format(name=target_id)) from error
        chart = f"/v1/targets/{target_id}/charts/trajectory"
        return Page.of(
            render(
                "embed.html",
                e=embed,
                id=target_id,
                title=picture.words.title,
                description=picture.words.description,
                chart=chart,
                sources=list(_sources(chart, theme)),
                theme=theme,
                scheme={"auto": "light dark", "dark": "dark"}.get(theme, "light"),
                runtime=chart_runtime.ADDRESS if interactive else "",
            )
        )

    return await serve(request, build, _DRESS)


def _sources(chart: str, theme: str) -> Iterator[Source]:
    for least, width in _WIDTHS:
        yield Source(f"(min-width: {least}px)", f"{chart}.svg?width={width}&theme={theme}")


@router.get(chart_runtime.ADDRESS)
async def runtime(request: Request) -> Response:
    """The program that draws specifications in a browser."""
    state = request.app.state
    try:
        made = await run_in_threadpool(
            state.chart_runtime.get, state.pages.renderer, version=version("vl-convert-python")
        )
    except ChartUnavailable as error:
        return message(503, error.message, error.remedy or "", headers={"Retry-After": "5"})
    headers = {"ETag": f'"{made.tag}"', "Cache-Control": "max-age=86400", "Vary": "Accept-Encoding"}
    held = request.headers.get("if-none-match")
    if held is not None and matching(held, made.tag) is not None:
        return Response(status_code=304, headers=headers)
    if accepts_gzip(request.headers.get("accept-encoding")):
        return Response(
            made.zipped, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/javascript"
        )
    return Response(made.body, headers=headers, media_type="text/javascript")
