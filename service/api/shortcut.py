"""Answering a question asked before without routing and checking it again."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.desk import Desk
from service.api.negotiation import Format
from service.store.errors import StoreError


class Shortcut:
    """ASGI layer before the routes.

    A question is its path, query and ``Accept`` header: what was sound once is sound again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            asked = HTTPConnection(scope)
            desk: Desk = scope["app"].state.desk
            known = desk.answered(asked)
            if known is not None and (found := await _at_hand(desk, asked, known[0])) is not None:
                scope.setdefault("state", {})["route"] = known[1]
                await found(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def _at_hand(desk: Desk, asked: HTTPConnection, form: Format) -> Response | None:
    try:
        return await desk.at_hand(asked, form)
    except StoreError:
        # Raised again on the long way, where it is told as a problem.
        return None
