"""Every scope on every route: what a route takes is read off the application, and tried."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute

from service.api.app import create_app
from service.security.principal import Scope
from service.security.require import GuardedRoute
from service.settings import Settings

# What takes more than reading. A route that is missing here takes no key, and that is tried as well.
TAKES: dict[tuple[str, str], Scope] = {
    ("GET", "/v1/keys"): Scope.ADMIN,
    ("POST", "/v1/keys"): Scope.ADMIN,
    ("GET", "/v1/keys/{key_id}"): Scope.ADMIN,
    ("DELETE", "/v1/keys/{key_id}"): Scope.ADMIN,
    ("GET", "/v1/audit"): Scope.ADMIN,
}
OURS = {"/v1/keys", "/v1/audit", "/v1/targets", "/health/live", "/docs", "/"}
VALUE = {"key_id": "0123456789ab"}


def routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Every method and route."""
    waiting: list[BaseRoute] = list(app.routes)
    while waiting:
        route = waiting.pop(0)
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        if inner is not None:
            waiting += inner
        elif isinstance(route, APIRoute):
            for method in sorted(route.methods or ()):
                yield method, route


def address(route: APIRoute) -> str:
    """An address that leads to a route."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: VALUE.get(found[1], "x"), route.path)


def test_what_a_route_takes_is_known(settings: Settings) -> None:
    """A route that begins to take a key, or ceases to, is noticed here."""
    found = {
        (method, route.path): route.needed
        for method, route in routes(create_app(settings))
        if isinstance(route, GuardedRoute)
    }
    assert found.items() >= TAKES.items()
    assert all(path.startswith("/v1/") for _, path in found)
    assert len(list(routes(create_app(settings)))) > 60


def test_whatever_writes_takes_a_key_and_what_takes_one_says_so(settings: Settings, description) -> None:
    app = create_app(settings)
    described = description["paths"]
    for method, route in routes(app):
        if method in ("PUT", "PATCH", "DELETE"):
            assert isinstance(route, GuardedRoute), f"{method} {route.path}"
        if isinstance(route, GuardedRoute) and route.include_in_schema:
            operation = described[route.path][method.lower()]
            assert operation["security"], f"{method} {route.path}"
            assert {"401", "403"} <= set(operation["responses"]), f"{method} {route.path}"


@pytest.mark.parametrize("held", [None, *Scope], ids=str)
def test_every_scope_on_every_route(settings: Settings, description, key, held: Scope | None) -> None:
    """Nothing is asked of a route in earnest: whether it lets one through shows before it looks at the rest."""
    app = create_app(settings)
    app.openapi_schema = description
    sent = {} if held is None else {"Authorization": f"Bearer {key(held, name='x')}"}
    with TestClient(app, raise_server_exceptions=False, headers=sent) as client:
        for method, route in routes(app):
            if not isinstance(route, GuardedRoute) and route.path not in OURS:
                continue
            what = f"{method} {route.path} with {held}"
            answer = client.request(method, address(route), content=b"{")
            if not isinstance(route, GuardedRoute):
                assert answer.status_code not in (401, 403), what
            elif held is None:
                assert answer.status_code == 401, what
                assert answer.json()["code"] == "credentials_missing", what
                assert f'scope="{route.needed}"' in answer.headers["www-authenticate"], what
            elif route.needed in held.includes:
                assert answer.status_code not in (401, 403), what
            else:
                assert answer.status_code == 403, what
                told = answer.json()
                assert told["code"] == "scope_too_small", what
                detail = told["errors"][0]["detail"]
                assert detail == {"scope_needed": route.needed, "scope_held": held}, what
                assert 'error="insufficient_scope"' in answer.headers["www-authenticate"], what


def test_what_an_admin_was_shown_is_shown_to_nobody_else(client, key) -> None:
    """No shelf keeps it, and no shortcut goes past the check."""
    admin = {"Authorization": f"Bearer {key(Scope.ADMIN)}"}
    for path in ("/v1/keys", "/v1/audit"):
        for _ in range(2):
            answer = client.get(path, headers=admin)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "private, no-cache"
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": f"Bearer {key()}"}).status_code == 403
