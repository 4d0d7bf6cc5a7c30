"""How long a request may take to arrive, and its answer to begin."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.errors import TakesTooLong
from service.api.telling import tell


class Deadline:
    """ASGI layer around the routes.

    An answer that has begun may take its time, as a large table does. What a thread works out for an answer that comes
    too late is thrown away when it is done.
    """

    def __init__(self, app: ASGIApp, *, request_seconds: float, body_seconds: float) -> None:
        self.app = app
        self._request_seconds = request_seconds
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False
        arrived = False
        by: float | None = None

        async def receive_soon() -> Message:
            nonlocal arrived, by
            if arrived:
                # Only a client that goes away is waited for now.
                return await receive()
            by = by or asyncio.get_running_loop().time() + self._body_seconds
            try:
                async with asyncio.timeout_at(by):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408, headers={"Connection": "close"}) from error
            arrived = not message.get("more_body", False)
            return message

        clock = asyncio.timeout(self._request_seconds)

        async def forward(message: Message) -> None:
            nonlocal begun
            if not begun:
                begun = True
                clock.reschedule(None)
            await send(message)

        try:
            async with clock:
                await self.app(scope, receive_soon, forward)
        except TimeoutError:
            if begun or not clock.expired():
                raise
            late = TakesTooLong(
                f"The answer was not ready within {self._request_seconds:g} seconds. Ask for less, or try again.",
                path="query",
            )
            await tell(late, scope)(scope, receive, send)
