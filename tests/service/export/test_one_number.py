"""The same number is the same in every format, to the last digit, each read by a library of its own."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

SERIES = ["rtt_pct_within_18w/E92000001", "gdp_per_head/K02000001", "net_additional_dwellings/E92000001"]
TARGETS = ["nhs-rtt92-2029", "uk-homes-1.5m", "uk-growth-rhdi"]
JUDGED = ("probability", "projected_p50", "projected_gap", "gap_now", "target_value", "required_rate")


def frame(client: TestClient, address: str) -> pd.DataFrame:
    content = client.get(address).raise_for_status().content
    if address.partition("?")[0].endswith(".parquet"):
        return pd.read_parquet(io.BytesIO(content))
    return pd.read_csv(io.BytesIO(content), low_memory=False)


def of(found: pd.DataFrame, keys: list[str], value: str) -> dict[Any, float]:
    """Values by key, those that are known."""
    known = found.dropna(subset=[value])
    return dict(zip(known[keys].itertuples(index=False, name=None), known[value], strict=True))


@pytest.mark.parametrize("series", SERIES)
def test_a_forecast(client: TestClient, series: str) -> None:
    address = f"/v1/forecasts/{series}"
    document = client.get(address).raise_for_status().json()
    keys = ["end", "quantile"]
    table = of(frame(client, f"{address}.csv"), keys, "value")
    assert len(table) == 23 * document["horizon"]
    parquet = frame(client, f"{address}.parquet").astype({"end": str})
    assert of(parquet, keys, "value") == table
    hub = frame(client, f"{address}.hubverse.csv")
    assert of(hub, ["target_end_date", "output_type_id"], "value") == table
    sdmx = frame(client, f"{address}.sdmx.csv")
    assert list(sdmx["OBS_VALUE"]) == list(table.values())
    if document["frequency"] in ("Q", "M"):
        bank = frame(client, f"{address}.boe.csv")
        assert of(bank, ["date", "quantile"], "value") == table
    levels = {"p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p97_5": 0.975}
    for point in document["points"]:
        for name, level in levels.items():
            assert point["forecast"][name] == table[point["period"]["end"], level]


@pytest.mark.parametrize("series", SERIES)
def test_an_observation(client: TestClient, series: str) -> None:
    indicator, area = series.split("/")
    address, query = f"/v1/indicators/{indicator}/observations", f"?area={area}"
    items = client.get(f"{address}{query}&limit=10000").raise_for_status().json()["items"]
    document = [one["value"] for one in items]
    table = frame(client, f"{address}.csv{query}")
    assert list(table["value"]) == document
    assert list(frame(client, f"{address}.parquet{query}")["value"]) == document
    assert list(frame(client, f"{address}.sdmx.csv{query}")["OBS_VALUE"]) == document
    bulk = frame(client, f"/v1/bulk/indicators/{indicator}/observations.parquet")
    assert list(bulk[bulk["area"] == area]["value"]) == document
    if table["frequency"].iat[0] in ("Q", "M"):
        bank = frame(client, f"{address}.boe.csv{query}")
        newest = of(bank.sort_values("vintage_date", kind="stable"), ["date"], "value")
        held = {(one["period"]["end"],): one["value"] for one in items}
        assert newest
        for day, value in newest.items():
            assert held[day] == value


@pytest.mark.parametrize("target", TARGETS)
def test_a_trajectory(client: TestClient, target: str) -> None:
    address = f"/v1/targets/{target}/trajectory"
    points = client.get(address).raise_for_status().json()["points"]
    table = frame(client, f"{address}.csv")
    for other in (frame(client, f"{address}.parquet"), frame(client, "/v1/bulk/trajectories.csv")):
        own = other[other["target_id"] == target] if "target_id" in other else other
        for name in ("actual", "p10", "p50", "p90", "trajectory", "target"):
            assert of(own, ["period"], name) == of(table, ["period"], name), name
    wide = pd.DataFrame(client.get(f"{address}/rows").json())
    long = frame(client, f"{address}/long.csv")
    for name in ("actual", "p50", "trajectory"):
        assert of(wide, ["period"], name) == of(table, ["period"], name)
        assert of(long[long["measure"] == name], ["period"], "value") == of(table, ["period"], name)
    fan = {(point["period"]["period"],): point["forecast"]["p50"] for point in points if point["forecast"]}
    assert fan == of(table, ["period"], "p50")
    assert fan


@pytest.mark.parametrize("target", TARGETS)
def test_an_assessment(client: TestClient, target: str) -> None:
    document = client.get(f"/v1/targets/{target}/assessment").raise_for_status().json()
    said = (
        *(document["probability"], document["projection"]["median"], document["projected_gap"]["value"]),
        *(document["gap_now"]["value"], document["required_value"], document["rates"]["required"]),
    )
    for address in ("/v1/assessments.csv", "/v1/assessments.parquet", "/v1/bulk/assessments.csv"):
        found = frame(client, address)
        row = found[found["target_id"] == target].iloc[0]
        assert tuple(row[name] for name in JUDGED) == said, address
    (item,) = client.get(f"/v1/assessments?target={target}").json()["items"]
    assert item["probability"] == document["probability"]
    hub = frame(client, f"/v1/assessments.hubverse.csv?origin_date={document['as_of']}&target={target}")
    assert of(hub, ["output_type_id"], "value")["met",] == document["probability"]
