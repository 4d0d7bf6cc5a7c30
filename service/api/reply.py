"""From a question to an answer: format, ETag, 304, and the body, built once and kept while the data stand."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from service.api.desk import Builder, Desk
from service.api.negotiation import JSON, Format, choose
from service.api.parameters import refuse_repeats


async def answer_once(request: Request, build: Builder) -> Response:
    """Answer a question that came in a body: as JSON, made for this request alone and kept nowhere."""
    choose(request.headers.get("accept"), (JSON,))
    desk: Desk = request.app.state.desk
    return await desk.answer_once(build)


async def reply(request: Request, builders: Mapping[Format, Builder]) -> Response:
    """Answer in the format asked for, or with 304 where the client already has it."""
    refuse_repeats(request)
    desk: Desk = request.app.state.desk
    form = _form(request, tuple(builders))
    found = await desk.at_hand(request, form)
    if found is None:
        async with desk.turns:
            # Many ask for the same at once when something is new: only the first builds it.
            found = await desk.at_hand(request, form) or await desk.made(request, form, builders[form])
    desk.remember(request, form)
    return found


def _form(request: Request, offered: tuple[Format, ...]) -> Format:
    address = request.scope["route"].path
    for form in offered:
        if address.endswith(form.suffix):
            return form
    return choose(request.headers.get("accept"), offered)
