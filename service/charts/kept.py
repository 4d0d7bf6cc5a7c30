"""What was worked out before, kept under a key that names everything it rests on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Results by key; those not asked for longest make room."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._held: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> T | None:
        """What is kept under a key."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: str, value: T) -> None:
        """Keep a result."""
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > self._room:
                self._held.popitem(last=False)

    def of(self, key: str, make: Callable[[], T]) -> T:
        """What is kept under a key, or made now and kept."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found
