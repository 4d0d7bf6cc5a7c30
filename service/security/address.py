"""Which client a request comes from, as far as anybody can say."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from starlette.types import Scope

NOWHERE = "nowhere"
"""Those who have no address, as behind a Unix socket: all of them together."""

_HOUSEHOLD = 64  # bits of an IPv6 address that a single subscriber is given


def client_of(scope: Scope, *, trusted_proxies: int) -> str:
    """The address that requests are counted by: of IPv6 the /64 alone, which one subscriber has to choose from.

    ``trusted_proxies`` says how many proxies of one's own stand before this process. Each adds the address it was
    asked from to the end of ``X-Forwarded-For``, so the client is that many places from the end; what stands before
    it was written by the client itself and counts for nothing. With 0 the header is not looked at.
    """
    peer = scope.get("client")
    chain = [peer[0] if peer else ""]
    if trusted_proxies:
        chain = [*_forwarded(scope["headers"]), *chain]
    return _group(chain[max(0, len(chain) - 1 - trusted_proxies)])


def _forwarded(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    values = [value for name, value in headers if name == b"x-forwarded-for"]
    return [part.strip() for part in b",".join(values).decode("latin-1").split(",") if part.strip()]


@lru_cache(8192)
def _group(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return NOWHERE
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _HOUSEHOLD), strict=False))
