"""Whatever is sent, the answer is a documented one: never a 5xx, and every refusal a problem."""

from __future__ import annotations

import base64
import json
import string
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

LIMITED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
NASTY = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "uk-homes-1.5m'; DROP TABLE target; --",
    "' OR 1=1 --",
    "%00",
    "\x00",
    "\ud83d\ude80".encode("utf-16", "surrogatepass").decode("utf-16"),
    "uk\u2011homes\u20111.5m",  # non-breaking hyphens
    "υκ-homes",  # Greek letters
    "-",
    "...",
    "a" * 121,
    "a" * 5000,
    "{}",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "NaN",
    "1e309",
    "\r\nX-Injected: 1",
]
ids = st.one_of(
    st.sampled_from(NASTY),
    st.text(min_size=1, max_size=40),
    st.text(string.ascii_lowercase + string.digits + "-_.", min_size=1, max_size=40),
)
values = st.one_of(
    ids,
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from(
        ["true", "None", "null", "2025-02-30", "20250630", "2025-6-3", "٢٠٢٥-٠٦-٣٠", "on_track", "-id"]
    ),
)


def operations(app: FastAPI) -> list[tuple[str, dict[str, Any]]]:
    return [(path, methods["get"]) for path, methods in app.openapi()["paths"].items() if "get" in methods]


def sound(response: Any, documented: set[str]) -> None:
    """The response is one the description promises."""
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["errors"]
    assert str(response.status_code) in documented | {"404", "414"}
    assert "x-injected" not in response.headers


@given(data=st.data())
@LIMITED
def test_any_question_gets_a_documented_answer(app: FastAPI, client: TestClient, data: st.DataObject) -> None:
    path, operation = data.draw(st.sampled_from(operations(app)))
    names = [one["name"] for one in operation.get("parameters", ())]
    for name in names:
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(data.draw(ids), safe=""))
    known = st.sampled_from(names) if names else st.just("limit")
    pairs = data.draw(st.lists(st.tuples(known | st.text(max_size=20), values), max_size=6))
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    sound(client.get(f"{path}?{query}"), set(operation["responses"]))


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("noun", ["missions", "indicators", "targets"])
def test_no_id_gets_further_than_it_should(client: TestClient, noun: str, nasty: str) -> None:
    for own in ("", "/assessment", "/trajectory.csv", "/observations"):
        response = client.get(f"/v1/{noun}/{quote(nasty, safe='')}{own}")
        assert response.status_code in (404, 414, 422), response.text
        assert response.headers["content-type"] == "application/problem+json"


@given(
    header=st.sampled_from(["Accept", "Accept-Encoding", "If-None-Match", "Origin", "Range"]), value=st.data()
)
@LIMITED
def test_any_header_gets_an_answer(client: TestClient, header: str, value: st.DataObject) -> None:
    printable = st.text(
        string.printable.replace("\r", "").replace("\n", "").replace("\x0b", "").replace("\x0c", "")
    )
    pieces = st.lists(
        st.sampled_from(
            ["text/csv", "*/*", "application/json", "gzip", "q=", "0", "nan", "inf", '"', "W/", ",", ";", "*"]
        )
    ).map("".join)
    response = client.get("/v1/missions", headers={header: value.draw(printable | pieces).strip()})
    assert response.status_code in (200, 304, 406)


@given(text=st.text(max_size=60))
@example("")
@LIMITED
def test_a_cursor_that_was_tampered_with_is_refused(client: TestClient, text: str) -> None:
    response = client.get("/v1/targets", params={"limit": "2", "cursor": text})
    assert response.status_code == 422
    assert response.json()["code"] in ("cursor_invalid", "parameters_invalid")


@given(
    read=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    )
)
@LIMITED
def test_a_cursor_of_any_content_is_refused(client: TestClient, read: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(read).encode()).decode().rstrip("=")
    response = client.get("/v1/targets", params={"limit": "2", "cursor": cursor})
    assert response.status_code == 422


def test_deep_json_in_a_cursor_is_refused(client: TestClient) -> None:
    cursor = base64.urlsafe_b64encode(b"[" * 290).decode()
    assert client.get("/v1/targets", params={"cursor": cursor}).json()["code"] == "cursor_invalid"


def test_bodies_of_any_kind_are_passed_over(client: TestClient) -> None:
    for body, kind in ((b"{" * 10_000, "application/json"), (b"\xff\xfe", "text/plain"), (b"a=1", "x/y")):
        response = client.request("GET", "/v1/missions", content=body, headers={"Content-Type": kind})
        assert response.status_code == 200
