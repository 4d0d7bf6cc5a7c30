"""What every answer of the service carries, whatever room it comes from, and what no request may exceed.

The outermost layer: security headers, answers to HEAD, limits on query and body, and the last net under
everything, so that no stack trace leaves the house.
"""

from __future__ import annotations

import traceback
import uuid

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forecasting.errors import HeadwayError
from service.api.errors import (
    BodyTooLarge,
    Fault,
    HeadersTooLarge,
    ParametersInvalid,
    QueryTooLong,
    Unexpected,
)
from service.api.problems import problem_response

LONGEST_QUERY = 8 * 1024
LARGEST_BODY = 64 * 1024
MOST_HEADERS = 100
LARGEST_HEADERS = 32 * 1024

# Each is only a default: a page may set its own policy for scripts.
_EVERYWHERE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
# A year, as browsers' own lists ask for.
_HTTPS_ALONE = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""The Content-Security-Policy of a page: what it needs comes from here, and nothing stands inside it."""
_PAGE_POLICY = (b"content-security-policy", PAGE_POLICY.encode())

HEAD = "headway.head"
"""Marks a request that wants no body, for those whose body is dear."""

log = structlog.get_logger(__name__)


class Envelope:
    """ASGI layer around the whole service."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self.app = app
        self._everywhere = (*_EVERYWHERE, _HTTPS_ALONE) if https else _EVERYWHERE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # HEAD is GET without the body, for pages and data alike.
        head = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET", HEAD: True} if head else scope
        started = False

        async def forward(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if head and "route" in inner:
                    scope["route"] = inner["route"]
                message = {**message, "headers": self._dressed(list(message["headers"]))}
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        read = 0

        async def receive_modestly() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST_BODY:
                # A body sent in pieces does not say beforehand how large it is.
                raise HTTPException(413)
            return message

        refused = _refusal(scope)
        if refused is not None:
            await problem_response(refused, scope["path"])(scope, receive, forward)
            return
        try:
            await self.app(inner, receive_modestly, forward)
        except Exception as error:  # noqa: BLE001 - the last net: whatever it is, no trace leaves
            reference = _noted(error, scope["path"])
            if not started:
                await _unexpected(reference, scope["path"])(scope, receive, forward)

    def _dressed(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        given = dict(headers)
        page = given.get(b"content-type", b"").startswith(b"text/html")
        defaults = (*self._everywhere, _PAGE_POLICY if page else _DATA_POLICY)
        return headers + [header for header in defaults if header[0] not in given]


def _refusal(scope: Scope) -> HeadwayError | None:
    if len(scope["query_string"]) > LONGEST_QUERY:
        return QueryTooLong(
            f"The query has {len(scope['query_string'])} bytes; at most {LONGEST_QUERY} are read.",
            path="query",
        )
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        where = "path" if "\0" in scope["path"] else "query"
        message = "U+0000 is no letter: no name and no value holds it."
        return ParametersInvalid(message, faults=(Fault("malformed", message, where),))
    held = 0
    for name, value in scope["headers"]:
        held += len(name) + len(value)
        if name == b"content-length" and not _modest(value):
            return too_large()
    if held > LARGEST_HEADERS or len(scope["headers"]) > MOST_HEADERS:
        return HeadersTooLarge(
            f"A request may have at most {MOST_HEADERS} headers of {LARGEST_HEADERS} bytes together.",
            path="header",
            detail={"headers": MOST_HEADERS, "bytes": LARGEST_HEADERS},
        )
    return None


def too_large() -> BodyTooLarge:
    """The refusal of a body that is too large."""
    return BodyTooLarge(f"A request may carry at most {LARGEST_BODY} bytes.", path="body")


def _modest(length: bytes) -> bool:
    return length.isdigit() and len(length) < 12 and int(length) <= LARGEST_BODY


def _noted(error: Exception, path: str) -> str:
    """Put an error into the log, and say under which reference."""
    reference = uuid.uuid4().hex
    # As plain text: a log that shows every local variable shows too much.
    trace = "".join(traceback.format_exception(error))
    log.error("request_failed", reference=reference, path=path, trace=trace)
    return reference


def _unexpected(reference: str, path: str) -> ASGIApp:
    fault = Unexpected(
        "Something went wrong that is not your fault. Nothing was changed. "
        f"Whoever runs this service finds it in the log under {reference}.",
        detail={"reference": reference},
    )
    return problem_response(fault, path)
