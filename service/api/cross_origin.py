"""Reading the service from pages of other hosts (CORS)."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import Message, Receive, Scope, Send


class CrossOrigin(CORSMiddleware):
    """Says to browsers which other hosts may read an answer.

    Most requests come from no browser and name no ``Origin``: they are only told that others may get another answer.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or any(name == b"origin" for name, _ in scope["headers"]):
            await super().__call__(scope, receive, send)
            return

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _varied(message["headers"])}
            await send(message)

        await self.app(scope, receive, forward)


def _varied(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    others = [header for header in headers if header[0] != b"vary"]
    named = [value for name, value in headers if name == b"vary"]
    return [*others, (b"vary", b", ".join([*named, b"Origin"]))]
