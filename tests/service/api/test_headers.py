"""Headers that every answer carries, and reading from another site."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.settings import Settings

ELSEWHERE = {"Origin": "https://dashboard.example"}


@pytest.mark.parametrize(
    "address", ["/v1", "/v1/targets.csv", "/v1/nothing", "/health/live", "/docs", "/openapi.json"]
)
def test_every_answer_is_guarded(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert "frame-ancestors" in headers["content-security-policy"]
    assert headers.get_list("content-security-policy") == [headers["content-security-policy"]]


def test_data_runs_nothing_and_frames_nowhere(client: TestClient) -> None:
    policy = client.get("/v1").headers["content-security-policy"]
    assert policy == "default-src 'none'; frame-ancestors 'none'"


def test_anyone_may_read_from_another_site(client: TestClient) -> None:
    response = client.get("/v1/targets", headers=ELSEWHERE)
    assert response.headers["access-control-allow-origin"] == "*"
    assert "ETag" in response.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in response.headers
    asked = {
        **ELSEWHERE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "If-None-Match, Authorization, X-API-Key, Idempotency-Key, If-Match",
    }
    preflight = client.options("/v1/targets", headers=asked)
    assert preflight.status_code == 200
    allowed = preflight.headers["access-control-allow-headers"]
    assert {"If-None-Match", "Authorization", "X-API-Key", "Idempotency-Key", "If-Match"} <= set(
        allowed.split(", ")
    )
    refused = client.options("/v1/targets", headers={**asked, "Access-Control-Request-Method": "TRACE"})
    assert refused.status_code == 400


def test_reading_from_elsewhere_can_be_narrowed(settings: Settings) -> None:
    narrowed = settings.model_copy(update={"cors_origins": ("https://board.example",)})
    with TestClient(create_app(narrowed)) as client:
        assert "access-control-allow-origin" not in client.get("/v1", headers=ELSEWHERE).headers
        own = client.get("/v1", headers={"Origin": "https://board.example"})
        assert own.headers["access-control-allow-origin"] == "https://board.example"
        assert "Origin" in own.headers["vary"]


@pytest.mark.parametrize("sent", [{}, {"Origin": "https://elsewhere.example"}])
def test_every_answer_says_once_that_it_differs_by_origin(client: TestClient, sent: dict[str, str]) -> None:
    for address in ("/v1/targets", "/v1/nothing", "/health/live", "/"):
        answer = client.get(address, headers=sent)
        named = [part.strip() for part in answer.headers["vary"].split(",")]
        assert named.count("Origin") == 1, address
        assert ("access-control-allow-origin" in answer.headers) is bool(sent)
