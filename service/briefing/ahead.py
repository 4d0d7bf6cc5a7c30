"""Gets ready in the background what a reader would have to wait for: the charts of live targets, and the pack of them.

It works on one target at a time and rests between them, so that whoever asks for something is hardly held up; it stops
at once when the service does, and begins anew when the data change. What is already drawn is not drawn again.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, date, datetime

import structlog
from starlette.concurrency import run_in_threadpool

from forecasting.errors import HeadwayError
from service.board.serving import Page, PageDelayed, PageDesk
from service.briefing.gathering import material_of, running_targets
from service.briefing.making import full_charts
from service.briefing.note import Form
from service.briefing.stocktake import MOST_FULL, stocktake
from service.briefing.writing import written
from service.security.principal import ANONYMOUS
from service.store.sight import Sight

log = structlog.get_logger(__name__)

# Seconds: before the first look, and between looks.
_FIRST, _EVERY = 4.0, 2.0
# So many times as long as a piece of work took is rested after it: a third of one processor at most.
_REST = 2.0
_PATIENCE = 600.0


class Ahead:
    """Prepares for the public what it is likely to ask for. ``path`` and ``mark`` are those of the pack."""

    def __init__(self, desk: PageDesk, *, path: str, mark: str) -> None:
        self._desk = desk
        self._path = path
        self._mark = mark

    async def keep_prepared(self) -> None:
        """Prepare after the start and after every change, without end."""
        done: tuple[str, date] | None = None
        await asyncio.sleep(_FIRST)
        while True:
            try:
                state = await self._state()
                if state != done and await self.prepare():
                    done = state
            except (HeadwayError, PageDelayed) as error:
                # Nobody waits for it: whoever asks is told.
                log.info("not_prepared", error=str(error))
            await asyncio.sleep(_EVERY)

    async def prepare(self) -> bool:
        """Prepare everything once; False where the data changed meanwhile. Of very many targets nothing is prepared."""
        state = version, today = await self._state()
        ids = await run_in_threadpool(self._running)
        if len(ids) > MOST_FULL:
            return True
        for id_ in ids:
            began = time.monotonic()
            await run_in_threadpool(self._draw, id_, today)
            await asyncio.sleep(_REST * (time.monotonic() - began))
            if await self._state() != state:
                return False
        tag = self._desk.tag(version, today, self._path, mark=self._mark)
        if self._desk.kept(tag) is None:
            await self._desk.made(tag, lambda: self._pack(today), patience=_PATIENCE)
        return True

    async def _state(self) -> tuple[str, date]:
        now = datetime.now(UTC)
        return await self._desk.watch.version(_sight(now)), now.date()

    def _running(self) -> list[str]:
        with self._desk.store.read(_sight(datetime.now(UTC))) as session:
            return [target for _, targets in running_targets(session) for target in targets]

    def _draw(self, target_id: str, today: date) -> None:
        with self._desk.store.read(_sight(datetime.now(UTC))) as session:
            material = material_of(session, target_id)
            if material is not None:
                full_charts([material], self._desk.renderer, today)

    def _pack(self, today: date) -> Page:
        with self._desk.store.read(_sight(datetime.now(UTC))) as session:
            made = stocktake(session, self._desk.renderer, today=today)
        return Page.of(written(made.note, Form.PDF), lasting=made.complete)


def _sight(now: datetime) -> Sight:
    return ANONYMOUS.sight(now)
