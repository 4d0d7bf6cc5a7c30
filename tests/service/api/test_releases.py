"""Releases, what they changed, revisions, sources and the calendar over HTTP."""

from __future__ import annotations

import csv
import io

import pytest

RTT = "rtt_pct_within_18w"


@pytest.fixture(scope="module")
def newest(client):
    return client.get(f"/v1/releases?indicator={RTT}&limit=1").json()["items"][0]


def test_releases_come_newest_first_and_can_be_narrowed(client):
    every = client.get("/v1/releases?limit=1000").json()
    days = [item["published"] for item in every["items"] if item["published"]]
    assert days == sorted(days, reverse=True)
    some = client.get(
        "/v1/releases?publisher=NHS%20England&since=2024-01-01&until=2024-12-31&limit=1000"
    ).json()
    assert 0 < some["total"] < every["total"]
    assert all(item["publisher"] == "NHS England" for item in some["items"])
    assert all("2024-01-01" <= item["published"] <= "2024-12-31" for item in some["items"])


def test_a_release_says_what_it_holds_and_what_it_changed(client, newest):
    held = client.get(newest["links"]["self"]).json()["holds"]
    changes = client.get(newest["links"]["changes"] + "?limit=1000").json()
    holding = sum(one["observations"] for one in held)
    assert changes["new"] + changes["revised"] + changes["unchanged"] == holding
    assert changes["total"] == changes["new"] + changes["revised"]
    revised = [item for item in changes["items"] if item["change"] == "revised"]
    assert revised
    assert all(item["difference"] == pytest.approx(item["after"] - item["before"]) for item in revised)
    rows = list(csv.DictReader(io.StringIO(client.get(newest["links"]["changes_csv"]).text)))
    assert len(rows) == changes["total"]


def test_the_revisions_of_an_indicator_agree_with_its_editions(client):
    (series,) = client.get(f"/v1/indicators/{RTT}/revisions").json()["items"]
    editions = client.get(f"/v1/indicators/{RTT}/observations?include_history=true&limit=10000").json()[
        "items"
    ]
    one = series["revisions"][-1]
    values = {
        item["published"]: item["value"]
        for item in editions
        if item["period"]["period"] == one["period"]["period"]
    }
    assert values[one["published"]] == one["after"]
    assert one["before"] in values.values()
    width = len(series["releases"])
    assert all(len(row["values"]) == width for row in series["triangle"])
    rows = list(csv.DictReader(io.StringIO(client.get(f"/v1/indicators/{RTT}/revisions.csv").text)))
    assert len(rows) == len(series["revisions"])


def test_an_area_without_figures_is_named_in_a_warning(client):
    answer = client.get(f"/v1/indicators/{RTT}/revisions?area=E09000007").json()
    assert answer["items"] == []
    assert answer["warnings"][0]["code"] == "area_without_observations"


def test_sources_say_what_comes_next(client):
    every = client.get("/v1/sources").json()
    rtt = next(item for item in every["items"] if item["id"] == "nhs-england/rtt")
    assert RTT in rtt["indicators"]
    assert rtt["last_visit"] is None
    detail = client.get(rtt["links"]["self"]).json()
    assert detail["next_expected"] == detail["expected"][0]
    assert client.get("/v1/sources.csv").text.count("\r\n") == every["total"] + 1


def test_the_calendar_is_in_order_of_days_and_can_be_narrowed(client):
    every = client.get("/v1/calendar?limit=1000").json()["items"]
    assert [item["due"] for item in every] == sorted(item["due"] for item in every)
    assert all(item["next"]["start"] > item["newest"]["start"] for item in every)
    last = every[len(every) // 2]["due"]
    some = client.get(f"/v1/calendar?until={last}&mission=uk-nhs&limit=1000").json()["items"]
    assert some == [item for item in every if item["due"] <= last and item["mission_id"] == "uk-nhs"]


@pytest.mark.parametrize(
    ("address", "status", "path"),
    [
        ("/v1/releases/nhs-england-2026-06-12", 404, "path.release_id"),
        ("/v1/releases/NHS", 422, "path.release_id"),
        ("/v1/sources/nhs-england/rt", 404, "path.source_id"),
        ("/v1/sources/..%2f..%2fetc", 422, "path.source_id"),
        ("/v1/indicators/rtt/revisions", 404, "path.indicator_id"),
        ("/v1/releases?since=yesterday", 422, "query.since"),
        ("/v1/calendar.csv?limit=3", 422, "query.limit"),
    ],
)
def test_what_is_not_there_is_named(client, address, status, path):
    answer = client.get(address)
    assert answer.status_code == status
    body = answer.json()
    assert body["errors"][0]["path"] == path


def test_kept_answers_are_not_sent_again(client, newest):
    for address in (
        "/v1/releases",
        newest["links"]["changes"],
        f"/v1/indicators/{RTT}/revisions",
        "/v1/sources",
    ):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304


def test_areas_say_what_they_lie_in(client):
    camden = client.get("/v1/areas/E09000007").json()
    assert (camden["level"], camden["parent"]) == ("local authority", "E12000007")
    assert "eyfs_gld_pct" in camden["indicators"]
    england = client.get("/v1/areas/E92000001").json()
    assert "E12000007" in england["inside"]
    inside = client.get(england["links"]["inside"]).json()["items"]
    assert {area["id"] for area in inside} == set(england["inside"])
    regions = client.get("/v1/areas?level=region").json()["items"]
    assert all(area["level"] == "region" for area in regions)
    measured = client.get("/v1/areas.csv?indicator=eyfs_gld_pct").text
    assert "E09000007" in measured
    assert client.get("/v1/areas/E99").status_code == 404
