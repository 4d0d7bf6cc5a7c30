"""What the service tells those who run it: counts, ages, and a log in which a request can be found."""

from __future__ import annotations

import json
import re

import pytest
import structlog
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from service.api.app import create_app
from service.logs import LogFormat, write_log
from service.settings import Settings

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(client: TestClient) -> Samples:
    """The metrics, by name and labels, as the public parser reads them."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {
        (one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples
    }


def labelled(found: Samples, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0.0)


def test_requests_are_counted_under_the_template_of_their_address(client: TestClient) -> None:
    route = "/v1/targets/{target_id}"
    before = read(client)
    for _ in range(3):
        assert client.get("/v1/targets/uk-homes-1.5m").status_code == 200
    assert client.head("/v1/targets/uk-homes-1.5m").status_code == 200
    assert client.get("/v1/targets/no-such-thing").status_code == 404
    assert client.get("/no/such/page").status_code == 404
    after = read(client)

    def more(name: str, **labels: str) -> float:
        return labelled(after, name, **labels) - labelled(before, name, **labels)

    assert more("headway_requests_total", method="GET", route=route, status="200") == 3
    assert more("headway_requests_total", method="HEAD", route=route, status="200") == 1
    assert more("headway_requests_total", method="GET", route=route, status="404") == 1
    assert more("headway_requests_total", method="GET", route="(nowhere)", status="404") == 1
    assert more("headway_request_seconds_count", route=route) == 5
    assert more("headway_answers_total", **{"from": "kept"}) >= 2


def test_what_is_held_is_told(client: TestClient) -> None:
    found = read(client)
    assert labelled(found, "headway_store_up") == 1
    assert labelled(found, "headway_memory_bytes") > 10_000_000
    assert labelled(found, "headway_newest_release_age_days") != 0
    names = {name for name, _ in found}
    assert {"headway_jobs", "headway_workers", "headway_charts_total", "headway_charts_waiting"} <= names


def test_labels_name_nobody_and_nothing(client: TestClient) -> None:
    client.get("/v1/targets/uk-homes-1.5m/assessment?as_of=2026-01-01")
    client.get("/v1/targets/uk-secret-thing", headers={"Authorization": "Bearer hw_secret"})
    text = client.get("/metrics").text
    for inside in ("uk-homes", "secret", "hw_", "2026-01-01"):
        assert inside not in text


def test_metrics_can_be_left_out_or_closed(settings: Settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"metrics": False}))) as client:
        assert client.get("/metrics").status_code == 404
    with TestClient(create_app(settings.model_copy(update={"anonymous": False}))) as client:
        assert client.get("/metrics").status_code == 401


def test_a_problem_names_its_request(client: TestClient) -> None:
    named = client.get("/v1/targets/nothing-here", headers={"X-Request-Id": "from.a-proxy_1"})
    assert named.json()["request_id"] == named.headers["x-request-id"] == "from.a-proxy_1"
    for address in ("/v1/nowhere", "/v1/targets?limit=none", "/v1/audit", f"/v1?q={'x' * 9000}"):
        answer = client.get(address)
        assert answer.status_code >= 400
        assert answer.json()["request_id"] == answer.headers["x-request-id"], address


def test_a_request_keeps_its_name(client: TestClient) -> None:
    assert (
        client.get("/v1", headers={"X-Request-Id": "from-proxy.1"}).headers["x-request-id"] == "from-proxy.1"
    )
    for unusable in ("a" * 65, "with space", "brackets[]"):
        made = client.get("/v1", headers={"X-Request-Id": unusable}).headers["x-request-id"]
        assert re.fullmatch("[0-9a-f]{32}", made)
    names = {client.get("/v1/nothing").headers["x-request-id"] for _ in range(3)}
    assert len(names) == 3


def test_the_log_is_json_and_has_the_name_of_the_request(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = structlog.get_config()
    try:
        chosen = settings.model_copy(update={"log": LogFormat.JSON})
        with TestClient(create_app(chosen)) as client:
            write_log(LogFormat.JSON)
            sent = {"X-Request-Id": "mine", "Authorization": "Bearer hw_topsecret"}
            client.get("/v1/missions?limit=77&token=topsecret", headers=sent)
    finally:
        structlog.configure(**before)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    told = next(line for line in lines if line["event"] == "request")
    assert told["request_id"] == "mine"
    assert told["path"] == "/v1/missions"
    assert told["level"] == "info"
    assert told["ms"] >= 0
    assert "topsecret" not in json.dumps(lines)
