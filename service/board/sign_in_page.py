"""Signing in on a page with a key, and signing out."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import Scope as Asked

from service.board.english import signing_in as words
from service.board.reader import csrf_field, reader_of
from service.board.rendering import render
from service.board.sent_form import fields_of, local_path
from service.board.serving import HEADERS, message
from service.security.address import client_of
from service.security.cookie import (
    FORM,
    SIGNED_IN,
    clear_cookie,
    form_mark,
    is_form_mark,
    new_token,
    set_cookie,
    token_in,
)
from service.security.errors import REALM, CredentialsInvalid, FormForeign
from service.security.rates import Rate
from service.security.sign_ins import SignIns
from service.settings import Settings

router = APIRouter(include_in_schema=False, default_response_class=Response)

ADDRESS = "/sign-in"
_FORM_SECONDS = 3600


@router.get(ADDRESS)
async def sign_in(request: Request) -> Response:
    """The form."""
    return sign_in_form(request.scope, next_=request.query_params.get("next", "/"))


@router.post(ADDRESS)
async def signed_in(request: Request) -> Response:
    """Sign somebody in, and lead them where they wanted to go."""
    settings: Settings = request.app.state.settings
    sign_ins: SignIns = request.app.state.sign_ins
    sent = await fields_of(request)
    next_ = local_path(sent.get("next", "/"))

    def again(status: int, problem: str, headers: dict[str, str] | None = None) -> Response:
        return sign_in_form(request.scope, next_=next_, status=status, problem=problem, headers=headers)

    wait = _wait(request, settings)
    if wait:
        return again(429, words.TOO_OFTEN.format(seconds=wait), {"Retry-After": str(wait)})
    token = token_in(request.scope["headers"], FORM, https=settings.https)
    if token is None or not is_form_mark(sent.get("csrf", ""), token) or sent_from_elsewhere(request):
        return again(403, words.FOREIGN)
    if not sent.get("key"):
        return again(422, words.EMPTY)
    try:
        found = await sign_ins.begin(sent["key"], now=datetime.now(UTC))
    except CredentialsInvalid as error:
        return again(401, error.message, dict(error.headers))
    before = reader_of(request)
    if before is not None:
        await sign_ins.end(before.token)
    answer = _led(next_)
    headers = MutableHeaders(raw=answer.raw_headers)
    headers.append(
        "Set-Cookie", set_cookie(SIGNED_IN, found.token, seconds=found.seconds, https=settings.https)
    )
    headers.append("Set-Cookie", clear_cookie(FORM, https=settings.https))
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Sign out. Where nobody is signed in there is nothing to do."""
    settings: Settings = request.app.state.settings
    reader = reader_of(request)
    answer = _led("/")
    if reader is not None:
        sent = await fields_of(request)
        if not is_form_mark(sent.get("csrf", ""), reader.token) or sent_from_elsewhere(request):
            return message(403, words.FOREIGN_TITLE, FormForeign().message)
        await request.app.state.sign_ins.end(reader.token)
    MutableHeaders(raw=answer.raw_headers).append("Set-Cookie", clear_cookie(SIGNED_IN, https=settings.https))
    return answer


def sign_in_form(
    scope: Asked,
    *,
    next_: str | None = None,
    status: int = 200,
    lead: str = words.LEAD,
    problem: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    """The form for signing in; ``next_`` is where it leads, the address that was asked for if nothing is said."""
    settings: Settings = scope["app"].state.settings
    held = token_in(scope["headers"], FORM, https=settings.https)
    token = held or new_token()
    if not problem and _was_signed_in(scope):
        problem = words.OVER
    page = render(
        "sign_in.html", s=words, title=words.TITLE, summary=words.SUMMARY, lead=lead, problem=problem,
        next=local_path(_asked(scope) if next_ is None else next_), csrf=csrf_field(form_mark(token)),
    )  # fmt: skip
    challenge = {"WWW-Authenticate": REALM} if status == 401 else {}
    answer = Response(
        page,
        status_code=status,
        headers={**HEADERS, **challenge, **(headers or {}), "Cache-Control": "no-store"},
        media_type="text/html",
    )
    MutableHeaders(raw=answer.raw_headers).append(
        "Set-Cookie", set_cookie(FORM, token, seconds=_FORM_SECONDS, https=settings.https)
    )
    return answer


def sent_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site had it send this."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _was_signed_in(scope: Asked) -> bool:
    """Whether a browser holds a sign-in that is no longer one."""
    https = scope["app"].state.settings.https
    known = scope.get("state", {}).get("session_token") is not None
    return not known and token_in(scope["headers"], SIGNED_IN, https=https) is not None


def _asked(scope: Asked) -> str:
    """The address that was asked for, where it can be asked for again."""
    if scope["method"] not in ("GET", "HEAD"):
        return "/"
    query = scope["query_string"].decode("latin-1")
    if scope["path"] == ADDRESS:
        return str(parse_qs(query).get("next", ["/"])[0])
    return f"{scope['path']}?{query}" if query else scope["path"]


def _led(path: str) -> Response:
    return Response(status_code=303, headers={"Location": path, "Cache-Control": "no-store"})


def _wait(request: Request, settings: Settings) -> int:
    """How many seconds whoever asks has to wait; 0 where they may try now."""
    state = request.app.state
    if settings.rate_sign_in == "off":
        return 0
    if not hasattr(state, "sign_in_rate"):
        state.sign_in_rate = Rate("sign-in", settings.rate_sign_in)
    standing = state.sign_in_rate.hit(client_of(request.scope, trusted_proxies=settings.trusted_proxies))
    return 0 if standing.allowed else int(standing.wait)
