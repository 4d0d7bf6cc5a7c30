"""Breaks that figures suggest, over HTTP: listed as findings, dismissed, or accepted by recording the break."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import open_store

SERIES = "rtt_over_52w"


@pytest.fixture(scope="module")
def editing(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An editor, on a copy of the store that the other tests read."""
    own = Settings(home=tmp_path_factory.mktemp("suspected") / "home")
    shutil.copytree(settings.home, own.home)
    with open_store(own.store_url) as store, store.session() as session:
        wanted = KeyWanted("Edith", Scope.EDITOR)
        key, _ = create_key(session, wanted, at=datetime.now(UTC), who="test", why="To try")
    with TestClient(create_app(own), headers={"Authorization": f"Bearer {key.text}"}) as client:
        yield client


def test_what_the_bundled_figures_suggest_is_a_finding(client: TestClient) -> None:
    found = client.get("/v1/findings?code=suspected_break&limit=1000").json()["items"]
    assert {one["state"] for one in found} == {"suspected"}
    own = client.get(f"/v1/findings?indicator={SERIES}&state=suspected").json()["items"]
    assert [(one["period"]["period"], one["target_id"], one["area"]) for one in own] == [
        ("2010-09", None, "E92000001")
    ]
    assert own[0]["message"].startswith(
        "In September 2010 the level changes from 20,889 waits to 13,476 waits"
    )
    table = client.get("/v1/findings.csv?state=suspected").text
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == len(found)
    assert client.get("/v1/findings?state=accepted").json()["items"] == []
    of_target = client.get("/v1/findings?target=nhs-52w-zero&state=suspected").json()["items"]
    assert [one["id"] for one in of_target] == [own[0]["id"]]


def test_one_is_dismissed_once_with_a_reason_and_told_as_dismissed(editing: TestClient) -> None:
    found = editing.get("/v1/findings?indicator=renewable_elec_share_ember&state=suspected").json()["items"][
        0
    ]
    address, tag = f"/v1/findings/{found['id']}/dismiss", {"If-Match": f'"{found["version"]}"'}
    sent = {"reason": "New nuclear stations, not another way of counting"}
    assert editing.post(address, json=sent).status_code == 428
    assert editing.post(address, json={"reason": " "}, headers=tag).status_code == 422
    assert editing.post("/v1/findings/99999/dismiss", json=sent, headers=tag).status_code == 404
    anonymous = {"Authorization": ""} | tag
    assert editing.post(address, json=sent, headers=anonymous).status_code == 401
    before = editing.get("/v1/findings?state=suspected").headers["etag"]
    answer = editing.post(address, json=sent, headers=tag).raise_for_status().json()
    assert (answer["state"], answer["decided_by"], answer["reason"]) == ("dismissed", "Edith", sent["reason"])
    assert editing.post(address, json=sent, headers=tag).status_code == 412
    assert editing.get("/v1/findings?state=suspected").headers["etag"] != before
    listed = editing.get("/v1/findings?state=dismissed").json()["items"]
    assert listed == [answer]


def test_recording_the_break_accepts_it_and_taking_it_back_does_not(editing: TestClient) -> None:
    found = editing.get("/v1/findings?indicator=rtt_over_104w&state=suspected").json()["items"][0]
    indicator = "/v1/indicators/rtt_over_104w"
    entry = {
        "period": found["period"]["period"], "area": found["area"], "kind": "coverage", "comparable": "partly",
        "explanation": "One trust mended its list.",
    }  # fmt: skip
    address = f"{indicator}/breaks/{found['period']['period']}@{found['area']}"
    held = editing.get(indicator).headers["etag"]
    answer = editing.put(address, json={"break": entry, "reason": "It says so"}, headers={"If-Match": held})
    answer.raise_for_status()
    state = editing.get("/v1/findings?indicator=rtt_over_104w&code=suspected_break").json()["items"][0]
    assert state["state"] == "accepted"
    held = editing.get(indicator).headers["etag"]
    editing.delete(f"{address}?reason=No", headers={"If-Match": held}).raise_for_status()
    state = editing.get("/v1/findings?indicator=rtt_over_104w&code=suspected_break").json()["items"][0]
    assert state["state"] == "suspected"
