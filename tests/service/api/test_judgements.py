"""Assessment, trajectory and gap of a target, now and as of a day."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.settings import Settings
from service.store import open_store
from service.store.reads.assessments import assessment_as_of, current_assessment

HOMES = "/v1/targets/uk-homes-1.5m"
NHS = "/v1/targets/nhs-rtt92-2029"


def get(client: TestClient, address: str) -> Any:
    return client.get(address).raise_for_status().json()


def test_the_assessment_is_the_stored_document_with_links(client: TestClient, settings: Settings) -> None:
    served = client.get(f"{HOMES}/assessment").content
    with open_store(settings.store_url) as store, store.read() as session:
        stored = current_assessment(session, "uk-homes-1.5m")
    assert stored is not None
    assert served.startswith(stored.document[:-1].encode())
    added = json.loads(b"{" + served[len(stored.document[:-1].encode()) + 1 :])
    assert set(added) == {"links"}


def test_as_of_gives_the_newest_assessment_from_then_or_before(
    client: TestClient, settings: Settings
) -> None:
    with open_store(settings.store_url) as store, store.read() as session:
        then = assessment_as_of(session, "nhs-rtt92-2029", None)
        known = [one for one in ("2025-06-30", "2025-12-31") if one]
    assert then is not None
    assert len(known) == 2
    current = get(client, f"{NHS}/assessment")
    earlier = get(client, f"{NHS}/assessment?as_of=2025-06-30")
    assert earlier["as_of"] <= "2025-06-30" < current["as_of"]
    assert earlier["key"] != current["key"]
    assert earlier["evidence"]["knowledge"] in ("real_time", "pseudo_real_time")
    # Nothing else was assessed between that day and the current one.
    assert get(client, f"{NHS}/assessment?as_of=2025-12-31")["key"] == earlier["key"]
    assert get(client, f"{NHS}/assessment?as_of={current['as_of']}")["key"] == current["key"]
    before = client.get(f"{NHS}/assessment?as_of=2001-01-01")
    assert (before.status_code, before.json()["code"]) == (404, "not_assessed")


@pytest.mark.parametrize("own", ["assessment", "trajectory", "gap"])
def test_links_keep_the_day(client: TestClient, own: str) -> None:
    links = get(client, f"{NHS}/{own}?as_of=2025-06-30")["links"]
    assert links["self"] == f"{NHS}/{own}?as_of=2025-06-30"
    for name in ("assessment", "trajectory", "gap"):
        assert links[name].endswith("?as_of=2025-06-30")
        assert client.get(links[name]).status_code == 200


def test_the_trajectory_has_history_path_and_fan(client: TestClient) -> None:
    trajectory = get(client, f"{NHS}/trajectory")
    points = trajectory["points"]
    measured = [one for one in points if one["actual"] is not None]
    forecast = [one for one in points if one["forecast"] is not None]
    assert len(measured) > 100
    assert forecast[-1]["period"] == trajectory["resolved"]
    assert points[-1]["required"] == trajectory["required_value"] == 92
    for one in forecast:
        fan = list(one["forecast"].values())
        assert fan == sorted(fan)
        assert one["actual"] is None
    assert [one["period"]["start"] for one in points] == sorted(one["period"]["start"] for one in points)


def test_table_and_rows_say_what_the_trajectory_says(client: TestClient) -> None:
    points = get(client, f"{NHS}/trajectory")["points"]
    text = client.get(f"{NHS}/trajectory.csv").content.decode()
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    rows = get(client, f"{NHS}/trajectory/rows")
    assert len(lines) == len(rows) == len(points)
    for point, line, row in zip(points, lines, rows, strict=True):
        assert line["time"] == row["time"] == point["period"]["end"]
        assert line["actual"] == ("" if point["actual"] is None else str(point["actual"]))
        assert row["actual"] == point["actual"]
        assert row["trajectory"] == point["required"]
        assert row["p10"] == (point["forecast"] or {"p10": None})["p10"]
        assert line["p97_5"] == ("" if point["forecast"] is None else str(point["forecast"]["p97_5"]))
        assert row["target"] == 92


def test_rows_are_flat_and_keep_to_an_interval(client: TestClient) -> None:
    rows = get(client, f"{NHS}/trajectory/rows?from=2026-01-01&to=2026-12-31")
    assert {row["time"][:4] for row in rows} == {"2026"}
    for row in rows:
        assert not any(isinstance(value, dict | list) for value in row.values())
    assert get(client, f"{NHS}/trajectory/rows?from=2099-01-01") == []


def test_the_gap_is_that_of_the_assessment(client: TestClient) -> None:
    gap, assessment = get(client, f"{HOMES}/gap"), get(client, f"{HOMES}/assessment")
    assert gap["assessment"] == assessment["key"]
    for name in ("gap_now", "projected_gap", "rates", "required_value", "unit", "caveat"):
        assert gap[name] == assessment[name]
    projected = assessment["required_value"] - assessment["projection"]["median"]
    assert gap["projected_gap"]["value"] == pytest.approx(projected)


def test_a_target_that_cannot_be_rated_says_why(client: TestClient) -> None:
    items = get(client, "/v1/assessments?verdict=no_verdict")["items"]
    assert items
    for item in items:
        assert item["probability"] is None
        assert item["reason"]
        assert client.get(item["links"]["trajectory"]).status_code == 200
        assert client.get(item["links"]["gap"]).status_code == 200
