"""The large chart of a target at an address of its own, so that its page never waits for a drawing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from service.board.drawings import drawings, tick_writer
from service.board.english import labels
from service.board.figures import large_figure
from service.board.gathering import case_of
from service.board.serving import Dress, Page, PageDelayed, PageDesk, PageMissing, serve
from service.charts.errors import ChartUnavailable
from service.charts.frame import Size
from service.charts.svg import STYLE_POLICY, by_itself
from service.pictures.trajectory import earlier_courses

if TYPE_CHECKING:
    from sqlmodel import Session

_DRESS = Dress(
    "image/svg+xml; charset=utf-8",
    {"Content-Security-Policy": STYLE_POLICY, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"},
)

# The least width of a window in which each size is shown, the widest first.
CHART_SIZES = ((Size.WIDE, 756), (Size.MEDIUM, 540), (Size.NARROW, 0))

router = APIRouter(include_in_schema=False, default_response_class=Response)


@router.get("/targets/{target_id}/chart-{size}.svg")
async def chart(request: Request, target_id: str, size: str) -> Response:
    """The chart at one of its sizes, in the colours the reader prefers."""
    wanted = next((one for one in Size if one.title == size), None)

    def build(session: Session, desk: PageDesk, today: date) -> Page:
        case = None if wanted is None else case_of(session, target_id)
        figure = (
            None if case is None else large_figure(case, today=today, earlier=earlier_courses(session, case))
        )
        if wanted is None or case is None or figure is None or figure.is_empty:
            raise PageMissing(labels.NOT_FOUND_PAGE.format(path=request.url.path))
        try:
            (drawn,) = drawings([(figure, tick_writer(case), wanted)], desk.renderer)
        except ChartUnavailable as error:
            raise PageDelayed(f"{error.message} {error.remedy or ''}".strip()) from error
        return Page.of(by_itself(drawn, wanted))

    return await serve(request, build, _DRESS)
