"""Who asks, and whether they are let through: before anything is looked up for them."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forecasting.errors import HeadwayError
from service.api.errors import StoreUnavailable
from service.api.telling import tell
from service.security.address import client_of
from service.security.cookie import SIGNED_IN, clear_cookie
from service.security.errors import (
    AccessRefused,
    CredentialsInvalid,
    CredentialsMissing,
    TooManyRequests,
)
from service.security.key_ring import KeyRing
from service.security.principal import ANONYMOUS, Principal
from service.security.principal import Scope as Allowed
from service.security.rates import Rate, Standing
from service.security.resolve import presented, resolve
from service.security.sign_ins import SignIns
from service.settings import Settings
from service.store.errors import StoreError

_FREE = ("/health", "/assets/")
_OPEN = ("/docs", "/openapi.json", "/sign-in")
_DIFFERS_BY = b"Authorization, X-API-Key, Cookie"
_PRIVATE, _NEVER = b"private", b"private, no-store"

log = structlog.get_logger(__name__)


class Access:
    """ASGI layer that puts the principal into ``scope["state"]["principal"]`` and holds everyone to the limits.

    Health and static files are free. Where the service is closed to the public, all but those and the documentation
    takes a key. What a key holder is answered is private to them, and caches are told so.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self._open = settings.anonymous
        self._trusted = settings.trusted_proxies
        self._https = settings.https
        self._anonymous = _rate("anonymous", settings.rate_anonymous)
        self._keyed = _rate("key", settings.rate_key)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self.app(scope, receive, send)
            return
        principal, refused = ANONYMOUS, None
        keyed, signed_in = presented(scope["headers"])
        if keyed:
            principal, refused = await _identified(scope, https=self._https)
        over = signed_in and isinstance(refused, CredentialsInvalid)
        if over:
            # Whoever is signed in no longer reads on like everybody else, and pages that take more say so.
            refused = None
        standing = self._counted(scope, principal)

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = _marked(message["headers"], keyed=keyed, signed_in=signed_in)
                if over and not _signs_in(headers):
                    headers.append((b"set-cookie", clear_cookie(SIGNED_IN, https=self._https).encode()))
                if standing is not None:
                    headers += standing.headers
                message = {**message, "headers": headers}
            await send(message)

        if standing is not None and not standing.allowed:
            refused = self._too_many(standing, principal)
        elif refused is None and principal is ANONYMOUS and not self._open and not _is_open(scope["path"]):
            refused = CredentialsMissing("This service is not open to everybody.", needed=Allowed.READ)
        if refused is not None:
            await tell(refused, scope)(scope, receive, forward)
            return
        scope.setdefault("state", {})["principal"] = principal
        await self.app(scope, receive, forward)

    def _counted(self, scope: Scope, principal: Principal) -> Standing | None:
        """Count the request: by its key, or by its address where no good key was sent."""
        rate = self._anonymous if principal is ANONYMOUS else self._keyed
        if rate is None:
            return None
        if principal is ANONYMOUS:
            return rate.hit(client_of(scope, trusted_proxies=self._trusted))
        return rate.hit(principal.key_id or principal.name)

    def _too_many(self, standing: Standing, principal: Principal) -> TooManyRequests:
        rate = self._anonymous if principal is ANONYMOUS else self._keyed
        allowed, seconds = (0, 0) if rate is None else (rate.allowed, rate.seconds)
        return TooManyRequests(
            allowed=allowed, seconds=seconds, wait=standing.wait, keyed=principal is not ANONYMOUS
        )


def _rate(name: str, limit: str) -> Rate | None:
    return None if limit == "off" else Rate(name, limit)


def _is_open(path: str) -> bool:
    return path in _OPEN


async def _identified(scope: Scope, *, https: bool) -> tuple[Principal, HeadwayError | None]:
    """Who presents something, or why it opens nothing."""
    state = scope["app"].state
    ring: KeyRing = state.key_ring
    sign_ins: SignIns = state.sign_ins
    try:
        return await resolve(scope, ring, sign_ins, now=datetime.now(UTC), https=https) or ANONYMOUS, None
    except AccessRefused as error:
        return ANONYMOUS, error
    except StoreError as error:
        log.warning("store_failed", code=error.code, error=str(error), path=scope["path"])
        return ANONYMOUS, StoreUnavailable("The store does not answer now. Try again in a moment.")


def _signs_in(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether an answer says itself who is signed in from now on."""
    return any(name == b"set-cookie" and SIGNED_IN.encode() in value for name, value in headers)


def _marked(headers: list[tuple[bytes, bytes]], *, keyed: bool, signed_in: bool) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, which say that another may get another one.

    What a browser is shown for who is signed in is not kept at all: somebody else may sit at it next.
    """
    marked, differs, cached = [], False, not keyed
    for name, value in headers:
        if name == b"vary":
            value, differs = value + b", " + _DIFFERS_BY, True
        elif keyed and name == b"cache-control":
            cached = True
            if signed_in:
                value = _NEVER
            elif _PRIVATE not in value and b"no-store" not in value:
                value = _PRIVATE + b", " + value
        marked.append((name, value))
    if not differs:
        marked.append((b"vary", _DIFFERS_BY))
    if not cached:
        marked.append((b"cache-control", _NEVER if signed_in else _PRIVATE))
    return marked
