"""Parquet as pandas and pyarrow read it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from service.export.parquet import parquet, parquet_pieces
from service.export.tables import About, Table, Terms

PARQUET = "application/vnd.apache.parquet"
TABLES = [
    "/v1/indicators/rtt_pct_within_18w/observations",
    "/v1/assessments",
    "/v1/targets/nhs-rtt92-2029/trajectory",
    "/v1/forecasts",
    "/v1/forecasts/rtt_pct_within_18w/E92000001",
]


@pytest.mark.parametrize("address", TABLES)
def test_it_holds_what_the_csv_holds(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}.parquet").raise_for_status()
    assert answer.headers["content-type"] == PARQUET
    assert answer.headers["content-disposition"].endswith('.parquet"')
    assert client.get(address, headers={"Accept": PARQUET}).content == answer.content
    frame = pd.read_parquet(io.BytesIO(answer.content))
    table = pd.read_csv(io.BytesIO(client.get(f"{address}.csv").content), dtype=str, keep_default_na=False)
    assert list(frame.columns) == list(table.columns)
    assert len(frame) == len(table) > 0
    for name in frame.columns:
        if pd.api.types.is_float_dtype(frame[name]):
            pd.testing.assert_series_equal(frame[name], pd.to_numeric(table[name]), check_dtype=False)
        elif not pd.api.types.is_bool_dtype(frame[name]):
            assert list(frame[name].fillna("").astype(str)) == list(table[name].str.removeprefix("'")), name


@pytest.mark.parametrize("address", TABLES)
def test_it_has_its_own_tag(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}.parquet")
    tag = answer.headers["etag"]
    assert tag != client.get(f"{address}.csv").headers["etag"]
    again = client.get(f"{address}.parquet", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert answer.headers["vary"].startswith("Accept, Accept-Encoding")


def test_the_schema_says_unit_licence_release_and_state(client: TestClient) -> None:
    answer = client.get("/v1/indicators/net_additional_dwellings/observations.parquet")
    schema = pq.read_schema(io.BytesIO(answer.content))
    said = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert said["title"] == "Homes added a year"
    assert json.loads(said["licence"])[0].startswith("https://www.nationalarchives.gov.uk/")
    assert json.loads(said["attribution"])
    assert json.loads(said["primary_key"]) == ["area", "period"]
    assert said["release"]
    assert said["data_version"] == client.get("/v1").json()["data_version"]
    assert schema.field("value").metadata[b"unit"] == b"dwellings"
    assert schema.field("start").type == pa.date32()


def rows(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "area": f"E{number:08}",
            "value": number / 7 if number % 5 else None,
            "start": "2024-04-01",
            "unusual": number % 2 == 0,
            "count": number,
            "recorded_at": "2026-11-24T09:30:00+00:00",
        }


def table(count: int) -> Table:
    about = About("A title", ("area",), {"value": "percent"}, Terms(("https://example.org",), ("Source",)))
    return Table("name", ("area", "value", "start", "unusual", "count", "recorded_at"), rows(count), about)


def test_equal_rows_give_equal_bytes() -> None:
    assert parquet(table(500)) == parquet(table(500))


def test_groups_are_written_as_they_come() -> None:
    taken = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for row in rows(1000):
            taken += 1
            yield row

    lazy = Table("name", table(0).names, counted(), table(0).about)
    pieces = parquet_pieces(lazy, rows_in_a_group=100)
    assert next(pieces) == b"PAR1"
    first = next(pieces)
    assert taken == 100
    whole = b"PAR1" + first + b"".join(pieces)
    file = pq.ParquetFile(io.BytesIO(whole))
    assert file.metadata.num_row_groups == 10
    assert file.read().to_pylist()[:2] == pq.read_table(io.BytesIO(parquet(table(2)))).to_pylist()


def test_no_rows_are_a_table_all_the_same() -> None:
    assert pq.read_table(io.BytesIO(parquet(table(0)))).num_rows == 0
