"""Forecasts and outturns in the schema of the Bank of England's ``forecast_evaluation``."""

from __future__ import annotations

import io
import warnings

import numpy as np
import pandas as pd
from fastapi.testclient import TestClient

COLUMNS = {"date", "vintage_date", "variable", "frequency", "source", "forecast_horizon", "quantile", "value"}


def frame(client: TestClient, address: str) -> pd.DataFrame:
    answer = client.get(address).raise_for_status()
    assert answer.headers["content-type"].startswith("application/vnd.boe.forecast-evaluation+csv")
    return pd.read_csv(io.BytesIO(answer.content), parse_dates=["date", "vintage_date"])


def test_the_columns_and_rules_of_the_schema(client: TestClient) -> None:
    found = frame(client, "/v1/forecasts.boe.csv")
    assert set(found.columns) == COLUMNS
    assert set(found["frequency"]) == {"Q", "M"}
    assert found["quantile"].between(0, 1).all()
    assert np.isfinite(found["value"]).all()
    keys = ["variable", "vintage_date", "date", "quantile"]
    assert not found.duplicated(keys).any()
    # The first period after the last one known is 0, and no horizon is passed over.
    for _, group in found.groupby("variable"):
        assert sorted(set(group["forecast_horizon"])) == list(range(group["forecast_horizon"].max() + 1))


def test_quantiles_do_not_cross(client: TestClient) -> None:
    found = frame(client, "/v1/forecasts/gdp_per_head/K02000001.boe.csv").sort_values(["date", "quantile"])
    assert (found.groupby("date")["value"].diff().dropna() >= 0).all()


def test_outturns_are_every_edition_with_a_date(client: TestClient) -> None:
    found = frame(client, "/v1/indicators/rtt_pct_within_18w/observations.boe.csv")
    assert set(found.columns) == {"date", "vintage_date", "variable", "frequency", "value"}
    assert found["vintage_date"].nunique() > 1
    assert (found["vintage_date"] >= found["date"]).all()


def test_what_the_package_does_not_read_is_not_offered(client: TestClient) -> None:
    for address in (
        "/v1/forecasts/net_additional_dwellings/E92000001.boe.csv",
        "/v1/indicators/net_additional_dwellings/observations.boe.csv",
    ):
        answer = client.get(address)
        assert answer.status_code == 406
        assert "application/json" in answer.json()["errors"][0]["detail"]


def test_the_package_itself_reads_it(client: TestClient) -> None:
    forecasts = frame(client, "/v1/forecasts/rtt_pct_within_18w/E92000001.boe.csv")
    outturns = frame(client, "/v1/indicators/rtt_pct_within_18w/observations.boe.csv")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its dependencies warn of one another
        import forecast_evaluation

        data = forecast_evaluation.DensityForecastData(outturns_data=outturns, forecasts_data=forecasts)
    read = data.density_forecasts
    levels = read[read["metric"] == "levels"]
    assert len(levels) == len(forecasts)
    assert sorted(levels["value"]) == sorted(forecasts["value"])
