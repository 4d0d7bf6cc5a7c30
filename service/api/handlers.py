"""Every error that reaches the edge, whoever raised it, as a problem document."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from forecasting.errors import HeadwayError
from service.api.envelope import too_large
from service.api.errors import BodyTooSlow, MethodNotAllowed, NothingHere, RequestError, StoreUnavailable
from service.api.parameters import query_parameters
from service.api.problems import ProblemType, problem_response
from service.api.routes import everything
from service.api.validation import is_json, not_json, not_json_at_all, parameters_invalid
from service.board.english import labels
from service.board.serving import missing
from service.store.errors import StoreError

_WITH_BODY = ("POST", "PUT", "PATCH")
_DATA = ("/v1", "/health", "/openapi.json")

log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Give an application these handlers."""
    app.add_exception_handler(HeadwayError, _headway)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


def _is_a_reader(request: Request) -> bool:
    """Whether somebody with a browser asked for a page, rather than a program for data."""
    page = not request.url.path.startswith(_DATA)
    return page and "text/html" in request.headers.get("accept", "")


def _instance(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


async def _headway(request: Request, error: Exception) -> Response:
    if isinstance(error, StoreError):
        # Where the store lives is nobody's business outside; the log has it.
        log.error("store_failed", code=error.code, error=str(error), path=request.url.path)
        error = StoreUnavailable("The store does not answer now. Try again in a moment.")
    return problem_response(cast("HeadwayError", error), _instance(request))


async def _validation(request: Request, error: Exception) -> Response:
    kind = request.headers.get("content-type", "")
    if request.method in _WITH_BODY and kind and not is_json(kind):
        other = not_json_at_all(kind)
        return problem_response(other, _instance(request), headers={"Accept": "application/json"})
    found = cast("RequestValidationError", error).errors()
    return problem_response(parameters_invalid(found, list(query_parameters(request))), _instance(request))


def _allowed(request: Request) -> list[str]:
    """The methods that the address of a request takes; HEAD comes with GET."""
    routes = (route for router in everything() for route in router.routes if isinstance(route, Route))
    taken = {
        method
        for route in routes
        if route.path_regex.match(request.url.path)
        for method in route.methods or ()
    }
    read = ["GET", "HEAD"] if "GET" in taken or not taken else []
    return [*read, *(method for method in ("POST", "PUT", "PATCH", "DELETE") if method in taken)]


async def _http(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    headers = dict(found.headers or {})
    path = request.url.path
    if found.status_code == HTTPStatus.NOT_FOUND:
        if _is_a_reader(request):
            return missing(labels.NOT_FOUND_PAGE.format(path=path))
        nothing = NothingHere(
            f"There is nothing at {path}.", path="path", detail={"index": "/v1", "documentation": "/docs"}
        )
        return problem_response(nothing, _instance(request), headers=headers)
    if found.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = _allowed(request)
        headers["Allow"] = ", ".join(allowed)
        said = "can only be read" if allowed == ["GET", "HEAD"] else f"takes {', '.join(allowed)}"
        refused = MethodNotAllowed(f"{path} {said}.", path="method", detail=allowed)
        return problem_response(refused, _instance(request), headers=headers)
    if found.status_code == HTTPStatus.BAD_REQUEST and path.startswith(_DATA):
        # No letters, or brackets deeper than anybody means: the parser gives up before it says why.
        return problem_response(not_json(), _instance(request), headers=headers)
    if found.status_code == HTTPStatus.REQUEST_TIMEOUT:
        slow = BodyTooSlow("The rest of the body did not come in time. Send it again.", path="body")
        return problem_response(slow, _instance(request), headers=headers)
    if found.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return problem_response(too_large(), _instance(request), headers=headers)
    kind = ProblemType(found.status_code, HTTPStatus(found.status_code).phrase)
    return problem_response(RequestError(str(found.detail)), _instance(request), kind=kind, headers=headers)
