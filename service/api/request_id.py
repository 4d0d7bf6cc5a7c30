"""The name of a request: in its answer, in everything logged on its behalf, and in what it is told of errors."""

from __future__ import annotations

import os
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, get_contextvars

HEADER = b"x-request-id"
# What a proxy in front may send; anything else is replaced, so that nobody writes into the log.
_USABLE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


def this_request() -> str | None:
    """The name of the request that is being answered, or None where none is."""
    found: str | None = get_contextvars().get("request_id")
    return found


class RequestId:
    """ASGI layer around the whole service: takes ``X-Request-Id`` over where it is usable, or makes one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        name = given if _USABLE.fullmatch(given) else os.urandom(16).hex().encode()
        scope.setdefault("state", {})["request_id"] = name.decode()

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (HEADER, name)]}
            await send(message)

        # A server gives each request a context of its own; there is nothing to be put back.
        bind_contextvars(request_id=name.decode())
        await self.app(scope, receive, forward)
