"""One shape of error, whatever goes wrong: RFC 9457, a stable code, and everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from starlette.requests import Request
from starlette.responses import Response

from datasets.catalogue import load_catalogue
from forecasting.errors import HeadwayError
from service.api import errors
from service.api.app import create_app
from service.api.errors import RequestError
from service.api.problems import PROBLEM_TYPES, problem_type
from service.api.schemas.problem import Problem
from service.settings import Settings
from service.store import open_store
from service.store.owners import BUNDLED
from service.store.writes.catalogue import sync_catalogue

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}
SHAPE = Draft202012Validator(Problem.model_json_schema())
LONG = "x" * 9000


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store with the catalogue and nothing judged."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    with open_store(settings.store_url) as store, store.session() as session:
        sync_catalogue(session, load_catalogue(), owner=BUNDLED, recorded=datetime(2026, 11, 24, tzinfo=UTC))
    return settings


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of a response, checked."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    document: dict[str, Any] = response.json()
    assert set(document) == MEMBERS
    SHAPE.validate(document)
    assert document["status"] == status
    assert document["code"] == code
    assert document["type"] == f"/docs#{code}"
    assert document["request_id"] == response.headers["x-request-id"]
    assert document["errors"]
    assert "Traceback" not in response.text
    return document


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/nothing", 404, "not_found"),
        ("/v1/", 404, "not_found"),
        ("/v1/targets/", 404, "not_found"),
        ("/v2/targets", 404, "not_found"),
        ("/v1/targets/no-such-target", 404, "unknown_id"),
        ("/v1/targets/no-such-target/assessment", 404, "unknown_id"),
        ("/v1/targets/no-such-target/trajectory.csv", 404, "unknown_id"),
        ("/v1/missions/no-such-mission", 404, "unknown_id"),
        ("/v1/indicators/no-such-indicator", 404, "unknown_id"),
        ("/v1/indicators/no-such-indicator/observations", 404, "unknown_id"),
        ("/v1/targets/uk-homes-1.5m/assessment", 404, "not_assessed"),
        ("/v1/targets/uk-homes-1.5m/gap?as_of=2025-06-30", 404, "not_assessed"),
        ("/v1/targets/uk-homes-1.5m/trajectory/rows", 404, "not_assessed"),
        ("/v1/targets/uk%20homes", 422, "parameters_invalid"),
        ("/v1/targets/uk-homes-1.5m/assessment?as_of=yesterday", 422, "parameters_invalid"),
        ("/v1/targets/uk-homes-1.5m/assessment?as_of=1735689600", 422, "parameters_invalid"),
        (
            "/v1/targets/uk-homes-1.5m/trajectory/rows?from=2025-02-01&to=2025-01-01",
            422,
            "parameters_invalid",
        ),
        ("/v1/targets?colour=red", 422, "parameters_invalid"),
        ("/v1/missions?colour=red", 422, "parameters_invalid"),
        ("/v1?colour=red", 422, "parameters_invalid"),
        ("/health/live?colour=red", 422, "parameters_invalid"),
        ("/v1/targets?limit=0", 422, "parameters_invalid"),
        ("/v1/targets?limit=ten", 422, "parameters_invalid"),
        ("/v1/targets?limit=1&limit=2", 422, "parameters_invalid"),
        ("/v1/targets?cursor=%00", 422, "parameters_invalid"),
        ("/v1/targets?cursor=of-nothing", 422, "cursor_invalid"),
        ("/v1/targets.csv?limit=5", 422, "parameters_invalid"),
        ("/v1/targets?verdict=great", 422, "parameters_invalid"),
        (f"/v1/targets?mission={LONG}", 414, "query_too_long"),
        ("/health/ready", 503, "not_ready"),
    ],
)
def test_every_refusal_has_the_one_shape(client: TestClient, address: str, status: int, code: str) -> None:
    document = problem(client.get(address), status, code)
    assert document["instance"].startswith(address.partition("?")[0].replace("%20", " "))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_is_not_offered_names_those_that_are(client: TestClient, method: str) -> None:
    response = client.request(method, "/v1/targets")
    assert problem(response, 405, "method_not_allowed")["errors"][0]["detail"] == ["GET", "HEAD"]
    assert response.headers["allow"] == "GET, HEAD"


def test_a_format_that_is_not_offered_names_those_that_are(client: TestClient) -> None:
    response = client.get("/v1/targets", headers={"Accept": "application/xml"})
    fault = problem(response, 406, "format_not_offered")["errors"][0]
    assert fault["detail"] == ["application/json", "text/csv", "application/csvm+json"]


def test_a_body_beyond_the_limit_is_not_read(client: TestClient) -> None:
    response = client.request("GET", "/v1/targets", content=b"x" * (64 * 1024 + 1))
    problem(response, 413, "body_too_large")
    response = client.request("GET", "/v1/targets", headers={"Content-Length": "many"})
    problem(response, 413, "body_too_large")


def test_everything_that_is_wrong_is_said_at_once(client: TestClient) -> None:
    address = "/v1/targets/UK%20Homes/assessment?as_of=soon&colour=red&shape=round"
    found = {
        (one["code"], one["path"])
        for one in problem(client.get(address), 422, "parameters_invalid")["errors"]
    }
    assert found == {
        ("malformed", "path.target_id"),
        ("not_a_date", "query.as_of"),
        ("unknown_parameter", "query.colour"),
        ("unknown_parameter", "query.shape"),
    }


def test_what_would_be_allowed_is_listed(client: TestClient) -> None:
    faults = problem(client.get("/v1/targets?colour=red&verdict=great&limit=0"), 422, "parameters_invalid")[
        "errors"
    ]
    allowed = {one["path"]: one["detail"] for one in faults}
    assert "mission" in allowed["query.colour"]
    assert "on_track" in allowed["query.verdict.0"]
    assert allowed["query.limit"] == {"at_least": 1}


def test_an_id_like_a_known_one_names_it(client: TestClient) -> None:
    document = problem(client.get("/v1/targets/uk-homes-15m"), 404, "unknown_id")
    assert "uk-homes-1.5m" in document["errors"][0]["detail"]


def test_what_is_not_assessed_says_how_it_would_be(client: TestClient) -> None:
    document = problem(
        client.get("/v1/targets/uk-homes-1.5m/assessment?as_of=2025-06-30"), 404, "not_assessed"
    )
    command = "headway assess uk-homes-1.5m --as-of 2025-06-30"
    assert document["errors"][0]["detail"] == {"command": command}
    assert command in document["detail"]
    document = problem(client.get("/v1/targets/uk-homes-1.5m/assessment"), 404, "not_assessed")
    assert document["errors"][0]["detail"] == {"command": "headway assess uk-homes-1.5m"}


def test_a_reader_gets_a_page_and_a_program_a_problem(client: TestClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client.get("/no<b>where", headers=browser)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "<b>where" not in page.text
    problem(client.get("/nowhere"), 404, "not_found")
    problem(client.get("/v1/nowhere", headers=browser), 404, "not_found")


def test_a_fault_of_ours_leaves_no_trace(settings: Settings) -> None:
    app = create_app(settings)

    @app.get("/broken")
    async def broken(request: Request) -> Response:
        raise RuntimeError("the password is swordfish")

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/broken")
    document = problem(response, 500, "internal_error")
    assert "swordfish" not in response.text
    assert document["errors"][0]["detail"]["reference"] in document["detail"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_store_that_is_gone_is_503_and_its_place_stays_private(tmp_path: Path) -> None:
    home = tmp_path / "a-private-place"
    with TestClient(create_app(Settings(home=home)), raise_server_exceptions=False) as client:
        assert client.get("/v1/targets").status_code == 200
        for file in home.iterdir():
            file.unlink()
        response = client.get("/v1/targets")
        problem(response, 503, "store_unavailable")
        assert response.headers["retry-after"] == "5"
        ready = client.get("/health/ready")
        problem(ready, 503, "not_ready")
        assert "a-private-place" not in response.text + ready.text
        assert client.get("/health/live").status_code == 200


def every_error(of: type[HeadwayError]) -> Iterator[type[HeadwayError]]:
    for error in of.__subclasses__():
        yield error
        yield from every_error(error)


def test_every_error_of_the_room_has_a_row_of_its_own_or_its_parent() -> None:
    for error in every_error(RequestError):
        assert 400 <= problem_type(error).status < 600
        assert error.code not in {other.code for other in every_error(RequestError) if other is not error}
    assert set(PROBLEM_TYPES) >= set(RequestError.__subclasses__())


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = errors.__doc__ or ""
    for error in every_error(RequestError):
        assert error.__name__ in drawn
