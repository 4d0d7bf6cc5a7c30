"""Filters by level, chance and freshness; fields; history; what was made since."""

from __future__ import annotations

import pytest

from service.store.reads.judged import Wanted


def get(client, address):
    return client.get(address).raise_for_status().json()


def test_a_level_keeps_targets_for_areas_of_that_level(client):
    levels = {one["id"]: one["level"] for one in get(client, "/v1/areas?limit=10000")["items"]}
    every = get(client, "/v1/targets?limit=1000")["items"]
    kept = get(client, "/v1/targets?level=nation&limit=1000")["items"]
    assert [one["id"] for one in kept] == [one["id"] for one in every if levels.get(one["area"]) == "nation"]
    assert kept
    said = get(client, "/v1/targets?level=galaxy")["warnings"]
    assert [one["code"] for one in said] == ["unknown_level"]


@pytest.mark.parametrize("path", ["/v1/targets", "/v1/assessments"])
def test_a_range_of_probability_holds_both_its_ends(client, path):
    def chances(query):
        items = get(client, f"{path}?limit=1000{query}")["items"]
        read = [one["judgement"] if path == "/v1/targets" else one for one in items]
        return [one["probability"] for one in read if one is not None]

    known = sorted(p for p in chances("") if p is not None)
    low, high = known[1], known[-2]
    kept = chances(f"&probability_min={low!r}&probability_max={high!r}")
    assert sorted(kept) == [p for p in known if low <= p <= high]
    refused = client.get(f"{path}?probability_min=0.9&probability_max=0.1")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "contradiction")


def test_what_became_known_since_a_day(client):
    every = get(client, "/v1/assessments?limit=1000")["items"]
    day = sorted(one["as_of"] for one in every)[len(every) // 2]
    kept = get(client, f"/v1/assessments?informed_since={day}&limit=1000")["items"]
    assert 0 < len(kept) < len(every)
    assert {one["as_of"] >= day for one in kept} == {True}


def test_only_the_fields_asked_for_and_what_names_an_item(client):
    items = get(client, "/v1/targets?fields=title&fields=due&limit=3")["items"]
    assert {tuple(sorted(one)) for one in items} == {("due", "id", "links", "title")}
    items = get(client, "/v1/assessments?fields=probability&limit=3")["items"]
    assert set(items[0]) == {"target_id", "mission_id", "key", "links", "probability"}
    refused = client.get("/v1/targets?fields=titel").json()
    assert refused["errors"][0]["path"] == "query.fields"
    assert "title" in refused["errors"][0]["detail"]


def test_history_has_every_assessment_of_a_target_the_newest_first(client):
    items = get(client, "/v1/assessments?target=nhs-rtt92-2029&include_history=true")["items"]
    assert [one["as_of"] for one in items] == sorted((one["as_of"] for one in items), reverse=True)
    assert len(items) == 2
    assert items[0]["key"] == get(client, "/v1/assessments?target=nhs-rtt92-2029")["items"][0]["key"]
    assert get(client, items[1]["links"]["self"])["key"] == items[1]["key"]
    then = get(client, "/v1/assessments?target=nhs-rtt92-2029&include_history=true&as_of=2025-06-30")["items"]
    assert then == items[1:]
    pages = get(client, "/v1/assessments?target=nhs-rtt92-2029&include_history=true&limit=1")
    assert (pages["total"], pages["items"]) == (2, items[:1])
    assert get(client, pages["links"]["next"])["items"] == items[1:]
    assert client.get("/v1/assessments?include_history=true&sort=due").status_code == 422


@pytest.mark.parametrize(
    ("since", "some"),
    [
        ("2026-11-24T09:29:59Z", True),
        ("2026-11-24T09:30:00Z", False),
        ("2026-11-24", True),
        ("2026-11-25", False),
        ("2026-11-24T10:29:59%2B01:00", True),
    ],
)
def test_what_was_made_since_an_instant(client, since, some):
    assert bool(get(client, f"/v1/assessments?updated_after={since}")["items"]) is some


@pytest.mark.parametrize("since", ["yesterday", "1764000000", "2026-13-01", "2026-11-24T25:00:00Z"])
def test_what_is_no_instant_is_refused(client, since):
    answer = client.get(f"/v1/assessments?updated_after={since}")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "query.updated_after")


def test_nothing_wanted_means_everything():
    assert list(Wanted().conditions()) == []
