"""Scenarios over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

NHS = "/v1/targets/nhs-rtt92-2029/what-if"
POLICY = "scenario=policy&effect=20&from=2027&ramp=2&low=10&high=30"


def problem(response: Any, status: int, code: str) -> list[dict[str, Any]]:
    assert response.status_code == status, response.text
    document = response.json()
    assert document["code"] == code
    faults: list[dict[str, Any]] = document["errors"]
    return faults


def test_one_scenario_stands_beside_the_current_course(client: TestClient) -> None:
    found = client.get(f"{NHS}?{POLICY}").json()
    stored = client.get(found["links"]["assessment"]).json()
    assert found["assessment"] == stored["key"]
    assert found["current_course"]["probability"] == stored["probability"]
    one = found["scenarios"][0]
    assert one["stated"] == {"effect": 20.0, "from": "2027-01-01", "ramp": 2.0, "low": 10.0, "high": 30.0}
    assert one["change"] == pytest.approx(one["probability"] - stored["probability"])
    assert one["change"] > 0
    assert [needed["chance"] for needed in one["needed"]] == [0.5, 0.8]
    assert one["needed"][0]["size"] < one["needed"][1]["size"]
    assert one["statement"].startswith("The chance would be ")
    assert one["course"][0]["p10"] < one["course"][0]["p90"]


def test_what_was_asked_before_is_not_worked_out_again(client: TestClient) -> None:
    first = client.get(f"{NHS}?{POLICY}")
    again = client.get(f"{NHS}?{POLICY}", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_several_scenarios_at_once_are_each_what_they_are_alone(client: TestClient) -> None:
    policy = {"scenario": "policy", "effect": 20, "low": 10, "high": 30, "from": "2027", "ramp": 2}
    asked = {"scenarios": [policy, {"scenario": "delay", "years": 1, "name": "A year late"}]}
    response = client.post(NHS, json=asked)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    found = response.json()["scenarios"]
    assert [one["name"] for one in found] == ["policy", "A year late"]
    assert found[0] == client.get(f"{NHS}?{POLICY}").json()["scenarios"][0]


def test_a_change_of_nothing_changes_nothing(client: TestClient) -> None:
    found = client.get(f"{NHS}?scenario=level_shift&effect=0").json()
    one = found["scenarios"][0]
    assert one["change"] == 0
    assert {name: one[name] for name in found["current_course"]} == found["current_course"]


def test_a_day_has_its_own_current_course(client: TestClient) -> None:
    found = client.get(f"{NHS}?scenario=delay&years=1&as_of=2025-06-30").json()
    assert found["as_of"] <= "2025-06-30"
    posted = client.post(
        NHS, json={"scenarios": [{"scenario": "delay", "years": 1}], "as_of": "2025-06-30"}
    ).json()
    assert posted["scenarios"] == found["scenarios"]


@pytest.mark.parametrize(
    ("query", "code", "path"),
    [
        ("", "missing", "query.scenario"),
        ("scenario=hope", "value_not_allowed", "query.scenario"),
        ("scenario=policy", "scenario_invalid", "query.effect"),
        ("scenario=policy&effect=much", "not_a_number", "query.effect"),
        ("scenario=policy&effect=inf", "not_a_number", "query.effect"),
        ("scenario=policy&effect=5&low=1", "scenario_invalid", "query.high"),
        ("scenario=policy&effect=5&years=1", "scenario_invalid", "query.years"),
        ("scenario=policy&effect=5&from=2027/28", "scenario_invalid", "query.from"),
        ("scenario=delay&years=1&colour=red", "unknown_parameter", "query.colour"),
        ("scenario=comparator_pace&area=ZZZ", "scenario_impossible", "query.area"),
        ("scenario=earlier_trend&since=1900&until=1950", "scenario_impossible", "query.since"),
    ],
)
def test_what_is_wrong_with_a_question_is_named(client: TestClient, query: str, code: str, path: str) -> None:
    faults = problem(client.get(f"{NHS}?{query}"), 422, "parameters_invalid")
    assert (code, path) in {(fault["code"], fault["path"]) for fault in faults}


def test_what_is_wrong_with_a_body_is_told_at_once(client: TestClient) -> None:
    asked = {
        "scenarios": [
            {"scenario": "policy", "effect": "much"},
            {"scenario": "hope"},
            {"years": 1},
            {"scenario": "delay", "years": -1},
            {"scenario": "delay", "years": 1, "colour": "red"},
        ],
        "as_of": "yesterday",
    }
    faults = problem(client.post(NHS, json=asked), 422, "parameters_invalid")
    assert {(fault["code"], fault["path"]) for fault in faults} == {
        ("not_a_number", "body.scenarios.0.effect"),
        ("value_not_allowed", "body.scenarios.1.scenario"),
        ("missing", "body.scenarios.2.scenario"),
        ("out_of_range", "body.scenarios.3.years"),
        ("unknown_parameter", "body.scenarios.4.colour"),
        ("not_a_date", "body.as_of"),
    }
    contradictory = {
        "scenarios": [{"scenario": "policy", "effect": 5, "low": 1}, {"scenario": "comparator_pace"}]
    }
    faults = problem(client.post(NHS, json=contradictory), 422, "parameters_invalid")
    assert [fault["path"] for fault in faults] == ["body.scenarios.0.high", "body.scenarios.1.area"]


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"{", "application/json", "not_json"),
        (b"[]", "application/json", "malformed"),
        (b"", "application/json", "missing"),
        (b'{"scenarios": []}', "application/json", "too_few"),
    ],
)
def test_a_body_that_cannot_be_read(client: TestClient, content: bytes, kind: str, code: str) -> None:
    response = client.post(NHS, content=content, headers={"Content-Type": kind})
    fault = problem(response, 422, "parameters_invalid")[0]
    assert fault["code"] == code
    assert fault["path"].startswith("body")


def test_a_form_is_no_body(client: TestClient) -> None:
    response = client.post(NHS, data={"scenario": "delay"})
    fault = problem(response, 415, "media_type_not_read")[0]
    assert (fault["path"], fault["detail"]) == ("header.content-type", ["application/json"])


def test_a_body_sent_in_pieces_is_limited_too(client: TestClient) -> None:
    response = client.post(NHS, content=(b" " * 1024 for _ in range(100)))
    problem(response, 413, "body_too_large")


def test_a_settled_target_has_no_current_course(client: TestClient) -> None:
    settled = client.get("/v1/targets?verdict=met&limit=1").json()["items"][0]["id"]
    fault = problem(
        client.get(f"/v1/targets/{settled}/what-if?scenario=delay&years=1"), 409, "no_current_course"
    )[0]
    assert fault["path"] == "path.target_id"


def test_a_target_that_is_not_there_or_was_not_judged(client: TestClient) -> None:
    problem(client.get("/v1/targets/no-such-target/what-if?scenario=delay&years=1"), 404, "unknown_id")
    problem(client.get(f"{NHS}?scenario=delay&years=1&as_of=1990-01-01"), 404, "not_assessed")


def test_other_methods_are_told_what_is_taken(client: TestClient) -> None:
    response = client.delete(NHS)
    assert problem(response, 405, "method_not_allowed")[0]["detail"] == ["GET", "HEAD", "POST"]
    assert response.headers["allow"] == "GET, HEAD, POST"
