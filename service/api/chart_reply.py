"""A chart in the format asked for: the specification itself, or what the drawing process makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from service.api.chart_formats import PICTURES, PNG, SVG, VEGA_LITE
from service.api.chart_questions import USUAL_SCALE, ChartTheme, Looks
from service.api.content import Content, saved_as, table
from service.api.desk import Builder, Desk
from service.api.easel import Easel
from service.api.negotiation import CSV, CSVW, JSON, Format
from service.api.parameters import refuse_repeats
from service.api.reply import asked_form
from service.api.side_cars import with_side_car
from service.charts.lettering import lettered
from service.charts.png import with_text
from service.charts.renderer import Renderer
from service.charts.sheet import for_drawing
from service.charts.svg import STYLE_POLICY, standalone
from service.charts.theme import config, drawing
from service.pictures.picture import Picture

if TYPE_CHECKING:
    from sqlmodel import Session

Maker = Callable[["Session"], Picture]


async def reply_chart(request: Request, make: Maker, looks: Looks, *, tabled: bool = False) -> Response:
    """Answer with a chart, or with 304 where the client already has it.

    ``tabled`` says that its figures are offered here as CSV too. The tag is the desk's, so that it changes with the
    data, the code, the question and who asks.
    """
    refuse_repeats(request)
    desk: Desk = request.app.state.desk
    offered = (*PICTURES, *((CSV, CSVW) if tabled else ()), JSON)
    form, bare = asked_form(request, offered)
    looks.check(png=form is PNG, svg=form is SVG)
    found = await desk.at_hand(request, form)
    if found is None:
        builders = _builders(make, looks, request.app.state.pages.renderer, tabled=tabled)
        build = with_side_car(builders, bare=bare, query=request.url.query)[form]
        easel: Easel = request.app.state.easel
        async with easel.turn() if form in (SVG, PNG) else desk.turns:
            # Many ask for the same at once when something is new: only the first draws it.
            found = await desk.at_hand(request, form) or await desk.made(request, form, build)
    desk.remember(request, form)
    return found


def _builders(make: Maker, looks: Looks, renderer: Renderer, *, tabled: bool) -> dict[Format, Builder]:
    def as_spec(session: Session) -> Content:
        picture = make(session)
        return Content(to_json(_themed(picture, looks)), _headers(picture, VEGA_LITE))

    def drawn_as_svg(picture: Picture) -> bytes:
        spec = picture.draw(looks.width)
        width, height = size_of(spec)
        theme = drawing(looks.theme.theme)
        drawn, letters = lettered(for_drawing(spec), theme)
        return standalone(
            renderer.svg(drawn, theme),
            letters=letters,
            title=picture.words.title,
            description=f"{picture.words.description} {picture.words.source}".strip(),
            width=width,
            height=height,
            either=looks.theme is ChartTheme.AUTO,
        )

    def as_svg(session: Session) -> Content:
        picture = make(session)
        # A file that brings its colours has a style sheet of its own.
        policy = {"Content-Security-Policy": STYLE_POLICY} if looks.theme is ChartTheme.AUTO else {}
        return Content(drawn_as_svg(picture), _headers(picture, SVG) | policy)

    def as_png(session: Session) -> Content:
        picture = make(session)
        drawn = renderer.pixels(drawn_as_svg(picture), scale=looks.scale or USUAL_SCALE)
        said = picture.words
        texts = {
            "Title": said.title, "Description": said.description, "Source": said.source, "Software": "Headway"
        }  # fmt: skip
        return Content(with_text(drawn, texts), _headers(picture, PNG))

    def as_csv(session: Session) -> Content:
        picture = make(session)
        return table(picture.columns, picture.rows, name=picture.name)

    found: dict[Format, Builder] = {SVG: as_svg, PNG: as_png, VEGA_LITE: as_spec, JSON: as_spec}
    return {**found, CSV: as_csv} if tabled else found


def _themed(picture: Picture, looks: Looks) -> dict[str, Any]:
    """The specification with its theme, as it is drawn here; a client may swap the theme."""
    return {**picture.draw(looks.width), "config": config(looks.theme.theme)}


def size_of(spec: dict[str, Any]) -> tuple[int, int]:
    """Width and height of the whole, in pixels."""
    edge = spec["padding"]
    return (
        round(spec["width"] + edge["left"] + edge["right"]),
        round(spec["height"] + edge["top"] + edge["bottom"]),
    )


def _headers(picture: Picture, form: Format) -> dict[str, str]:
    links = ", ".join(f'<{address}>; rel="alternate"; type="{kind}"' for address, kind in picture.tables)
    return {"Link": links, **saved_as(f"{picture.name}{form.suffix}")}
