"""Telling of an error from outside the routes: as a page to a reader, as a problem document to a program."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Scope

from forecasting.errors import HeadwayError
from service.api.errors import RequestError, StoreUnavailable, TakesTooLong
from service.api.problems import RETRY_AFTER, problem_response, problem_type
from service.board.english import access, labels
from service.board.serving import message
from service.board.sign_in_page import sign_in_form
from service.security.errors import CredentialsInvalid, CredentialsMissing, TooManyRequests
from service.security.resolve import DATA


def tell(error: HeadwayError, scope: Scope) -> Response:
    """The answer that tells whoever asked of an error, in the form they read."""
    headers = dict(error.headers) if isinstance(error, RequestError) else {}
    if not _is_a_reader(scope):
        query = scope["query_string"].decode("latin-1")
        return problem_response(error, f"{scope['path']}?{query}" if query else scope["path"])
    status = problem_type(type(error)).status
    headers["Cache-Control"] = "no-store"
    if isinstance(error, CredentialsMissing):
        return sign_in_form(scope, status=status, lead=access.CLOSED_TEXT, headers=headers)
    if isinstance(error, TooManyRequests):
        wait = access.BUSY_TEXT.format(seconds=headers.get("Retry-After", ""))
        return message(status, access.BUSY_TITLE, wait, headers=headers)
    if isinstance(error, CredentialsInvalid):
        return message(status, access.REFUSED_TITLE, error.message, headers=headers)
    if isinstance(error, StoreUnavailable):
        headers |= RETRY_AFTER
        return message(status, labels.UNAVAILABLE_TITLE, labels.UNAVAILABLE_TEXT, headers=headers)
    if isinstance(error, TakesTooLong):
        return message(status, access.LATE_TITLE, access.LATE_TEXT, headers=headers)
    return message(status, access.FORBIDDEN_TITLE, error.message, headers=headers)


def _is_a_reader(scope: Scope) -> bool:
    if scope["path"].startswith(DATA):
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
