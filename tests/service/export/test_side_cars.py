"""Every CSV file has a side-car that a public CSVW library reads and holds the file against."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from fastapi.testclient import TestClient
from httpx2 import Response

from service.export.columns import Datatype, columns


def addresses(client: TestClient) -> list[str]:
    """Every CSV file of the API, with ids that are there."""
    newest = client.get("/v1/releases?limit=1").json()["items"][0]["id"]
    ids = {
        "indicator_id": "rtt_pct_within_18w",
        "target_id": "nhs-rtt92-2029",
        "release_id": newest,
        "area_id": "E92000001",
    }
    paths = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    histories = [f"{path}.csv?include_history=true" for path in ("/v1/assessments", "/v1/bulk/assessments")]
    return histories + [
        path.removesuffix("-metadata.json").format(**ids)
        for path in paths
        # The others need what this store does not hold.
        if path.endswith(".csv-metadata.json") and set(re.findall(r"{(\w+)}", path)) <= set(ids)
    ]


def linked(answer: Response) -> str:
    """The address of the side-car that an answer links."""
    (link,) = [part for part in answer.headers["link"].split(", ") if 'rel="describedby"' in part]
    assert link.endswith('; type="application/csvm+json"')
    return link[1 : link.index(">")]


def wrong(folder: Path, table: bytes, metadata: dict[str, Any]) -> list[str]:
    """What the library finds wrong in a table, held against its side-car."""
    (folder / "table.csv").write_bytes(table)
    (folder / "table.csv-metadata.json").write_text(json.dumps({**metadata, "url": "table.csv"}), "utf-8")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        result = CSVW(str(folder / "table.csv-metadata.json"), validate=True)
        try:
            valid = result.is_valid
        except ValueError as error:  # a key that is there twice
            return [str(error)]
    # A cell of another type is only told as a warning.
    told = [str(one.message) for one in (*said, *result.warnings) if issubclass(one.category, UserWarning)]
    return told if valid else [*told, "invalid"]


def test_every_table_is_what_its_side_car_says(client: TestClient, tmp_path: Path) -> None:
    found = addresses(client)
    assert len(found) > 20
    for address in found:
        answer = client.get(address)
        if answer.status_code == 404:  # a record that this store does not hold
            assert answer.json()["code"].startswith("not_"), address
            continue
        metadata = client.get(linked(answer.raise_for_status())).raise_for_status()
        assert metadata.headers["content-type"] == "application/csvm+json"
        document = metadata.json()
        assert document["url"] == address
        assert not wrong(tmp_path, answer.content, document), address
        header = answer.text.partition("\r\n")[0].split(",")
        assert [one["name"] for one in document["tableSchema"]["columns"]] == header
        # A new column is described in service/export/columns.py.
        described = {one["name"]: one["dc:description"] for one in document["tableSchema"]["columns"]}
        assert all(described.values()), (address, described)
        assert document["dc:license"], address
        assert document["dc:source"], address


def test_a_cell_that_is_no_number_is_found_out(client: TestClient, tmp_path: Path) -> None:
    address = "/v1/indicators/rtt_pct_within_18w/observations.csv"
    table = client.get(address).content
    metadata = client.get(f"{address}-metadata.json").json()
    assert not wrong(tmp_path, table, metadata)
    assert wrong(tmp_path, table.replace(b"57.2169", b"many"), metadata)


def test_a_row_twice_breaks_the_key(client: TestClient, tmp_path: Path) -> None:
    address = "/v1/indicators/rtt_pct_within_18w/observations.csv"
    lines = client.get(address).content.split(b"\r\n")
    metadata = client.get(f"{address}-metadata.json").json()
    assert metadata["tableSchema"]["primaryKey"] == ["area", "period"]
    (found,) = wrong(tmp_path, b"\r\n".join([*lines[:-1], lines[1], b""]), metadata)
    assert "duplicate primary key" in found


def test_units_and_licence_are_those_of_the_indicator(client: TestClient) -> None:
    document = client.get("/v1/indicators/net_additional_dwellings/observations.csv-metadata.json").json()
    (value,) = [one for one in document["tableSchema"]["columns"] if one["name"] == "value"]
    assert value["schema:unitText"] == "dwellings"
    assert document["dc:license"] == [
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    ]
    assert any("MHCLG" in line or "Housing" in line for line in document["dc:source"])


def test_a_question_is_carried_along(client: TestClient) -> None:
    answer = client.get("/v1/targets.csv?mission=uk-nhs&verdict=off_track")
    address = linked(answer)
    assert address == "/v1/targets.csv-metadata.json?mission=uk-nhs&verdict=off_track"
    assert client.get(address).json()["url"] == "/v1/targets.csv?mission=uk-nhs&verdict=off_track"


def test_a_table_by_accept_has_the_same_side_car(client: TestClient) -> None:
    answer = client.get("/v1/targets", headers={"Accept": "text/csv"})
    assert linked(answer) == "/v1/targets.csv-metadata.json"
    metadata = client.get("/v1/targets", headers={"Accept": "application/csvm+json"})
    assert metadata.json() == client.get("/v1/targets.csv-metadata.json").json()
    held = {"If-None-Match": metadata.headers["etag"], "Accept": "application/csvm+json"}
    assert client.get("/v1/targets", headers=held).status_code == 304


@pytest.mark.parametrize("query", ["?limit=5", "?nonsense=1", "?mission=uk-nhs&sort=id&sort=due"])
def test_what_the_table_refuses_its_side_car_refuses(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/targets.csv-metadata.json{query}").status_code == 422


def test_a_filter_may_be_given_twice(client: TestClient) -> None:
    address = "/v1/targets.csv-metadata.json?verdict=met&verdict=missed"
    assert client.get(address).status_code == 200


def test_a_link_cannot_be_broken_out_of(client: TestClient) -> None:
    answer = client.get('/v1/indicators.csv?mission=a>; rel="next"')
    assert (
        "describedby" not in answer.headers.get("link", "") or '>; rel="next"' not in answer.headers["link"]
    )


def test_units_are_those_of_the_table() -> None:
    (value, period) = columns(["value", "period"], units={"value": "percent"})
    assert (value.unit, value.datatype, value.title) == ("percent", Datatype.NUMBER, "Value")
    assert period.unit == ""
    (strange,) = columns(["unheard_of"])
    assert (strange.datatype, strange.description) == (Datatype.TEXT, "")
