"""Every format of every resource, by suffix and by ``Accept``; and the guide's table of them."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from service.api import chart_formats, negotiation
from service.api.negotiation import Format
from service.export.columns import Datatype, columns
from tests.service.export.guide.formats import in_the_guide, offered, table

FORMS: dict[str, Format] = {
    form.suffix: form
    for module in (negotiation, chart_formats)
    for form in vars(module).values()
    if isinstance(form, Format)
}
IDS = {
    "indicator_id": "rtt_pct_within_18w",
    "target_id": "nhs-rtt92-2029",
    "area_id": "E92000001",
    "mission_id": "uk-nhs",
}
ORIGIN = "origin_date=2026-06-11"
READ_AS = {
    Datatype.NUMBER: pd.api.types.is_numeric_dtype,
    Datatype.INTEGER: pd.api.types.is_numeric_dtype,
    Datatype.BOOLEAN: pd.api.types.is_bool_dtype,
    Datatype.DATE: pd.api.types.is_datetime64_any_dtype,
    Datatype.MOMENT: pd.api.types.is_datetime64_any_dtype,
}


@pytest.fixture(scope="module")
def api(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.app.openapi()  # type: ignore[attr-defined]
    return found


def addresses(client: TestClient, api: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The resources that this store has, charts aside: those have tests of their own."""
    newest = client.get("/v1/releases?limit=1").json()["items"][0]["id"]
    ids = {**IDS, "release_id": newest}
    return {
        path.format(**ids): suffixes
        for path, suffixes in offered(api).items()
        if "chart" not in path and set(re.findall(r"{(\w+)}", path)) <= set(ids)
    }


def test_the_guide_lists_what_is_offered(api: dict[str, Any]) -> None:
    # `python tests/service/export/guide/formats.py` writes it anew.
    assert in_the_guide() == table(api)


def test_suffix_and_accept_give_the_same(client: TestClient, api: dict[str, Any]) -> None:
    tried = set()
    for address, suffixes in addresses(client, api).items():
        # A file of model output holds one round.
        query = f"?{ORIGIN}" if ".hubverse.csv" in suffixes and "E92" not in address else ""
        for suffix in suffixes:
            form = FORMS[suffix]
            by_suffix = client.get(f"{address}{suffix}{query}", headers={"Accept": "image/gif"})
            by_accept = client.get(f"{address}{query}", headers={"Accept": form.media_type})
            assert by_suffix.status_code == by_accept.status_code, (address, suffix)
            if by_suffix.status_code == 404:
                assert by_suffix.json()["code"].startswith("not_"), address
                continue
            assert by_suffix.status_code == 200, (address, suffix, by_suffix.text[:300])
            assert by_suffix.headers["content-type"] == form.header, (address, suffix)
            assert by_accept.headers["content-type"] == form.header, (address, suffix)
            assert "Accept" in by_suffix.headers["vary"]
            if form is not FORMS[".json"]:  # whose links say by what address it was asked for
                assert by_suffix.content == by_accept.content, (address, suffix)
            tried.add(suffix)
        other = client.get(f"{address}{query}", headers={"Accept": "image/gif"})
        if other.status_code != 404:
            assert other.status_code == 406, address
            assert {FORMS[suffix].media_type for suffix in suffixes} <= set(
                other.json()["errors"][0]["detail"]
            )
    assert tried == {".json", ".csv", ".parquet", ".sdmx.csv", ".hubverse.csv", ".boe.csv"}


def test_pandas_reads_every_table_with_the_types_it_is_said_to_have(
    client: TestClient, api: dict[str, Any]
) -> None:
    for address, suffixes in addresses(client, api).items():
        if ".csv" not in suffixes:
            continue
        answer = client.get(f"{address}.csv")
        if answer.status_code == 404:
            continue
        text = answer.raise_for_status().content
        assert not text.startswith(b"\xef\xbb\xbf")
        assert text.endswith(b"\r\n")
        assert text.replace(b"\r\n", b"").count(b"\r") == 0
        header = text.partition(b"\r\n")[0].decode().split(",")
        kinds = {column.name: column.datatype for column in columns(header)}
        days = [name for name, kind in kinds.items() if kind in (Datatype.DATE, Datatype.MOMENT)]
        frame = pd.read_csv(io.BytesIO(text), parse_dates=days, low_memory=False)
        for name, kind in kinds.items():
            if kind is not Datatype.TEXT and frame[name].notna().any():
                assert READ_AS[kind](frame[name]), (address, name, frame[name].dtype)
        bare = pd.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False)
        # What is missing is an empty cell, never a word for it.
        assert not bare.isin(["nan", "NaN", "inf", "-inf", "None", "null", "NULL"]).any().any(), address
