"""From what a request presents to who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.types import Scope

from service.security.errors import KeyMalformed
from service.security.key_ring import KeyRing
from service.security.principal import Principal

_BEARER = "bearer"
_CARRIERS = (b"authorization", b"x-api-key")
_AGAIN = "Send one key, as Authorization: Bearer or as X-API-Key."


async def resolve(scope: Scope, ring: KeyRing, *, now: datetime) -> Principal | None:
    """Who asks, or None where nothing is presented.

    A key in a header decides, and a session is only looked for where there is none: this is the place for it, and
    ``presents`` must then know its cookie. Raises CredentialsInvalid, and StoreError.
    """
    key = presented_key(scope["headers"])
    return None if key is None else await ring.holder(key, now=now)


def presents(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether anything is presented at all. Asked before every answer, so it only looks."""
    return any(name in _CARRIERS for name, _ in headers)


def presented_key(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    """The one key that is sent. Raises KeyMalformed for another scheme, or for two that differ."""
    found = {_key(name, value) for name, value in headers if name in _CARRIERS}
    if len(found) > 1:
        raise KeyMalformed("Two different keys were sent; one counts.", remedy_sent=_AGAIN)
    return next(iter(found), None)


def _key(name: bytes, value: bytes) -> str:
    text = value.decode("latin-1").strip()
    if name != b"authorization":
        return text
    scheme, _, key = text.partition(" ")
    if scheme.lower() != _BEARER:
        raise KeyMalformed(
            f"This service knows “Authorization: Bearer” alone, not “{scheme[:20]}”.", remedy_sent=_AGAIN
        )
    return key.strip()
