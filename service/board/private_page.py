"""Pages for those who are signed in: shown to them alone, kept nowhere, and changed by forms made for them."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from datasets.catalogue.single import unfit_text
from forecasting.errors import HeadwayError
from service.api.eyes import sight_of
from service.api.problems import problem_type
from service.api.writing import LONGEST_REASON, Act, Unaudited
from service.board.english import labels, signing_in
from service.board.reader import personal, reader_of
from service.board.rendering import render
from service.board.sent_form import fields_of, local_path
from service.board.serving import HEADERS, PageDesk, PageMissing, failed
from service.board.sign_in_page import sent_from_elsewhere, sign_in_form
from service.security.cookie import is_form_mark
from service.security.errors import FormForeign
from service.security.principal import ANONYMOUS, Principal, Scope
from service.security.require import principal_of
from service.store.errors import StoreError
from service.store.versions import take_turn

if TYPE_CHECKING:
    from sqlmodel import Session

Build = Callable[["Session", PageDesk, date], str]
Taken = Callable[[Mapping[str, str]], Awaitable[Response]]
Found = TypeVar("Found")

log = structlog.get_logger(__name__)


async def show(request: Request, needed: Scope, build: Build, *, status: int = 200) -> Response:
    """A page for those who hold a scope; a form for signing in, or who is asked for, to others."""
    return refused(request, needed) or await shown(request, build, status=status)


async def shown(request: Request, build: Build, *, status: int = 200) -> Response:
    """A page through the eyes of whoever asks, once it is known that they may see it."""
    desk: PageDesk = request.app.state.pages
    sight = sight_of(request)

    def make() -> str:
        with desk.store.read(sight) as session:
            return build(session, desk, sight.now.date())

    try:
        return dressed(request, await run_in_threadpool(make), status)
    except PageMissing as error:
        return told(request, 404, labels.NOT_FOUND_TITLE, error.sentence)
    except HeadwayError as error:
        return refusal(request, error)
    except Exception as error:
        reference = uuid.uuid4().hex
        log.exception("page_failed", reference=reference, path=request.url.path, exc_info=error)
        return failed(reference)


async def take(request: Request, needed: Scope, do: Taken) -> Response:
    """What comes of a form that somebody sent who holds a scope; it was made for them, or nothing is done."""
    no = refused(request, needed)
    if no is not None:
        return no
    reader = reader_of(request)
    if reader is None:
        # A key in a header is for the API: pages take forms.
        return sign_in_form(request.scope, status=401, lead=signing_in.NEEDED.format(scope=needed))
    sent = await fields_of(request)
    if not is_form_mark(sent.get("csrf", ""), reader.token) or sent_from_elsewhere(request):
        return told(request, 403, signing_in.FOREIGN_TITLE, FormForeign().message, links=_way_back(request))
    try:
        return await do(sent)
    except PageMissing as error:
        return told(request, 404, labels.NOT_FOUND_TITLE, error.sentence)
    except HeadwayError as error:
        return refusal(request, error)
    except Exception as error:
        reference = uuid.uuid4().hex
        log.exception("page_failed", reference=reference, path=request.url.path, exc_info=error)
        return failed(reference)


async def act(request: Request, why: str, change: Callable[[Session, Act], Found]) -> Found:
    """Change something on behalf of whoever is signed in: in turn with all other writers, and audited."""
    desk: PageDesk = request.app.state.pages
    doing = Act(principal_of(request), datetime.now(UTC), why)

    def make() -> Found:
        with desk.store.session() as session:
            take_turn(session)
            found = change(session, doing)
            if not doing.recorded:
                raise Unaudited(f"{request.url.path} recorded nothing")
        return found

    return await run_in_threadpool(make)


async def looked(request: Request, look: Callable[[Session], Found]) -> Found:
    """Something read through the eyes of whoever asks."""
    desk: PageDesk = request.app.state.pages
    sight = sight_of(request)

    def read() -> Found:
        with desk.store.read(sight) as session:
            return look(session)

    return await run_in_threadpool(read)


def reason_problem(why: str) -> str:
    """What is wrong with a reason; empty where nothing is."""
    if not why:
        return signing_in.REASON_MISSING
    if len(why) > LONGEST_REASON:
        return signing_in.REASON_LONG.format(most=LONGEST_REASON)
    return unfit_text(why)


def led(path: str) -> Response:
    """Lead the browser to a page after a form was taken, so that reloading sends nothing twice."""
    return Response(status_code=303, headers={"Location": path, "Cache-Control": "no-store"})


def dressed(request: Request, page: str, status: int = 200) -> Response:
    """A page as it goes out to one reader."""
    body, reader = page.encode(), reader_of(request)
    if reader is not None:
        body = personal(body, reader)
    headers = {**HEADERS, "Cache-Control": "private, no-store"}
    return Response(body, status_code=status, headers=headers, media_type="text/html")


def told(
    request: Request, status: int, title: str, text: str, *, links: tuple[tuple[str, str], ...] = ()
) -> Response:
    """A short page that says what is the matter, with ways on."""
    return dressed(request, render("told.html", title=title, text=text, links=links), status)


def refused(request: Request, needed: Scope) -> Response | None:
    """The answer to whoever does not hold a scope, or None where they do."""
    principal = principal_of(request)
    if principal.may(needed):
        return None
    if principal is ANONYMOUS:
        return sign_in_form(request.scope, status=401, lead=signing_in.NEEDED.format(scope=needed))
    return _too_small(request, principal, needed)


def refusal(request: Request, error: HeadwayError) -> Response:
    """What cannot be done, as a page."""
    status = problem_type(type(error)).status
    if isinstance(error, StoreError):
        log.warning("store_failed", code=error.code, error=str(error), path=request.url.path)
        return told(request, 503, labels.UNAVAILABLE_TITLE, labels.UNAVAILABLE_TEXT)
    title = signing_in.CONFLICT_TITLE if status in (409, 412) else signing_in.REFUSED_TITLE
    text = f"{error.message} {error.remedy}" if error.remedy else error.message
    return told(request, status, title, text, links=_way_back(request))


def _way_back(request: Request) -> tuple[tuple[str, str], ...]:
    """The page of this service that a form was sent from, where the browser says."""
    back = request.headers.get("referer", "")
    path = back[back.find("/", 8) :] if back.startswith(("http://", "https://")) else ""
    if path == request.url.path:
        # The form stood in an answer to itself, which cannot be asked for: above it is the page that it is on.
        path = path.rpartition("/")[0]
    return ((path, signing_in.BACK),) if local_path(path, instead="") else ()


def _too_small(request: Request, principal: Principal, needed: Scope) -> Response:
    text = signing_in.FORBIDDEN.format(needed=needed, name=principal.name, held=principal.scope)
    return told(request, 403, signing_in.FORBIDDEN_TITLE, text)
