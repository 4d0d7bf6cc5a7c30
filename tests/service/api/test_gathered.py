"""Milestones, breaks and findings of everything there is."""

from __future__ import annotations

import csv
import io

import pytest

from datasets.catalogue import load_catalogue
from service.api.routes import gathered


def every(client, path):
    found, body = [], client.get(f"{path}?limit=50").raise_for_status().json()
    found += body["items"]
    while address := body["links"].get("next"):
        body = client.get(address).raise_for_status().json()
        found += body["items"]
    assert len(found) == body["total"]
    return found


def rows(client, path):
    return list(csv.DictReader(io.StringIO(client.get(path).raise_for_status().text)))


def test_every_milestone_and_break_of_the_catalogue_is_listed(client):
    catalogue = load_catalogue()
    milestones, breaks = every(client, "/v1/milestones"), every(client, "/v1/breaks")
    assert [one["target_id"] for one in milestones] == [
        target.id for target in catalogue.targets.values() for _ in target.milestones
    ]
    assert [one["indicator_id"] for one in breaks] == [
        entry.id for entry in catalogue.indicators.values() for _ in entry.breaks
    ]
    assert [float(row["value"]) for row in rows(client, "/v1/milestones.csv")] == [
        one["value"] for one in milestones
    ]
    assert {row["comparability"] for row in rows(client, "/v1/breaks.csv")} <= {"yes", "partly", "no"}


def test_findings_are_those_of_the_current_assessments(client):
    found = every(client, "/v1/findings")
    homes = client.get("/v1/targets/uk-homes-1.5m/assessment").json()
    own = [one for one in found if one["target_id"] == "uk-homes-1.5m"]
    assert [one["code"] for one in own] == [one["code"] for one in homes["findings"]]
    assert len(rows(client, "/v1/findings.csv")) == len(found)
    serious = client.get("/v1/findings?severity=caution&limit=1000").json()["items"]
    assert serious == [one for one in found if one["severity"] == "caution"]
    code = found[0]["code"]
    alike = client.get(f"/v1/findings?code={code}&limit=1000").json()["items"]
    assert alike == [one for one in found if one["code"] == code]


@pytest.mark.parametrize("path", ["milestones", "breaks", "findings"])
def test_filters_narrow_and_what_names_nothing_is_said(client, path):
    of = every(client, f"/v1/{path}")[0]["mission_id"]
    kept = client.get(f"/v1/{path}?mission={of}&limit=1000").json()
    assert kept["items"]
    assert {one["mission_id"] for one in kept["items"]} == {of}
    strange = client.get(f"/v1/{path}?mission=uk-nsh").json()
    assert strange["items"] == []
    assert [one["code"] for one in strange["warnings"]] == ["unknown_mission"]
    assert client.get(f"/v1/{path}?colour=red").status_code == 422


@pytest.mark.parametrize("path", ["milestones", "breaks", "findings"])
def test_what_comes_before_a_page_meanwhile_neither_repeats_nor_skips(client, path, monkeypatch):
    whole = client.get(f"/v1/{path}?limit=1000").json()["items"]
    first = client.get(f"/v1/{path}?limit=3").json()
    assert first["items"] == whole[:3]
    found = getattr(gathered, f"_{path}")

    def longer(session, asked):
        items = list(found(session, asked))
        new = {**items[-1], **{name: "new" for name in ("target_id", "indicator_id") if name in items[-1]}}
        return [new, *items]

    monkeypatch.setattr(gathered, f"_{path}", longer)
    monkeypatch.setattr(client.app.state.desk._shelf, "get", lambda tag: None)
    second = client.get(first["links"]["next"]).json()
    assert second["total"] == first["total"] + 1
    assert second["items"] == whole[3:6]
