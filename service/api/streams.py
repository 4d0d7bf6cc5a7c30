"""Answers too large to hold: read, written and sent piece by piece, one snapshot of the store from end to end.

They are not kept, do not wait in the line of the small ones, and a client that stops reading is let go. While one
is under way it holds a snapshot open; nobody who writes waits for it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

import anyio
import structlog
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from service.api.content import saved_as
from service.api.errors import BulkBusy
from service.api.negotiation import CSV, CSVW, HUBVERSE, PARQUET, Format, accepts_gzip
from service.api.parameters import refuse_repeats
from service.api.parquet_press import pressed
from service.api.reply import asked_form, kept_reply
from service.api.representation import CACHING, ZIPPED
from service.api.side_cars import side_car_link, side_car_of
from service.api.tabular import TableBuilder, versioned
from service.export.csv_pieces import csv_pieces
from service.store.errors import StoreError
from service.store.failures import translated

if TYPE_CHECKING:
    from service.api.desk import Builder, Desk

_PIECE = 64 * 1024
_GZIP_LEVEL = 5

log = structlog.get_logger(__name__)


async def stream(
    request: Request, makers: Mapping[Format, TableBuilder], small: Mapping[Format, Builder] | None = None
) -> Response:
    """Answer with a whole table in the format asked for, or with 304 where the client has it already.

    A table's rows are read while it is sent. What is offered as CSV has a side-car as well. ``small`` are formats
    that are answered as other resources are.
    """
    refuse_repeats(request)
    desk: Desk = request.app.state.desk
    held = small or {}
    form, bare = asked_form(request, (*held, *makers, *((CSVW,) if CSV in makers else ())))
    if form in held:
        return await kept_reply(request, form, held[form])
    if form is CSVW:
        return await kept_reply(request, form, side_car_of(makers[CSV], bare=bare, query=request.url.query))
    found = await desk.at_hand(request, form)
    if found is not None:
        return found
    link = {"Link": side_car_link(bare, request.url.query)} if form is CSV else {}
    return _Stream(desk, request, form=form, make=makers[form], headers=link)


class _Stream(Response):
    """The response itself: everything happens when it is sent."""

    def __init__(
        self,
        desk: Desk,
        asked: Request,
        *,
        form: Format,
        make: TableBuilder,
        headers: Mapping[str, str],
    ) -> None:
        self._desk, self._asked, self._form, self._make, self._more = desk, asked, form, make, headers
        self._zip = not form.binary and accepts_gzip(asked.headers.get("accept-encoding"))
        self._reading = ExitStack()
        self._pieces: Iterator[bytes] = iter(())
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gate = self._desk.gate
        with anyio.move_on_after(gate.wait_seconds) as waiting:
            await gate.turns.acquire_on_behalf_of(self)
        if waiting.cancelled_caught:
            raise BulkBusy(
                f"{gate.at_once} large answers are being sent already. Try again in a minute.",
                detail={"at_once": gate.at_once},
            )
        try:
            await self._send_all(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(self._reading.close)
            gate.turns.release_on_behalf_of(self)

    async def _send_all(self, scope: Scope, receive: Receive, send: Send) -> None:
        # What is wrong with the question shows before the answer begins.
        headers, first = await to_thread.run_sync(self._begin)
        super().__init__(headers=headers, media_type=self._form.header)
        del self.headers["content-length"]
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        failed: list[Exception] = []

        async def pour() -> None:
            try:
                await send(start)
                if not scope.get("headway.head"):
                    await self._pour(first, send)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            except TimeoutError:
                # The answer is left unfinished, so that nobody takes it for whole.
                log.warning("client_stopped_reading", path=scope["path"])
            except StoreError as error:
                log.warning("store_failed", code=error.code, error=str(error), path=scope["path"])
            except Exception as error:  # noqa: BLE001 - raised again below, outside of the group
                failed.append(error)
            everything.cancel_scope.cancel()

        async with anyio.create_task_group() as everything:
            everything.start_soon(pour)
            while (await receive())["type"] != "http.disconnect":
                pass
            everything.cancel_scope.cancel()
        if failed:
            raise failed[0]

    async def _pour(self, first: bytes, send: Send) -> None:
        piece: bytes | None = first
        while piece is not None:
            for begin in range(0, len(piece), _PIECE):
                part = piece[begin : begin + _PIECE]
                with anyio.fail_after(self._desk.gate.stall_seconds):
                    await send({"type": "http.response.body", "body": part, "more_body": True})
            piece = await to_thread.run_sync(self._next)

    def _begin(self) -> tuple[dict[str, str], bytes]:
        session = self._reading.enter_context(self._desk.reading(self._asked))
        with translated(self._desk.store.address):
            # Tag and rows come from one and the same state of the data.
            tag = self._desk.tag_of(session, self._asked, self._form)
            table = versioned(self._make(session), session)
        pieces = csv_pieces(table)
        if self._form is PARQUET:
            pieces = pressing = pressed(table)
            # A process waits behind it, which ends with the answer, however that ends.
            self._reading.callback(pressing.close)
        self._pieces = _zipped(pieces) if self._zip else pieces
        suffix = ".csv" if self._form is HUBVERSE else self._form.suffix
        headers = {
            **CACHING,
            **self._more,
            **saved_as(f"{table.name}{suffix}", inline=False),
            "ETag": f'"{tag}{ZIPPED if self._zip else ""}"',
            **({"Content-Encoding": "gzip"} if self._zip else {}),
        }
        return headers, self._next() or b""

    def _next(self) -> bytes | None:
        with translated(self._desk.store.address):
            return next(self._pieces, None)


def _zipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    # A window of 31 bits stands for gzip; its header has no time in it, so that equal bodies stay equal.
    packer = zlib.compressobj(_GZIP_LEVEL, wbits=31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()
