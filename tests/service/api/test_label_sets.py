"""Label sets over HTTP: those in force, one with its record, every version."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.installation import open_installation
from service.operations.label_set_rows import ERROR_COLUMNS, LABEL_COLUMNS
from service.settings import Settings

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def get(client: TestClient, address: str) -> Any:
    return client.get(address).raise_for_status().json()


def test_the_bundled_set_has_its_cuts_its_words_and_its_record(client: TestClient) -> None:
    listed = get(client, "/v1/label-sets")["items"]
    assert [one["id"] for one in listed] == ["v1"]
    found = get(client, listed[0]["links"]["self"])
    assert [(one["label"], one["from"], one["words"]) for one in found["labels"]] == [
        ("on_track", 0.6, "On track"), ("uncertain", 0.4, "Uncertain"), ("off_track", 0.0, "Off track"),
    ]  # fmt: skip
    assert found["settled"]["met"] == "Met"
    assert found["versions"][0]["in_force"] is True
    rows = found["errors"]["rows"]
    assert {row["frequency"] for row in rows} == {"yearly", "quarterly", "monthly"}
    for row in rows:
        said = {one["label"]: one for one in row["labels"]}
        off, on = said["off_track"], said["on_track"]
        assert row["false_alarm"] == pytest.approx(off["met"] / off["said"], abs=5e-5)
        assert row["missed_alarm"] == pytest.approx(1 - on["met"] / on["said"], abs=5e-5)
        assert sum(one["said"] for one in row["labels"]) == row["targets"]
    assert "met after all" in found["errors"]["false_alarm"]
    assert "missed after all" in found["errors"]["missed_alarm"]


def test_an_assessment_names_a_set_that_can_be_asked_for(client: TestClient) -> None:
    judged = get(client, "/v1/targets/uk-homes-1.5m/assessment")
    assert get(client, f"/v1/label-sets/{judged['label_set']}")["id"] == judged["label_set"]


def test_the_table_has_a_row_for_each_kind_and_horizon(client: TestClient) -> None:
    answer = client.get("/v1/label-sets.csv").raise_for_status()
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert tuple(rows[0]) == ERROR_COLUMNS
    assert len(rows) == len(get(client, "/v1/label-sets/v1")["errors"]["rows"])


def test_an_unknown_set_is_named(client: TestClient) -> None:
    answer = client.get("/v1/label-sets/v7")
    assert answer.status_code == 404
    assert (answer.json()["code"], answer.json()["errors"][0]["path"]) == ("unknown_id", "path.label_set_id")


def test_it_is_answered_with_304_while_nothing_has_changed(client: TestClient) -> None:
    first = client.get("/v1/label-sets/v1")
    again = client.get("/v1/label-sets/v1", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_assessments_say_what_another_set_calls_them_and_keep_their_own_verdict(client: TestClient) -> None:
    plain = get(client, "/v1/assessments?limit=1000")["items"]
    asked = get(client, "/v1/assessments?limit=1000&label_set=v1")["items"]
    assert all("labelled" not in one for one in plain)
    for one, same in zip(asked, plain, strict=True):
        said = one.pop("labelled")
        assert one == same
        assert (said["label_set"], said["verdict"]) == ("v1", same["verdict"])
        assert (said["label"] is None) is (same["verdict"] not in ("on_track", "uncertain", "off_track"))
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/assessments.csv?label_set=v1").text)))
    assert tuple(rows[0])[-3:] == LABEL_COLUMNS
    assert [row["verdict"] for row in rows] == [one["verdict"] for one in plain]
    wrong = client.get("/v1/assessments?label_set=v7")
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["path"] == "query.label_set"


def test_a_set_of_ones_own_is_served_and_a_new_version_of_it_shows_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasets.catalogue.scaffolding import write_example

    council = tmp_path / "council"
    write_example(council)
    (council / "label-sets").mkdir()
    own: dict[str, Any] = {
        "id": "thirds", "version": 1, "title": "Thirds",
        "labels": [
            {"label": "likely", "words": "Likely", "verdict": "on_track", "from": 0.67},
            {"label": "unlikely", "words": "Unlikely", "verdict": "off_track", "from": 0},
        ],
    }  # fmt: skip
    settings = Settings(home=tmp_path / "home", catalogue=(council,), bundled=False)
    file = council / "label-sets" / "thirds.json"

    def fill() -> None:
        file.write_text(json.dumps(own), encoding="utf-8")
        open_installation(settings, recorded=MORNING).close()

    fill()
    with TestClient(create_app(settings)) as client:
        first = client.get("/v1/label-sets/thirds")
        found = first.json()
        assert found["owner"] == "folder:council"
        assert [one["label"] for one in found["labels"]] == ["likely", "unlikely"]
        assert len(found["errors"]["rows"]) == 14
        own["version"] = 2
        own["labels"][0]["from"] = 0.7
        fill()
        again = client.get("/v1/label-sets/thirds", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 200
        assert [(one["version"], one["in_force"]) for one in again.json()["versions"]] == [
            (2, True),
            (1, False),
        ]
        assert "Thirds (thirds, version 2)" in client.get("/methods").text
