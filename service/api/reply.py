"""From a question to an answer: format, ETag, 304, and the body, built once and kept while the data stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from service.api.desk import Builder, Desk
from service.api.negotiation import CSV, CSVW, JSON, Format, choose
from service.api.parameters import refuse_repeats
from service.api.side_cars import with_side_car


async def answer_once(request: Request, build: Builder) -> Response:
    """Answer as JSON, made for this request alone and kept nowhere: a question in a body, or one that few may ask."""
    choose(request.headers.get("accept"), (JSON,))
    desk: Desk = request.app.state.desk
    return await desk.answer_once(request, build)


async def reply(request: Request, builders: Mapping[Format, Builder]) -> Response:
    """Answer in the format asked for, or with 304 where the client already has it.

    Whatever is offered as CSV has a side-car as well.
    """
    refuse_repeats(request)
    form, bare = asked_form(request, (*builders, CSVW) if CSV in builders else tuple(builders))
    build = with_side_car(builders, bare=bare, query=request.url.query)[form]
    return await kept_reply(request, form, build)


async def kept_reply(request: Request, form: Format, build: Builder) -> Response:
    """Answer in a format with what was kept, else with what is built now and kept from then on."""
    desk: Desk = request.app.state.desk
    found = await desk.at_hand(request, form)
    if found is None:
        async with desk.turns:
            # Many ask for the same at once when something is new: only the first builds it.
            found = await desk.at_hand(request, form) or await desk.made(request, form, build)
    desk.remember(request, form)
    return found


def asked_form(request: Request, offered: Iterable[Format]) -> tuple[Format, str]:
    """The format asked for by suffix or ``Accept``, and the address without a suffix. Raises FormatNotOffered."""
    forms, route, path = tuple(offered), request.scope["route"].path, request.url.path
    # One suffix may end in another: the longest is meant.
    for form in sorted(forms, key=lambda one: len(one.suffix), reverse=True):
        if route.endswith(form.suffix):
            return form, path.removesuffix(form.suffix)
    return choose(request.headers.get("accept"), forms), path
