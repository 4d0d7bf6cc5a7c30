"""From what a request presents to who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.types import Scope

from service.security.cookie import SIGNED_IN, token_in
from service.security.errors import KeyMalformed
from service.security.key_ring import KeyRing
from service.security.principal import Principal
from service.security.sign_ins import SignIns

DATA = ("/v1", "/health", "/metrics", "/openapi.json")
"""Where programs ask. Everything else is pages."""

_SAFE = ("GET", "HEAD", "OPTIONS")
_BEARER = "bearer"
_CARRIERS = (b"authorization", b"x-api-key")
_AGAIN = "Send one key, as Authorization: Bearer or as X-API-Key."


async def resolve(
    scope: Scope, ring: KeyRing, sign_ins: SignIns, *, now: datetime, https: bool
) -> Principal | None:
    """Who asks, or None where nothing is presented.

    A key in a header decides; who is signed in is only looked for where there is none, and never where a program
    would change something: a browser sends its cookie along whoever made the request. Raises CredentialsInvalid,
    and StoreError.
    """
    key = presented_key(scope["headers"])
    if key is not None:
        return await ring.holder(key, now=now)
    token = session_token(scope, https=https)
    if token is None:
        return None
    found = await sign_ins.holder(token, now=now)
    # Pages need it for the marks of their forms.
    scope.setdefault("state", {})["session_token"] = token
    return found


def presented(headers: Sequence[tuple[bytes, bytes]]) -> tuple[bool, bool]:
    """Whether anything is presented at all, and whether that is a session alone: then no header holds a key.

    Asked before every answer, so it only looks.
    """
    keyed = any_session = False
    for name, value in headers:
        if name in _CARRIERS:
            keyed = True
        elif name == b"cookie" and SIGNED_IN.encode() in value:
            any_session = True
    return keyed or any_session, any_session and not keyed


def session_token(scope: Scope, *, https: bool) -> str | None:
    """What shows that whoever asks is signed in, where that counts."""
    if scope["method"] not in _SAFE and scope["path"].startswith(DATA):
        return None
    return token_in(scope["headers"], SIGNED_IN, https=https)


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
