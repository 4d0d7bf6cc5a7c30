"""How many requests are answered in a time, for each key and for each address."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

_MOST_COUNTED = 100_000


class Counters(Storage):
    """Counts of this process, for the strategies of ``limits``.

    The one that comes with the library starts a thread to clear up after nearly every request, which takes longer than
    to answer it. Here a window that is over is made anew when it is next asked for, and when there are too many,
    those that are over go. Used from the event loop alone, so it takes no locks.
    """

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self._windows: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong: nothing."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count requests in the window of a key, which begins with its first."""
        now = time.time()
        count, until = self._windows.get(key, (0, 0.0))
        if until <= now:
            count, until = 0, now + expiry
            if len(self._windows) >= _MOST_COUNTED:
                self._clear_up(now)
        self._windows[key] = count + amount, until
        return count + amount

    def get(self, key: str) -> int:
        """How many were counted in the window of a key."""
        count, until = self._windows.get(key, (0, 0.0))
        return count if until > time.time() else 0

    def window(self, key: str) -> tuple[int, float]:
        """How many were counted in the window of a key that was just counted, and when it ends."""
        return self._windows[key]

    def get_expiry(self, key: str) -> float:
        """When the window of a key ends."""
        _, until = self._windows.get(key, (0, 0.0))
        return max(until, time.time())

    def check(self) -> bool:
        """Always there."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        count = len(self._windows)
        self._windows.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget a key."""
        self._windows.pop(key, None)

    def _clear_up(self, now: float) -> None:
        self._windows = {key: window for key, window in self._windows.items() if window[1] > now}
        if len(self._windows) >= _MOST_COUNTED:
            # More clients in one window than can be told apart here: begin anew rather than grow without end.
            self._windows.clear()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a client stands after a request: whether it is answered, and what the headers say."""

    allowed: bool
    wait: int
    headers: tuple[tuple[bytes, bytes], ...]


class Rate:
    """One limit, such as ``600/minute``, for each of those it counts apart.

    Headers are those of draft-ietf-httpapi-ratelimit-headers-10: ``RateLimit-Policy: "anonymous";q=600;w=60`` and
    ``RateLimit: "anonymous";r=598;t=41``.
    """

    def __init__(self, name: str, limit: str, *, clock: Callable[[], float] = time.time) -> None:
        self.item: RateLimitItem = parse(limit)
        self._clock = clock
        self._counters = Counters()
        self._limiter = FixedWindowRateLimiter(self._counters)
        # Joining the parts of its name takes longer than counting.
        self._key_for = lru_cache(8192)(self.item.key_for)
        self._name = name
        policy = f'"{name}";q={self.item.amount};w={self.item.get_expiry()}'
        self._policy = (b"ratelimit-policy", policy.encode())

    def hit(self, client: str) -> Standing:
        """Count a request of a client."""
        allowed = self._limiter.hit(self.item, client)
        count, until = self._counters.window(self._key_for(client))
        wait = max(1, ceil(until - self._clock()))
        shown = f'"{self._name}";r={max(0, self.item.amount - count)};t={wait}'
        return Standing(allowed, wait, (self._policy, (b"ratelimit", shown.encode())))
