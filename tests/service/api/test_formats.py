"""Choosing a format, and tables that are safe to open."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from service.api.csv_table import csv_table
from service.api.errors import FormatNotOffered
from service.api.negotiation import CSV, JSON, accepts_gzip, choose


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/*", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
        ("text/csv;q=0.9, application/json;q=0.8", CSV),
        ("application/json;q=0.2, text/csv;q=0.1", JSON),
        ("application/json;q=0, */*", CSV),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("text/csv; header=present; q=1", CSV),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str | None, chosen: object) -> None:
    assert choose(accept, (JSON, CSV)) is chosen


@pytest.mark.parametrize("accept", ["text/html", "application/xml, image/*", "*/*;q=0", "text/csv;q=nan"])
def test_what_is_not_offered_is_refused(accept: str) -> None:
    with pytest.raises(FormatNotOffered, match="text/csv"):
        choose(accept, (JSON, CSV))


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("br, GZIP", False),
        ("br, gzip;q=0.1", True),
        ("gzip;q=0", False),
    ],
)
def test_compression_is_by_consent(accepted: str | None, expected: bool) -> None:
    assert accepts_gzip(accepted) is expected


def test_a_suffix_decides_whatever_is_accepted(client: TestClient) -> None:
    plain = client.get("/v1/targets.csv", headers={"Accept": "application/json"})
    assert plain.headers["content-type"].startswith("text/csv")
    assert client.get("/v1/targets.json", headers={"Accept": "text/csv"}).json()["items"]
    assert client.get("/v1/targets", headers={"Accept": "text/csv"}).content == plain.content


def test_a_resource_without_a_table_offers_none(client: TestClient) -> None:
    response = client.get("/v1/targets/uk-homes-1.5m", headers={"Accept": "text/csv"})
    assert response.status_code == 406
    assert client.get("/v1/targets/uk-homes-1.5m.csv").status_code == 404


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20A"]
)
def test_text_never_becomes_a_formula(cell: str) -> None:
    (row,) = list(csv.reader(io.StringIO(csv_table(["a"], [[cell]]).decode(), newline="")))[1:]
    assert row == [f"'{cell}"]


def test_numbers_stay_numbers() -> None:
    assert csv_table(["a", "b", "c", "d"], [[-1.5, None, True, 7]]) == b"a,b,c,d\r\n-1.5,,true,7\r\n"


@given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_a_table_reads_back(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_table(["a", "b"], rows).decode(), newline="")))
    assert len(read) == len(rows) + 1
    for given_, got in zip(rows, read[1:], strict=True):
        assert [cell.removeprefix("'") for cell in got] == [cell.removeprefix("'") for cell in given_]


@pytest.mark.parametrize(
    "address",
    [
        "/v1/missions.csv",
        "/v1/indicators.csv",
        "/v1/targets.csv",
        "/v1/assessments.csv",
        "/v1/licences.csv",
        "/v1/targets/nhs-rtt92-2029/trajectory.csv",
        "/v1/indicators/rtt_pct_within_18w/observations.csv",
    ],
)
def test_pandas_reads_every_table(client: TestClient, address: str) -> None:
    response = client.get(address).raise_for_status()
    frame = pd.read_csv(io.BytesIO(response.content))
    assert len(frame)
    assert frame.columns.is_unique
    assert response.content.endswith(b"\r\n")
    assert response.headers["content-disposition"].startswith("inline; filename=")
