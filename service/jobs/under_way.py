"""What this process is at, and what it has lost: a workflow that ended without anybody's noting so.

Where the database goes away at the wrong moment the engine may neither go on with a workflow nor note that it failed; the
row then says for good that somebody is at it. Whoever is at it knows better.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

_here: set[str] = set()

PATIENCE = 60.0
"""Seconds for which the engine may be about to begin or to note something before it counts as lost."""


@contextmanager
def noted(id_: str) -> Iterator[None]:
    """Say that a workflow is under way in this process."""
    _here.add(id_)
    try:
        yield
    finally:
        _here.discard(id_)


class Lost:
    """Finds what has been taken by this process, is not under way in it, and was not a while ago either."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: dict[str, float] = {}

    def among(self, taken: Iterable[str]) -> list[str]:
        """Those of the workflows taken that are lost; each is named once and then given its time again."""
        now = self._clock()
        missing = [id_ for id_ in taken if id_ not in _here]
        self._since = {id_: self._since.get(id_, now) for id_ in missing}
        lost = [id_ for id_, since in self._since.items() if now - since >= PATIENCE]
        for id_ in lost:
            del self._since[id_]
        return lost
