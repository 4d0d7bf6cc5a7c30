"""From a question to an answer: format, ETag, 304, and the body, built once and kept while the data stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.negotiation import Format, accepts_gzip, choose
from service.api.parameters import refuse_repeats
from service.api.representation import (
    CACHING,
    ZIPPED,
    Representation,
    Shelf,
    code_fingerprint,
    matching,
    validator,
)
from service.api.watch import Watch
from service.store import Store
from service.store.versions import data_version

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.content import Content

ROOM_FOR_ANSWERS = 32 * 1024 * 1024

Builder: TypeAlias = "Callable[[Session], Content]"


class Desk:
    """Where answers are made: the store, what is known of its version, and the answers kept."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.watch = Watch(store)
        self.shelf = Shelf(ROOM_FOR_ANSWERS)
        self.code = code_fingerprint()

    def tag(self, version: str, request: Request, form: Format) -> str:
        """The ETag of an answer: it needs no more than the version of the data."""
        scope = request.scope
        return validator(
            version, self.code, scope["path"], scope["query_string"].decode("latin-1"), form.name
        )

    def make(self, request: Request, form: Format, build: Builder) -> Representation:
        """Build an answer and its tag from one and the same state of the data."""
        with self.store.read() as session:
            tag = self.tag(data_version(session), request, form)
            return Representation.of(form, tag, build(session))

    def close(self) -> None:
        """Give back what is held open."""
        self.watch.close()
        self.store.close()


async def reply(request: Request, builders: Mapping[Format, Builder]) -> Response:
    """Answer in the format asked for, or with 304 where the client already has it."""
    refuse_repeats(request)
    desk: Desk = request.app.state.desk
    form = _form(request, tuple(builders))
    tag = desk.tag(await desk.watch.version(), request, form)
    held = request.headers.get("if-none-match")
    if held is not None and (known := matching(held, tag)) is not None:
        return Response(status_code=304, headers={"ETag": f'"{known}"', **CACHING})
    answer = desk.shelf.get(tag)
    if answer is None:
        answer = await run_in_threadpool(desk.make, request, form, builders[form])
        desk.shelf.put(answer)
    return _response(answer, request)


def _form(request: Request, offered: tuple[Format, ...]) -> Format:
    address = request.scope["route"].path
    for form in offered:
        if address.endswith(form.suffix):
            return form
    return choose(request.headers.get("accept"), offered)


def _response(answer: Representation, request: Request) -> Response:
    kind = answer.format.header
    if answer.zipped is not None and accepts_gzip(request.headers.get("accept-encoding")):
        headers = {**answer.headers, "ETag": f'"{answer.tag}{ZIPPED}"', "Content-Encoding": "gzip"}
        return Response(answer.zipped, headers=headers, media_type=kind)
    return Response(answer.body, headers={**answer.headers, "ETag": f'"{answer.tag}"'}, media_type=kind)
