"""Where a host really is: its addresses, looked up once, so that what was checked is what is connected to.

A name that is public when it is checked may be private a moment later (DNS rebinding); whoever connects by the
name asks again and may get another answer. So the address is checked and then used itself.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from urllib.request import getproxies, proxy_bypass

Resolve = Callable[[str], Sequence[str]]
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_TUNNELLED = ipaddress.ip_network("2002::/16")


def resolve(host: str) -> Sequence[str]:
    """The addresses of a host, in the order to try; none where it cannot be found."""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(item[4][0]).split("%")[0] for item in found))


def is_public(address: str) -> bool:
    """Whether an address lies on the public internet: not private, local, shared, or a way round to such a one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found in _TUNNELLED:
            return is_public(str(ipaddress.IPv4Address((int(found) >> 80) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


def goes_through_proxy(scheme: str, host: str) -> bool:
    """Whether the environment sends requests to a host through a proxy, which then looks the name up."""
    proxies = getproxies()
    return bool(proxies.get(scheme) or proxies.get("all")) and not proxy_bypass(host)


@dataclass(eq=False)
class Turns:
    """Requests to one host take turns, with a pause between them, however many clients there are."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _hosts: dict[str, threading.Lock] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def at(
        self,
        host: str,
        *,
        pause: float,
        sleep: Callable[[float], None],
        now: Callable[[], float] = time.monotonic,
    ) -> _Turn:
        """The turn at a host, for a ``with`` block; waits for others and until the pause since the last is over."""
        with self._lock:
            lock = self._hosts.setdefault(host, threading.Lock())
        return _Turn(self, host, lock, pause, sleep, now)


@dataclass(frozen=True, eq=False, slots=True)
class _Turn:
    turns: Turns
    host: str
    lock: threading.Lock
    pause: float
    sleep: Callable[[float], None]
    moment: Callable[[], float]

    def __enter__(self) -> None:
        self.lock.acquire()
        last = self.turns._last.get(self.host)
        wait = 0.0 if last is None else last + self.pause - self.moment()
        if wait > 0:
            self.sleep(wait)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.turns._last[self.host] = self.moment()
        self.lock.release()
