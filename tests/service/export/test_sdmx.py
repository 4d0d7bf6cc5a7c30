"""SDMX-CSV 2.0 and its structures as sdmx1 reads them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import sdmx
from fastapi.testclient import TestClient
from sdmx.reader.csv import Reader

from forecasting.periods import Period
from service.export.courses import QUANTILES
from service.export.sdmx import code, quantile_code, time_period

DATA = "application/vnd.sdmx.data+csv; version=2.0.0"
STRUCTURE = "application/vnd.sdmx.structure+xml; version=2.1"


@pytest.fixture(scope="module")
def structures(client: TestClient) -> Any:
    answer = client.get("/v1/structures").raise_for_status()
    assert answer.headers["content-type"] == STRUCTURE
    return sdmx.read_sdmx(io.BytesIO(answer.content))


def observations(client: TestClient, structures: Any, address: str) -> list[Any]:
    """The observations of a file as the library reads them."""
    answer = client.get(address).raise_for_status()
    assert answer.headers["content-type"].startswith(DATA)
    name = "DSD_FORECASTS" if "/forecasts" in address else "DSD_OBSERVATIONS"
    message = Reader().convert(io.BytesIO(answer.content), structure=structures.structure[name])
    (data_set,) = message.data
    return list(data_set.obs)


def test_the_structures_are_whole(structures: Any) -> None:
    for name in ("OBSERVATIONS", "FORECASTS"):
        structure = structures.structure[f"DSD_{name}"]
        assert structures.dataflow[f"DF_{name}"].structure is structure
        for component in (*structure.dimensions.components, *structure.attributes.components):
            assert component.concept_identity.id == component.id
        for dimension in structure.dimensions.components:
            if dimension.id != "TIME_PERIOD":
                assert len(dimension.local_representation.enumerated) > 0
    assert len(structures.codelist["CL_QUANTILE"]) == len(QUANTILES)


@pytest.mark.parametrize(
    "address",
    [
        "/v1/indicators/rtt_pct_within_18w/observations.sdmx.csv",
        "/v1/indicators/net_additional_dwellings/observations.sdmx.csv?as_of=2025-06-30",
        "/v1/forecasts/rtt_pct_within_18w/E92000001.sdmx.csv",
        "/v1/forecasts.sdmx.csv?frequency=Q&frequency=AY",
    ],
)
def test_every_code_is_in_its_list_and_every_key_is_once(
    client: TestClient, structures: Any, address: str
) -> None:
    found = observations(client, structures, address)
    lists = {
        "FREQ": "CL_FREQ",
        "INDICATOR": "CL_INDICATOR",
        "REF_AREA": "CL_AREA",
        "QUANTILE": "CL_QUANTILE",
    }
    known = {name: set(structures.codelist[id_].items) for name, id_ in lists.items()}
    keys = set()
    for one in found:
        values = {name: part.value for name, part in one.dimension.values.items()}
        keys.add(tuple(values.items()))
        assert all(values[name] in known[name] for name in lists if name in values)
        assert one.attached_attribute["OBS_STATUS"].value in structures.codelist["CL_OBS_STATUS"].items
    assert len(keys) == len(found) > 0


def test_values_are_those_of_the_csv(client: TestClient, structures: Any) -> None:
    address = "/v1/indicators/rtt_pct_within_18w/observations"
    found = observations(client, structures, f"{address}.sdmx.csv")
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").text, newline="")))
    assert [float(one.value) for one in found] == [float(row["value"]) for row in rows]
    assert [one.dimension.values["TIME_PERIOD"].value for one in found] == [row["period"] for row in rows]
    assert {one.attached_attribute["UNIT_MEASURE"].value for one in found} == {"percent"}


def test_a_financial_year_is_a_reporting_year(client: TestClient, structures: Any) -> None:
    found = observations(client, structures, "/v1/indicators/net_additional_dwellings/observations.sdmx.csv")
    last = found[-1]
    assert last.dimension.values["TIME_PERIOD"].value.endswith("-A1")
    assert last.attached_attribute["REPORTING_YEAR_START_DAY"].value == "--04-01"


@pytest.mark.parametrize(
    ("text", "frequency", "written"),
    [
        ("2024", "A", "2024"),
        ("2024/25", "FY", "2024-A1"),
        ("2024/25", "AY", "2024-A1"),
        ("2024-Q1", "Q", "2024-Q1"),
        ("2024-03", "M", "2024-03"),
        ("2024-W05", "W", "2024-W05"),
        ("2021-02-14", "D", "2021-02-14"),
        ("YE-2024-06", "YE-Q", "2023-07-01/P1Y"),
        ("2021/22-2023/24", "A3", "2021-04-01/P3Y"),
        ("2018-2022", "A5", "2018-01-01/P5Y"),
        ("2024-03-31", "POINT", "2024-03-31"),
    ],
)
def test_periods_are_written_as_sdmx_has_them(text: str, frequency: str, written: str) -> None:
    assert time_period(Period.parse(text, frequency)) == written


def test_codes_are_identifiers() -> None:
    assert code("a.b c/d") == "a_b_c_d"
    assert len({quantile_code(level) for level in QUANTILES}) == len(QUANTILES)


def test_every_edition_is_not_one_value_a_period(client: TestClient) -> None:
    answer = client.get("/v1/indicators/rtt_pct_within_18w/observations.sdmx.csv?include_history=true")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "query.include_history"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/vnd.sdmx.data+csv", 200),
        ("application/vnd.sdmx.data+csv;version=2.0.0", 200),
        ('application/vnd.sdmx.data+csv; version="2.0.0"', 200),
        ("application/vnd.sdmx.data+csv; version=1.0.0", 406),
    ],
)
def test_the_version_asked_for_counts(client: TestClient, accept: str, status: int) -> None:
    address = "/v1/indicators/rtt_pct_within_18w/observations"
    assert client.get(address, headers={"Accept": accept}).status_code == status
