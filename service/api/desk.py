"""Where answers are kept and made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeAlias

from anyio import CapacityLimiter
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response

from service.api.eyes import mark_of, sight_of
from service.api.gate import Gate
from service.api.negotiation import JSON, Format, accepts_gzip
from service.api.representation import (
    ASKED_AFTER,
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
from service.store.sight import EVERYTHING
from service.store.versions import counted, data_version

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.content import Content

ROOM_FOR_ANSWERS = 16 * 1024 * 1024
# Python computes one answer at a time anyway; more would only hold more connections to the store.
BUILT_AT_ONCE = 4
_QUESTIONS_REMEMBERED = 4096
_LONGEST_REMEMBERED = 512

Builder: TypeAlias = "Callable[[Session], Content]"
_Question: TypeAlias = tuple[str, bytes, str | None, str]


class Desk:
    """Where answers are made: the store, what is known of its version, and the answers kept."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.turns = CapacityLimiter(BUILT_AT_ONCE)
        self.gate = Gate()
        self._watch = Watch(store)
        self._shelf = Shelf(ROOM_FOR_ANSWERS)
        self._code = code_fingerprint()
        self._answered: dict[_Question, tuple[Format, str]] = {}
        self.kept_count = self.made_count = 0

    def answered(self, asked: HTTPConnection) -> tuple[Format, str] | None:
        """The format in which this very question was answered before, and the template of its address."""
        return self._answered.get(_question(asked))

    def remember(self, asked: HTTPConnection, form: Format) -> None:
        """Remember that a question was sound, and the format its answer had."""
        question = _question(asked)
        if len(question[0]) + len(question[1]) + len(question[2] or "") > _LONGEST_REMEMBERED:
            return
        if len(self._answered) >= _QUESTIONS_REMEMBERED:
            self._answered.clear()
        self._answered[question] = form, str(getattr(asked.scope.get("route"), "path", ""))

    async def at_hand(self, asked: HTTPConnection, form: Format) -> Response | None:
        """304 where the client has the answer, or the answer where it is kept. Raises StoreError."""
        tag = self._tag(await self._watch.version(sight_of(asked)), asked, form)
        held = asked.headers.get("if-none-match")
        answer = self._shelf.get(tag)
        # Whatever there is satisfies a star, so first there must be something.
        if held is not None and (answer is not None or "*" not in held):
            known = matching(held, tag)
            if known is not None:
                self.kept_count += 1
                return Response(status_code=304, headers={"ETag": f'"{known}"', **CACHING})
        if answer is None:
            return None
        self.kept_count += 1
        return _response(answer, asked)

    async def made(self, asked: HTTPConnection, form: Format, build: Builder) -> Response:
        """The answer, built and put on the shelf."""
        answer = await run_in_threadpool(self._make, asked, form, build)
        self._shelf.put(answer)
        self.made_count += 1
        return _response(answer, asked)

    async def answer_once(self, asked: HTTPConnection, build: Builder) -> Response:
        """An answer in JSON that is made for this request alone: to a question that came in a body, or to few.

        A GET has a tag of what it says, and 304 where that is what the client holds.
        """

        def make() -> Content:
            with self.reading(asked) as session:
                return build(session)

        async with self.turns:
            content = await run_in_threadpool(make)
        if asked.scope["method"] != "GET":
            headers = {**content.headers, "Cache-Control": "no-store"}
            return Response(content.body, headers=headers, media_type=JSON.header)
        tag = hashlib.blake2b(content.body, digest_size=12).hexdigest()
        headers = {"ETag": f'"{tag}"', **content.headers, **ASKED_AFTER}
        held = asked.headers.get("if-none-match")
        if held is not None and "ETag" not in content.headers and matching(held, tag) is not None:
            return Response(status_code=304, headers=headers)
        return Response(content.body, headers=headers, media_type=JSON.header)

    async def check(self) -> None:
        """See that the store is still where it was. Raises StoreError."""
        await self._watch.version(EVERYTHING)

    def reading(self, asked: HTTPConnection) -> AbstractContextManager[Session]:
        """A session that sees what who asks may see, for an answer that is made elsewhere."""
        return self.store.read(sight_of(asked))

    def tag_of(self, session: Session, asked: HTTPConnection, form: Format) -> str:
        """The tag of the answer in a format that is read from a session."""
        return self._tag(data_version(session), asked, form)

    def tag_at(self, session: Session, asked: HTTPConnection, path: str) -> str:
        """The tag that a GET of an address as JSON has for who asks; ``session`` may see more than that."""
        version = counted(session).seen_by(sight_of(asked))
        return validator(version, self._code, path, "", JSON.name)

    def _make(self, asked: HTTPConnection, form: Format, build: Builder) -> Representation:
        # The tag and the body come from one and the same state of the data.
        with self.reading(asked) as session:
            tag = self._tag(data_version(session), asked, form)
            return Representation.of(form, tag, build(session))

    def _tag(self, version: str, asked: HTTPConnection, form: Format) -> str:
        path, query = asked.scope["path"], asked.scope["query_string"]
        return validator(version, self._code, path, query.decode("latin-1"), form.name)

    def close(self) -> None:
        """Give back what is held open."""
        self._watch.close()
        self.store.close()


def _question(asked: HTTPConnection) -> _Question:
    """What was asked, and by whose eyes: what is sound for one may be nothing for another."""
    scope = asked.scope
    return scope["path"], scope["query_string"], asked.headers.get("accept"), mark_of(asked)


def _response(answer: Representation, asked: HTTPConnection) -> Response:
    kind = answer.format.header
    if answer.zipped is not None and accepts_gzip(asked.headers.get("accept-encoding")):
        headers = {**answer.headers, "ETag": f'"{answer.tag}{ZIPPED}"', "Content-Encoding": "gzip"}
        return Response(answer.zipped, headers=headers, media_type=kind)
    return Response(answer.body, headers={**answer.headers, "ETag": f'"{answer.tag}"'}, media_type=kind)
