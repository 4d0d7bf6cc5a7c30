"""A service that is not open to everybody; and that what is private is told apart by caches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.settings import Settings


@pytest.fixture
def closed(settings: Settings, description) -> Iterator[TestClient]:
    shut = settings.model_copy(update={"anonymous": False})
    app = create_app(shut)
    app.openapi_schema = description
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


def test_without_a_key_nothing_is_shown(closed: TestClient, key) -> None:
    for path in ("/v1", "/v1/targets.csv", "/v1/nothing", "/", "/methods", "/nothing"):
        nothing_is_shown(closed, key(), path)


def nothing_is_shown(closed: TestClient, key: str, path: str) -> None:
    for headers in ({}, {"If-None-Match": "*"}):
        answer = closed.get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == "credentials_missing"
        assert answer.headers["www-authenticate"].startswith("Bearer")
    with_key = closed.get(path, headers={"Authorization": f"Bearer {key}"})
    assert with_key.status_code in (200, 404)
    assert closed.get(path).status_code == 401, "nor after somebody was shown it"


def test_a_reader_is_told_on_a_page(closed: TestClient) -> None:
    answer = closed.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "Please sign in" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors" in answer.headers["content-security-policy"]


def test_health_and_documentation_stay_open(closed: TestClient) -> None:
    for path in ("/health/live", "/docs", "/openapi.json"):
        assert closed.get(path).status_code == 200, path


def test_what_a_key_holder_is_answered_is_private(client: TestClient, key) -> None:
    sent = {"Authorization": f"Bearer {key()}"}
    plain, keyed = client.get("/v1/missions"), client.get("/v1/missions", headers=sent)
    assert plain.headers["cache-control"] == "max-age=60"
    assert keyed.headers["cache-control"] == "private, max-age=60"
    for answer in (plain, keyed):
        assert answer.headers["vary"].startswith("Accept, Accept-Encoding, Authorization, X-API-Key")
    held = client.get("/v1/missions", headers={**sent, "If-None-Match": keyed.headers["etag"]})
    assert held.status_code == 304
    assert held.headers["cache-control"] == "private, max-age=60"
    page = client.get("/", headers={**sent, "Accept": "text/html"})
    assert page.headers["cache-control"] == "private, no-cache"
    assert "Authorization" in page.headers["vary"]
