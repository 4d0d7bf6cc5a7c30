"""The track record over HTTP and as a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.operations.track_record import keep_track_record
from service.settings import Settings

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MISSION = "hist-housing"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A store in which the past targets of one mission are scored."""
    settings = Settings(home=tmp_path_factory.mktemp("record"))
    installation = open_installation(settings, recorded=MORNING)
    try:
        judge_targets(installation, recorded=MORNING, mission=MISSION)
        assert keep_track_record(installation, recorded=MORNING) > 0
    finally:
        installation.close()
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


def test_the_sums_are_those_of_the_calls(client):
    record = client.get("/v1/track-record").json()
    calls = client.get("/v1/track-record/calls?limit=1000").json()["items"]
    scored = [call for call in calls if call["probability"] is not None]
    assert record["overall"]["calls"] == len(calls) > 10
    assert record["overall"]["refused"] == len(calls) - len(scored)
    brier = sum((call["probability"] - call["met"]) ** 2 for call in scored) / len(scored)
    assert record["overall"]["brier"] == pytest.approx(brier)
    right = sum(call["straight_line"] == call["met"] for call in scored if call["straight_line"] is not None)
    (line,) = [one for one in record["overall"]["comparisons"] if one["rival"] == "straight_line"]
    assert line["rival_right"] == pytest.approx(right / line["calls"])
    by_target = [group for group in record["groups"] if group["dimension"] == "target"]
    assert sum(group["calls"] for group in by_target) == len(calls)
    assert {call["footing"] for call in calls} == {"replayed"}
    assert "calibration" in record["statement"]


def test_it_is_narrowed_by_target_distance_and_footing(client):
    every = client.get("/v1/track-record/calls?limit=1000").json()["items"]
    name = every[0]["target_id"]
    asked = {"target": name, "distance": "2_to_5_years"}
    found = client.get("/v1/track-record/calls", params=asked).json()
    wanted = [c for c in every if c["target_id"] == name and c["distance"] == "2_to_5_years"]
    assert found["items"] == wanted
    none = client.get("/v1/track-record?footing=served").json()
    assert (none["overall"]["calls"], none["overall"]["brier"], none["groups"]) == (0, None, [])


def test_pages_of_calls_join_without_a_gap(client):
    found, address = [], "/v1/track-record/calls?limit=4"
    while address:
        body = client.get(address).json()
        found += body["items"]
        address = body["links"].get("next")
    assert found == client.get("/v1/track-record/calls?limit=1000").json()["items"]


def test_as_tables(client):
    calls = list(csv.DictReader(io.StringIO(client.get("/v1/track-record/calls.csv").text)))
    record = client.get("/v1/track-record").json()
    assert len(calls) == record["overall"]["calls"]
    assert {row["result"] for row in calls} == {"met", "missed"}
    groups = list(csv.DictReader(io.StringIO(client.get("/v1/track-record.csv").text)))
    assert {row["dimension"] for row in groups} == {
        "all",
        "footing",
        "mission",
        "target",
        "distance",
        "model",
    }
    assert client.get("/v1/track-record/calls.csv-metadata.json").status_code == 200


def test_what_others_said_is_listed_with_ours_and_with_what_happened(client):
    words = client.get("/v1/track-record/words?mission=hist-housing&limit=1000").json()["items"]
    assert {word["target_id"] for word in words} == {"homes-1m-2024", "homes-300k-rate"}
    for word in words:
        assert word["on_track"] == word["met"]
        assert word["citation"].count("http") == 1
        assert 0 < word["probability"] < 1
    told = client.get("/v1/track-record?mission=hist-housing").json()["words"]
    assert (told["words"], told["without_outcome"], told["came_true"]) == (len(words), 0, len(words))
    compared = client.get("/v1/track-record?mission=hist-housing").json()["overall"]["comparisons"]
    (theirs,) = [one for one in compared if one["rival"] == "published"]
    # What the committee and the government said within ten days of one indicator, and the committee of the other.
    assert (theirs["calls"], theirs["brier_bare"], theirs["rival_right"]) == (len(words), 0, 1)
    rows = list(
        csv.DictReader(io.StringIO(client.get("/v1/track-record/words.csv?target=homes-300k-rate").text))
    )
    assert [(row["word"], row["result"]) for row in rows] == [("off_track", "missed")]
    page = client.get("/track-record").text
    assert "Levelling Up, Housing and Communities Committee" in page
    assert client.get("/v1/track-record/words?target=nobody").json()["items"] == []


@pytest.mark.parametrize("query", ["footing=guessed", "distance=near", "target=..%2Fetc", "from=2020"])
def test_a_question_that_makes_no_sense_is_refused(client, query):
    answer = client.get(f"/v1/track-record?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["path"].startswith("query.")


def test_it_is_not_sent_again(client):
    first = client.get("/v1/track-record")
    again = client.get("/v1/track-record", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_page_shows_every_call_and_says_what_it_is(client):
    page = client.get("/track-record").text
    calls = client.get("/v1/track-record/calls?limit=1000").json()["items"]
    for name in {call["target_id"] for call in calls}:
        assert f'href="/targets/{name}"' in page
    assert page.count("replayed") >= len(calls)
    assert "nothing about calibration" in page
