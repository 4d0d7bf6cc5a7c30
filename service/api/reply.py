"""From a question to an answer: format, ETag, 304, and the body, built once and kept while the data stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from service.api.desk import Builder, Desk
from service.api.negotiation import CSV, CSVW, JSON, Format, choose
from service.api.parameters import refuse_repeats
from service.api.side_cars import side_car_of, with_side_car
from service.api.tabular import TableBuilder


async def answer_once(request: Request, build: Builder) -> Response:
    """Answer a question that came in a body: as JSON, made for this request alone and kept nowhere."""
    choose(request.headers.get("accept"), (JSON,))
    desk: Desk = request.app.state.desk
    return await desk.answer_once(build)


async def reply(request: Request, builders: Mapping[Format, Builder]) -> Response:
    """Answer in the format asked for, or with 304 where the client already has it.

    Whatever is offered as CSV has a side-car as well.
    """
    refuse_repeats(request)
    desk: Desk = request.app.state.desk
    form, bare = asked_form(request, (*builders, CSVW) if CSV in builders else tuple(builders))
    found = await desk.at_hand(request, form)
    if found is None:
        build = with_side_car(builders, bare=bare, query=request.url.query)[form]
        async with desk.turns:
            # Many ask for the same at once when something is new: only the first builds it.
            found = await desk.at_hand(request, form) or await desk.made(request, form, build)
    desk.remember(request, form)
    return found


async def reply_metadata(request: Request, make: TableBuilder, *, bare: str) -> Response:
    """Answer with the side-car of a table whose rows are not read."""
    desk: Desk = request.app.state.desk
    found = await desk.at_hand(request, CSVW)
    if found is None:
        build = side_car_of(make, bare=bare, query=request.url.query)
        async with desk.turns:
            found = await desk.made(request, CSVW, build)
    return found


def asked_form(request: Request, offered: Iterable[Format]) -> tuple[Format, str]:
    """The format asked for by suffix or ``Accept``, and the address without a suffix. Raises FormatNotOffered."""
    forms, route, path = tuple(offered), request.scope["route"].path, request.url.path
    # One suffix may end in another: the longest is meant.
    for form in sorted(forms, key=lambda one: len(one.suffix), reverse=True):
        if route.endswith(form.suffix):
            return form, path.removesuffix(form.suffix)
    return choose(request.headers.get("accept"), forms), path
