"""Charts in turn: few are made at once, few may wait, and nobody else waits for them.

Drawing has turns of its own, apart from those of other answers, so that a burst of charts never holds up the
API; and it hands the drawing process one chart at a time, so that a page never waits behind a queue of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter, move_on_after

from service.charts.errors import RendererBusy, RendererSlow

# One is drawn while the next is put together.
AT_ONCE = 2
# One who waits costs nothing but his connection, and gets his chart within the time of a request: some twenty are
# drawn in a second.
WAITING = 256
PATIENCE = 25.0


class Easel:
    """The turns of charts."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        self._turns = CapacityLimiter(at_once)
        self._waiting = waiting
        self._patience = patience
        self.drawn = self.refused = 0

    @property
    def waiting(self) -> int:
        """How many charts wait for their turn."""
        return self._turns.statistics().tasks_waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and keep it. Raises RendererBusy or RendererSlow."""
        if self._turns.statistics().tasks_waiting >= self._waiting:
            self.refused += 1
            raise RendererBusy(
                "Too many charts are waiting to be drawn.",
                remedy="Try again in a moment, or ask for …vl.json.",
            )
        with move_on_after(self._patience) as scope:
            await self._turns.acquire()
        if scope.cancelled_caught:
            self.refused += 1
            raise RendererSlow(
                f"The chart did not get its turn within {self._patience:g} seconds.",
                remedy="Try again in a moment.",
            )
        try:
            yield
            self.drawn += 1
        finally:
            self._turns.release()
