"""Observations: as known now, as known on a day, and every edition."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient

from datasets.catalogue import load_catalogue
from datasets.observation import Observation
from datasets.observations import load_statistics
from datasets.releases import known_as_of

RTT = "/v1/indicators/rtt_pct_within_18w/observations"
HOMES = "/v1/indicators/net_additional_dwellings/observations"


def items(client: TestClient, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        page = client.get(following).raise_for_status().json()
        found += page["items"]
        following = page["links"].get("next")
    return found


@pytest.fixture(scope="module")
def held() -> list[Observation]:
    return list(load_statistics(load_catalogue().indicators).observations)


@pytest.mark.parametrize("as_of", [None, "2025-06-30", "2019-01-31", "2010-05-06"])
def test_each_period_has_the_value_that_was_known(
    client: TestClient, held: list[Observation], as_of: str | None
) -> None:
    from datetime import date

    day = None if as_of is None else date.fromisoformat(as_of)
    mine = [one for one in held if one.indicator == "rtt_pct_within_18w" and one.area == "E92000001"]
    lag = load_catalogue().indicators["rtt_pct_within_18w"].lag_days
    expected = {
        str(one.observation.period): (one.observation.value, one.knowledge.value)
        for one in known_as_of(mine, as_of=day, lag_days=lag)
    }
    served = items(client, f"{RTT}?area=E92000001" + (f"&as_of={as_of}" if as_of else ""))
    assert {one["period"]["period"]: one["value"] for one in served} == {
        p: v for p, (v, _) in expected.items()
    }
    if as_of is None:
        assert {one["knowledge"] for one in served} == {"current"}
    else:
        assert {one["period"]["period"]: one["knowledge"] for one in served} == {
            p: knowledge for p, (_, knowledge) in expected.items()
        }
        assert all(one["published"] <= as_of for one in served if one["knowledge"] == "real_time")


def test_history_shows_every_edition(client: TestClient, held: list[Observation]) -> None:
    served = items(client, f"{RTT}?include_history=true&limit=100")
    mine = Counter(str(one.period) for one in held if one.indicator == "rtt_pct_within_18w")
    assert Counter(one["period"]["period"] for one in served) == mine
    assert max(mine.values()) > 1
    then = items(client, f"{RTT}?include_history=true&as_of=2025-06-30")
    assert 0 < len(then) < len(served)
    assert all(one["published"] is not None for one in then)


def test_a_value_known_only_later_is_marked_and_warned_of(client: TestClient) -> None:
    answer = client.get(f"{RTT}?as_of=2025-06-30").json()
    marked = [one for one in answer["items"] if one["knowledge"] == "pseudo_real_time"]
    said = [one for one in answer["warnings"] if one["code"] == "pseudo_real_time"]
    assert bool(marked) == bool(said)


def test_an_area_without_observations_is_a_warning(client: TestClient) -> None:
    answer = client.get(f"{HOMES}?area=E92000001&area=S92000003").json()
    assert answer["items"]
    assert [(one["code"], one["detail"]) for one in answer["warnings"]] == [
        ("area_without_observations", ["S92000003"])
    ]
    answer = client.get(f"{HOMES}?as_of=1950-01-01").json()
    assert [one["code"] for one in answer["warnings"]] == ["nothing_known"]


def test_the_table_has_the_list(client: TestClient) -> None:
    text = client.get(f"{HOMES}.csv").raise_for_status().content.decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    served = items(client, HOMES)
    assert [(row["period"], float(row["value"])) for row in rows] == [
        (one["period"]["period"], one["value"]) for one in served
    ]
    assert rows[0]["start"] == served[0]["period"]["start"]
    assert client.get(f"{HOMES}.csv?limit=5").json()["errors"][0]["code"] == "not_paged"
