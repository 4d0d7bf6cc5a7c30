"""The public methods of a target over HTTP: as JSON, as a table, as of a day."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from forecasting.public_methods.catalogue import METHODS
from service.operations.yardstick_rows import COLUMNS

NHS = "/v1/targets/nhs-rtt92-2029"
ISSUE = ("method", "version", "label", "numbers", "thresholds", "window", "reason", "source")


def get(client: TestClient, address: str) -> Any:
    return client.get(address).raise_for_status().json()


def test_every_method_answers_in_one_shape_and_order(client: TestClient) -> None:
    found = get(client, f"{NHS}/yardsticks")
    assert [one["method"] for one in found["yardsticks"]] == [method.name for method in METHODS]
    for one in found["yardsticks"]:
        assert set(ISSUE) <= set(one)
        assert one["label"] is not None or one["reason"] is not None, one["method"]
        assert one["thresholds"], one["method"]
        assert one["source"]
        for ladder in one["thresholds"]:
            assert all(isinstance(cut["strict"], bool) for cut in ladder["cuts"])
        if one["principal"] is not None:
            assert one["principal"]["value"] == one["numbers"].get(one["principal"]["name"])


def test_what_rests_on_our_probability_is_that_of_the_assessment(client: TestClient) -> None:
    found, judged = get(client, f"{NHS}/yardsticks"), get(client, f"{NHS}/assessment")
    by_name = {one["method"]: one for one in found["yardsticks"]}
    for name in ("obr", "nista_colour"):
        assert by_name[name]["numbers"]["probability"] == judged["probability"]
    for key in ("key", "as_of", "verdict", "probability", "probability_shown", "label_set"):
        assert found["judgement"][key] == judged[key]
    assert judged["verdict"].replace("_", " ") in found["agreement"]["sentence"]


def test_agreement_puts_every_voice_on_one_side(client: TestClient) -> None:
    found = get(client, f"{NHS}/yardsticks")
    said = found["agreement"]
    voices = {one["method"]: one["leaning"] for one in found["yardsticks"] if one["looks_at"] == "target"}
    assert set(said["well"]) == {name for name, leaning in voices.items() if leaning in ("met", "on_course")}
    assert set(said["without_answer"]) == {name for name, leaning in voices.items() if leaning == "silent"}
    assert sorted([*said["well"], *said["not_well"], *said["without_answer"]]) == sorted(voices)
    if said["well"] and said["not_well"]:
        assert said["agree"] is False


def test_a_day_in_the_past_rests_on_what_was_known_and_judged_then(client: TestClient) -> None:
    now, then = get(client, f"{NHS}/yardsticks"), get(client, f"{NHS}/yardsticks?as_of=2025-06-30")
    assert then["as_of"] <= "2025-06-30" < now["as_of"]
    assert then["judgement"]["as_of"] <= "2025-06-30"
    assert all(one["data_vintage"] <= "2025-06-30" for one in then["yardsticks"])
    assert {one["inputs_hash"] for one in then["yardsticks"]}.isdisjoint(
        one["inputs_hash"] for one in now["yardsticks"]
    )
    assert then["links"]["self"] == f"{NHS}/yardsticks?as_of=2025-06-30"


def test_before_anything_was_known_there_are_reasons_and_no_judgement(client: TestClient) -> None:
    found = get(client, f"{NHS}/yardsticks?as_of=1990-01-01")
    assert found["judgement"] is None
    assert found["agreement"]["agree"] is None
    assert found["agreement"]["well"] == []
    assert all(one["reason"] for one in found["yardsticks"])


def test_the_table_says_what_the_json_says(client: TestClient) -> None:
    found = get(client, f"{NHS}/yardsticks")["yardsticks"]
    answer = client.get(f"{NHS}/yardsticks.csv").raise_for_status()
    assert answer.headers["content-type"].startswith("text/csv")
    assert client.get(f"{NHS}/yardsticks", headers={"accept": "text/csv"}).content == answer.content
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert tuple(rows[0]) == COLUMNS
    for row, one in zip(rows, found, strict=True):
        assert row["method"] == one["method"]
        assert row["label"] == (one["label"] or "")
        assert row["reason"] == (one["reason"] or "")
        value = one["principal"] and one["principal"]["value"]
        assert row["number"] == ("" if value is None else str(value))


def test_it_is_answered_with_304_while_nothing_has_changed(client: TestClient) -> None:
    first = client.get(f"{NHS}/yardsticks")
    again = client.get(f"{NHS}/yardsticks", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "status", "code", "path"),
    [
        ("/v1/targets/nhs-rtt92-2092/yardsticks", 404, "unknown_id", "path.target_id"),
        (f"{NHS}/yardsticks?asof=2025-06-30", 422, "parameters_invalid", "query.asof"),
        (f"{NHS}/yardsticks?as_of=30.6.2025", 422, "parameters_invalid", "query.as_of"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_why(
    client: TestClient, address: str, status: int, code: str, path: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    problem = answer.json()
    assert problem["code"] == code
    assert problem["errors"][0]["path"] == path


def test_every_target_of_the_catalogue_is_answered(client: TestClient) -> None:
    listed = get(client, "/v1/targets?limit=1000")["items"]
    assert len(listed) > 100
    for one in listed:
        found = get(client, f"/v1/targets/{one['id']}/yardsticks")
        assert len(found["yardsticks"]) == len(METHODS)
        assert found["agreement"]["sentence"].endswith((".", ")."))
