"""Questions that come in a body: answered for that request alone, and refused with everything that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.api.app import create_app
from service.operations.courses import keep_courses
from service.operations.installation import open_installation
from service.settings import Settings

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PROPOSALS, DRAFTS = "/v1/proposals", "/v1/targets/draft/assess"
RTT = {"indicator": "rtt_pct_within_18w", "by": "2029-03"}
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The bundled statistics with the course of a few series, and nothing judged."""
    home = Settings(home=tmp_path_factory.mktemp("headway"))
    installation = open_installation(home, recorded=MORNING)
    keep_courses(
        installation,
        recorded=MORNING,
        only=[("rtt_pct_within_18w", "E92000001"), ("net_additional_dwellings", "E92000001")],
    )
    installation.close()
    with TestClient(create_app(home), raise_server_exceptions=False) as running:
        yield running


def faults(response: Any) -> dict[str, str]:
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == PROBLEM
    assert response.headers["cache-control"] == "no-store"
    document = response.json()
    assert document["code"] == "parameters_invalid"
    return {fault["path"]: fault["code"] for fault in document["errors"]}


def test_a_proposal_and_its_draft_agree(client: TestClient) -> None:
    answer = client.post(PROPOSALS, json={**RTT, "value": 92})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    proposal = answer.json()
    assert [rung["asked"] for rung in proposal["ladder"]] == [0.9, 0.75, 0.5, 0.25, 0.1]
    for rung in proposal["ladder"]:
        draft = client.post(DRAFTS, json={**RTT, "value": rung["value"]}).json()
        assert draft["probability"] == pytest.approx(rung["asked"], abs=1e-9)
    draft = client.post(DRAFTS, json={**RTT, "value": 92})
    assert draft.headers["cache-control"] == "no-store"
    assert draft.json()["probability"] == pytest.approx(proposal["meaning"]["chance"]["probability"])
    assert draft.json()["statement"] == proposal["meaning"]["statement"]
    for link in proposal["links"].values():
        assert client.get(link).status_code == 200


def test_the_same_body_has_the_same_answer(client: TestClient) -> None:
    one, other = (client.post(DRAFTS, json={**RTT, "value": 70}).content for _ in range(2))
    assert one == other


def test_everything_wrong_with_a_draft_is_told_at_once(client: TestClient) -> None:
    body = {
        "indicator": "rtt_pct_within_18",
        "kind": "band",
        "value": "a lot",
        "upper": 10,
        "by": "2029/30",
        "extra": 1,
        "window": {"start": 20240705},
    }
    assert faults(client.post(DRAFTS, json=body)) == {
        "body.value": "not_a_number",
        "body.extra": "unknown_parameter",
        "body.window.start": "not_a_date",
        "body.indicator": "indicator_unknown",
        "body.by": "period_ambiguous",
    }


def test_an_unknown_indicator_is_told_with_what_is_like_it(client: TestClient) -> None:
    document = client.post(PROPOSALS, json={"indicator": "rtt_pct_within_18", "by": "2029-03"}).json()
    (fault,) = document["errors"]
    assert fault["path"] == "body.indicator"
    assert "rtt_pct_within_18w" in fault["message"]
    assert fault["detail"] == "/v1/indicators"


def test_everything_wrong_with_a_question_is_told_at_once(client: TestClient) -> None:
    body = {"indicator": 5, "by": "soon", "value": 1e300, "since": 12345, "direction": "up", "x": None}
    assert faults(client.post(PROPOSALS, json=body)) == {
        "body.indicator": "malformed",
        "body.value": "out_of_range",
        "body.since": "not_a_date",
        "body.direction": "value_not_allowed",
        "body.x": "unknown_parameter",
        "body.by": "period_unreadable",
    }


@pytest.mark.parametrize("address", [PROPOSALS, DRAFTS])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", {"body"}),
        (b"{", {"body"}),
        (b"[1, 2]", {"body"}),
        (b'"text"', {"body"}),
        (b"null", {"body"}),
        (b"\xff\xfe", {"body"}),
        (b'{"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": NaN}', {"body.value"}),
        (b'{"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": -Infinity}', {"body.value"}),
        (b'{"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": 1e999}', {"body.value"}),
        (b'{"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": true}', {"body.value"}),
        (b'{"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": "92"}', {"body.value"}),
        (b'{"indicator": "rtt_pct_within_18w", "by": ["2029-03"], "value": 92}', {"body.by"}),
        (b'{"indicator": "rtt_pct_within_18w", "by": "' + b"9" * 41 + b'", "value": 92}', {"body.by"}),
        (b'{"indicator": "\\u0000", "by": "2029-03", "value": 92}', {"body.indicator"}),
        (b'{"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": ' + b"9" * 600 + b"}", {"body.value"}),
    ],
)  # fmt: skip
def test_malformed_bodies(client: TestClient, address: str, content: bytes, expected: set[str]) -> None:
    response = client.post(address, content=content, headers={"Content-Type": "application/json"})
    assert set(faults(response)) == expected


@pytest.mark.parametrize("address", [PROPOSALS, DRAFTS])
def test_bodies_have_a_limit_and_a_type(client: TestClient, address: str) -> None:
    large = client.post(address, content=b" " * 70_000, headers={"Content-Type": "application/json"})
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    pieces = client.post(
        address, content=(b" " * 10_000 for _ in range(8)), headers={"Content-Type": "application/json"}
    )
    assert pieces.status_code == 413
    untyped = client.post(
        address, content=json.dumps({**RTT, "value": 5}), headers={"Content-Type": "text/plain"}
    )
    assert (untyped.status_code, untyped.json()["code"]) == (415, "media_type_not_read")
    assert untyped.headers["accept"] == "application/json"
    read = client.get(address)
    assert (read.status_code, read.headers["allow"]) == (405, "POST")
    assert client.post(f"{address}?x=1", json={**RTT, "value": 5}).status_code == 422
    assert client.post(address, json={**RTT, "value": 5}, headers={"Accept": "text/csv"}).status_code == 406


def test_other_origins_may_ask(client: TestClient) -> None:
    asked = {
        "Origin": "https://dashboard.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    allowed = client.options(PROPOSALS, headers=asked)
    assert allowed.status_code == 200
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "content-type" in allowed.headers["access-control-allow-headers"].lower()


def test_without_a_course_a_draft_is_a_conflict_and_a_proposal_has_no_chances(client: TestClient) -> None:
    body = {"indicator": "renewable_elec_share_ember", "area": "FRA", "by": "2030", "value": 80}
    refused = client.post(DRAFTS, json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_current_course")
    proposal = client.post(PROPOSALS, json=body).json()
    assert proposal["ladder"] == []
    assert proposal["reason_text"]
    assert any(way["value"] is not None for way in proposal["ways"])


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)  # fmt: skip
NAMES = (
    "indicator", "area", "kind", "comparator", "value", "upper", "by", "window", "baseline", "milestones",
    "functional_zero", "since", "direction", "start", "odd",
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(NAMES), values, max_size=6), sound=st.booleans())
def test_whatever_is_sent_the_answer_is_a_documented_one(
    client: TestClient, body: dict[str, Any], sound: bool
) -> None:
    sent = {**RTT, **body} if sound else body
    for address in (PROPOSALS, DRAFTS):
        response = client.post(address, json=sent)
        assert response.status_code in (200, 409, 422), (sent, response.text)
        if response.status_code != 200:
            assert response.headers["content-type"] == PROBLEM
            assert response.json()["errors"]
