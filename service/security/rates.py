"""How many requests are answered in a time, for each key and for each address."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_MOST_COUNTED = 100_000


class Counters:
    """Counts of this process, each in a window that begins with its first request.

    A window that is over is made anew when it is next asked for, and when there are too many, those that are over go.
    Used from the event loop alone, so it takes no locks and no thread clears up.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._windows: dict[str, tuple[int, float]] = {}

    def count(self, client: str, seconds: float) -> tuple[int, float]:
        """Count a request of a client; how many that makes in its window, and how many seconds the window lasts yet."""
        now = self._clock()
        count, until = self._windows.get(client, (0, 0.0))
        if until <= now:
            count, until = 0, now + seconds
            if len(self._windows) >= _MOST_COUNTED:
                self._clear_up(now)
        self._windows[client] = count + 1, until
        return count + 1, until - now

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
    """One limit, such as ``600/minute`` (settings admit no other form), for each of those it counts apart.

    Headers are those of draft-ietf-httpapi-ratelimit-headers-10: ``RateLimit-Policy: "anonymous";q=600;w=60`` and
    ``RateLimit: "anonymous";r=598;t=41``.
    """

    def __init__(self, name: str, limit: str, *, clock: Callable[[], float] = time.time) -> None:
        allowed, _, window = limit.partition("/")
        self.allowed, self.seconds = int(allowed), _SECONDS[window]
        self._counters = Counters(clock=clock)
        self._name = name
        self._policy = (b"ratelimit-policy", f'"{name}";q={self.allowed};w={self.seconds}'.encode())

    def hit(self, client: str) -> Standing:
        """Count a request of a client."""
        count, lasts = self._counters.count(client, self.seconds)
        wait = max(1, ceil(lasts))
        shown = f'"{self._name}";r={max(0, self.allowed - count)};t={wait}'
        return Standing(count <= self.allowed, wait, (self._policy, (b"ratelimit", shown.encode())))
