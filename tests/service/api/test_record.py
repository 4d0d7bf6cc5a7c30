"""The record behind the probabilities, and the replay of one target's series."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from forecasting.evidence import evidence_for, recorded
from service.api.app import create_app
from service.api.representation import code_fingerprint
from service.operations.backtest_refit import use_shipped
from service.operations.backtest_series import replay_series
from service.operations.installation import open_installation
from service.settings import Settings
from service.store.writes.constants import save_constants

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NHS = "nhs-rtt92-2029"

TENTHS = ("said", "happened", "count")


def table(client: TestClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address).raise_for_status()
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_record_is_that_of_the_engine(client: TestClient) -> None:
    answer = client.get("/v1/reliability").raise_for_status().json()
    lines = recorded()
    assert answer["total"] == len(answer["items"]) == len(lines)
    assert answer["constants"] == []
    for item, line in zip(answer["items"], lines, strict=True):
        assert item["frequency_class"] == line.frequency_class
        assert (item["lengths"]["from"], item["lengths"]["to"]) == line.lengths
        assert (item["horizons"]["from"], item["horizons"]["to"]) == line.horizons
        assert item["coverage_80"] == line.coverage_80
        assert item["enough"] == (line.series >= 100)
        assert [tuple(tenth[name] for name in TENTHS) for tenth in item["reliability"]] == [
            (tenth.said, tenth.happened, tenth.count) for tenth in line.reliability
        ]


@pytest.mark.parametrize(
    ("frequency", "length", "horizon"), [("yearly", 12, 3), ("quarterly", 60, 16), ("monthly", 500, 1)]
)
def test_a_length_and_a_horizon_find_the_line_a_target_is_looked_up_in(
    client: TestClient, frequency: str, length: int, horizon: int
) -> None:
    address = f"/v1/reliability?frequency_class={frequency}&length={length}&horizon={horizon}"
    (item,) = client.get(address).raise_for_status().json()["items"]
    line = evidence_for(frequency, length, horizon)
    assert (item["series"], item["coverage_80"], item["brier"]) == (line.series, line.coverage_80, line.brier)


def test_what_was_never_tested_is_an_empty_answer_with_a_warning(client: TestClient) -> None:
    answer = client.get("/v1/reliability?horizon=400").raise_for_status().json()
    assert answer["items"] == []
    assert [warning["code"] for warning in answer["warnings"]] == ["nothing_recorded"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("frequency_class=hourly", "query.frequency_class"),
        ("length=0", "query.length"),
        ("horizon=x", "query.horizon"),
        ("horizon=1&horizon=2", "query.horizon"),
        ("class=yearly", "query.class"),
    ],
)
def test_what_cannot_be_asked_is_named(client: TestClient, query: str, path: str) -> None:
    answer = client.get(f"/v1/reliability?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert any(error["path"].startswith(path) for error in answer.json()["errors"])


def test_the_record_has_a_tag(client: TestClient) -> None:
    answer = client.get("/v1/reliability?frequency_class=yearly")
    again = client.get(
        "/v1/reliability?frequency_class=yearly", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    assert again.content == b""


def test_the_tag_knows_the_record_that_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_fingerprint()
    read = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda self: b"another" if self.name == "evidence.json" else read(self)
    )
    assert code_fingerprint() != before


def test_the_record_as_a_table_has_one_row_a_tenth(client: TestClient) -> None:
    rows = table(client, "/v1/reliability.csv?frequency_class=monthly")
    lines = [line for line in recorded() if line.frequency_class == "monthly"]
    assert len(rows) == sum(len(line.reliability) for line in lines)
    assert {row["frequency_class"] for row in rows} == {"monthly"}
    assert sum(int(row["count"]) for row in rows) == sum(t.count for line in lines for t in line.reliability)


def test_constants_of_ones_own_are_named_as_long_as_they_are_in_force(tmp_path: Any) -> None:
    settings = Settings(home=tmp_path)
    installation = open_installation(settings, recorded=MORNING)
    document = (
        '{"engine":"3","moves":[0.1,0,0,0,0],"series":412,"fitted_on":["own.csv"],"reason":"Better (crps)."}'
    )
    try:
        with installation.store.session() as session:
            save_constants(
                session, version="abc", frequency_class="yearly", document=document, recorded=MORNING
            )
        with TestClient(create_app(settings)) as client:
            (own,) = client.get("/v1/reliability").raise_for_status().json()["constants"]
            assert (own["version"], own["series"], own["fitted_on"]) == ("abc", 412, ["own.csv"])
            assert use_shipped(installation, recorded=MORNING) == 1
            tag = client.get("/v1/reliability")
            assert tag.json()["constants"] == []
    finally:
        installation.close()


@pytest.fixture(scope="module")
def replayed(client: TestClient, settings: Settings) -> dict[str, Any]:
    """The replay of a target's series, stored as ``headway prepare`` stores it."""
    missing = client.get(f"/v1/targets/{NHS}/backtest")
    assert missing.status_code == 404
    assert missing.json()["code"] == "not_replayed"
    assert missing.json()["errors"][0]["detail"] == {"command": "headway prepare"}
    installation = open_installation(settings, recorded=MORNING)
    try:
        assert replay_series(installation, recorded=MORNING) > 50
        assert replay_series(installation, recorded=MORNING) == 0
    finally:
        installation.close()
    found: dict[str, Any] = client.get(f"/v1/targets/{NHS}/backtest").raise_for_status().json()
    return found


def test_a_replay_says_what_was_known_and_what_happened(replayed: dict[str, Any], client: TestClient) -> None:
    assert replayed["target_id"] == NHS
    assert replayed["indicator_id"] == "rtt_pct_within_18w"
    assert replayed["origins"] == len(replayed["items"]) == sum(replayed["footings"].values())
    lines = [line for origin in replayed["items"] for line in origin["forecasts"]]
    assert replayed["forecasts"] == len(lines) > 100
    today = {
        row["period"]: float(row["value"])
        for row in table(client, "/v1/indicators/rtt_pct_within_18w/observations.csv?area=E92000001")
    }
    for origin in replayed["items"]:
        assert origin["as_of"] > origin["last_period"]["end"]
        for line in origin["forecasts"]:
            assert line["period"]["start"] > origin["last_period"]["end"]
            assert line["actual"] == today[line["period"]["period"]]
            quantiles = [line[name] for name in ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")]
            assert quantiles == sorted(quantiles)
    held = sum(line["p10"] <= line["actual"] <= line["p90"] for line in lines)
    assert replayed["coverage_80"] == pytest.approx(held / len(lines))


def test_a_replay_has_a_tag_and_a_table(replayed: dict[str, Any], client: TestClient) -> None:
    address = f"/v1/targets/{NHS}/backtest"
    answer = client.get(address)
    again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    rows = table(client, f"{address}.csv")
    assert len(rows) == replayed["forecasts"]
    assert float(rows[0]["actual"]) == replayed["items"][0]["forecasts"][0]["actual"]


def test_every_stored_replay_is_served(replayed: dict[str, Any], client: TestClient) -> None:
    served, following = 0, "/v1/targets?limit=1000"
    for item in client.get(following).raise_for_status().json()["items"]:
        answer = client.get(item["links"]["backtest"])
        assert answer.status_code in (200, 404)
        if answer.status_code == 404:
            assert answer.json()["code"] == "not_replayed"
        else:
            served += 1
            assert answer.json()["caveat"]
    assert served > 60


def test_a_target_that_does_not_exist_is_told_as_that(client: TestClient) -> None:
    answer = client.get("/v1/targets/nhs-rtt92-2092/backtest")
    assert answer.status_code == 404
    assert answer.json()["code"] == "unknown_id"
