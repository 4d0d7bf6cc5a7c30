"""Keeps the tables of recently used lengths, within a fixed amount of memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Anything that knows how much memory it holds."""

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        ...


Table = TypeVar("Table", bound=Sized)


class TableStore(Generic[Table]):
    """The most recently used tables, oldest dropped first once ``capacity`` bytes are exceeded.

    Tables hold nothing of any series, so keeping them changes the time of a forecast, never its result.
    """

    def __init__(self, *, capacity: int) -> None:
        self._capacity = capacity
        self._held: OrderedDict[Hashable, Table] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Table]) -> Table:
        """The tables under a key, made on first use."""
        with self._lock:
            known = self._held.get(key)
            if known is not None:
                self._held.move_to_end(key)
                return known
        made = make()
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._bytes += made.nbytes
            while self._bytes > self._capacity and len(self._held) > 1:
                _, dropped = self._held.popitem(last=False)
                self._bytes -= dropped.nbytes
        return made
