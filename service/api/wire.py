"""The lines that requests come in on: how long the head of one may be, and how long it may take.

Nothing above sees a request before its head is whole, so this is bounded here. Behind a proxy that does the same it costs
nothing.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
HEAD_SECONDS = 15.0


class Wire(HttpToolsProtocol):
    """A connection that is cut when the head of a request grows without end, or does not come to its end."""

    head_seconds = HEAD_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_bytes: int | None = 0
        self._head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_bytes is None:
            return
        self._head_bytes += len(data)
        if self._head_bytes > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_came()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._head_bytes = 0
        if self._head_due is None:
            self._head_due = self.loop.call_later(self.head_seconds, self._cut)

    def _head_came(self) -> None:
        self._head_bytes = None
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _cut(self) -> None:
        self._head_due = None
        cycle: Any = self.cycle  # none before the first request
        if cycle is not None and not cycle.response_complete:
            # The answer before is still being sent, and nothing is read meanwhile.
            self._head_due = self.loop.call_later(self.head_seconds, self._cut)
        elif not self.transport.is_closing():
            self.transport.close()
