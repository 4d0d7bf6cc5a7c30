"""Whole tables: the rows of the small ones, one snapshot, and nobody who waits for a slow client."""

from __future__ import annotations

import asyncio
import gzip
import io
import time
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from forecasting.assessment import Assessment
from service.api.csv_table import csv_table
from service.api.gate import Gate
from service.documents import from_document
from service.export import assessment_rows
from service.export.csv_pieces import ROWS_IN_A_PIECE, csv_pieces
from service.export.tables import Table
from service.operations.rows import row_of
from service.settings import Settings
from service.store import open_store
from service.store.reads.bulk import every_assessment, every_assessment_ever
from service.store.versions import note_change

ASSESSMENTS, TRAJECTORIES = "/v1/bulk/assessments", "/v1/bulk/trajectories"
HOMES = "/v1/bulk/indicators/net_additional_dwellings/observations"


class Reader:
    """A client of the application that takes one message at a time, when it likes."""

    def __init__(self, app: FastAPI, address: str, *, takes: int | None = None) -> None:
        self.messages: list[dict[str, Any]] = []
        self.more, self.gone = asyncio.Event(), asyncio.Event()
        self._app, self._takes, self._asked = app, takes, False
        path, _, query = address.partition("?")
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "scheme": "http",
            "headers": [(b"host", b"testserver")],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if self._takes is not None and len(self.messages) >= self._takes:
            await self.more.wait()
        self.messages.append(message)

    async def read(self) -> None:
        await self._app(self._scope, self._receive, self._send)

    async def until(self, count: int) -> None:
        while len(self.messages) < count:
            await asyncio.sleep(0.001)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.messages[1:])

    @property
    def complete(self) -> bool:
        return not self.messages[-1].get("more_body", False)


@pytest.fixture
def app(client: TestClient) -> Iterator[FastAPI]:
    """The application, whose gate a test may change."""
    running: FastAPI = client.app  # type: ignore[assignment]
    gate = running.state.desk.gate
    yield running
    running.state.desk.gate = gate


def test_all_assessments_are_those_of_the_list(client: TestClient) -> None:
    whole = client.get(f"{ASSESSMENTS}.csv").raise_for_status()
    header, *rows = whole.content.split(b"\r\n")
    listed = client.get("/v1/assessments.csv").content.split(b"\r\n")
    assert header == listed[0]
    assert sorted(rows) == sorted(listed[1:])
    assert whole.headers["content-disposition"] == 'attachment; filename="all-assessments.csv"'
    assert client.get(ASSESSMENTS).content == whole.content


def test_a_day_and_a_mission_narrow_them(client: TestClient) -> None:
    frame = pd.read_csv(io.BytesIO(client.get(f"{ASSESSMENTS}.csv?as_of=2025-06-30").content))
    assert "nhs-rtt92-2029" in set(frame["target_id"])
    assert (frame["as_of"] <= "2025-06-30").all()
    frame = pd.read_csv(io.BytesIO(client.get(f"{ASSESSMENTS}.csv?mission=uk-growth").content))
    assert set(frame["mission_id"]) == {"uk-growth"}
    assert client.get(f"{ASSESSMENTS}.csv?mission=nothing").content.count(b"\r\n") == 1


def test_every_assessment_ever_kept(client: TestClient) -> None:
    whole = client.get(f"{ASSESSMENTS}.csv?include_history=true").raise_for_status()
    frame = pd.read_csv(io.BytesIO(whole.content), parse_dates=["as_of", "recorded_at"])
    listed = client.get("/v1/assessments.csv?include_history=true").content
    assert sorted(whole.content.split(b"\r\n")) == sorted(listed.split(b"\r\n"))
    assert frame["assessment"].is_unique
    assert len(frame[frame["target_id"] == "nhs-rtt92-2029"]) == 2
    now = pd.read_csv(io.BytesIO(client.get(f"{ASSESSMENTS}.csv").content))
    newest = frame.drop_duplicates("target_id")
    assert list(newest["target_id"]) == list(now["target_id"])
    assert list(newest["probability"].dropna()) == list(now["probability"].dropna())
    then = client.get(f"{ASSESSMENTS}.csv?include_history=true&as_of=2025-06-30").raise_for_status()
    assert (pd.read_csv(io.BytesIO(then.content))["as_of"] <= "2025-06-30").all()


def test_a_history_is_read_a_little_at_a_time(settings: Settings) -> None:
    with open_store(settings.store_url) as store, store.read() as session:
        whole = [one.key for one in every_assessment_ever(session)]
        assert [one.key for one in every_assessment_ever(session, at_a_time=1)] == whole
        assert len(whole) == len(set(whole)) == 4


def test_no_target_is_passed_over_in_silence(client: TestClient) -> None:
    frame = pd.read_csv(io.BytesIO(client.get(f"{TRAJECTORIES}.csv").raise_for_status().content))
    assert set(frame["target_id"]) == {
        one["id"] for one in client.get("/v1/targets?limit=1000").json()["items"]
    }
    without = frame[frame["period"].isna()]
    assert without["target_id"].is_unique
    assert not set(without["target_id"]) & set(frame[frame["period"].notna()]["target_id"])
    # Three are judged in this store; the others say that they never were.
    assert without["reason"].value_counts().to_dict() == {"not_assessed": len(without)}
    assert all(pd.api.types.is_bool_dtype(frame[name]) for name in ("set_aside", "comparable"))


def test_all_trajectories_are_those_of_the_targets(client: TestClient) -> None:
    frame = pd.read_parquet(io.BytesIO(client.get(f"{TRAJECTORIES}.parquet").raise_for_status().content))
    for target, rows in frame[frame["period"].notna()].groupby("target_id"):
        own = pd.read_parquet(io.BytesIO(client.get(f"/v1/targets/{target}/trajectory.parquet").content))
        pd.testing.assert_frame_equal(rows[own.columns].reset_index(drop=True), own)


@pytest.mark.parametrize("query", ["", "?as_of=2025-06-30", "?include_history=true"])
def test_all_areas_of_an_indicator(client: TestClient, query: str) -> None:
    small = client.get(f"/v1/indicators/net_additional_dwellings/observations.csv{query}")
    assert client.get(f"{HOMES}.csv{query}").content == small.content


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("address", [ASSESSMENTS, TRAJECTORIES, HOMES, "/v1/forecasts"])
def test_who_has_it_already_gets_no_body(client: TestClient, address: str, suffix: str) -> None:
    first = client.get(address + suffix).raise_for_status()
    again = client.get(address + suffix, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(address + suffix)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]
    assert client.get(address + suffix).content == first.content


def test_it_is_compressed_for_those_who_read_that(client: TestClient) -> None:
    plain = client.get(f"{TRAJECTORIES}.csv", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", f"{TRAJECTORIES}.csv", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["etag"] == f'{plain.headers["etag"][:-1]}-gzip"'
    assert gzip.decompress(packed) == plain.content


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/v1/bulk/indicators/nothing/observations.csv", 404, "unknown_id"),
        (f"{ASSESSMENTS}.csv?limit=5", 422, "parameters_invalid"),
        (f"{ASSESSMENTS}.csv?as_of=2025-06-30&as_of=2025-07-31", 422, "parameters_invalid"),
        ("/v1/forecasts.csv?limit=5", 422, "parameters_invalid"),
    ],
)
def test_what_is_wrong_is_said_before_it_begins(
    client: TestClient, address: str, status: int, code: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_is_not_offered_is_refused(client: TestClient) -> None:
    answer = client.get(ASSESSMENTS, headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert answer.json()["errors"][0]["detail"] == [
        "text/csv",
        "application/vnd.apache.parquet",
        "application/csvm+json",
    ]


def test_a_slow_client_sees_one_state_and_keeps_nobody_from_writing(app: FastAPI, settings: Settings) -> None:
    async def trial() -> tuple[Reader, float, Reader]:
        slow = Reader(app, f"{TRAJECTORIES}.csv", takes=2)
        reading = asyncio.create_task(slow.read())
        await slow.until(2)
        begun = time.perf_counter()
        # Half of the answer is with the client: somebody writes, and others ask.
        with open_store(settings.store_url) as store, store.session() as session:
            note_change(session)
        waited = time.perf_counter() - begun
        other = Reader(app, "/v1/missions")
        await other.read()
        slow.more.set()
        await asyncio.wait_for(reading, 20)
        return slow, waited, other

    before = Reader(app, f"{TRAJECTORIES}.csv")
    asyncio.run(before.read())
    slow, waited, other = asyncio.run(trial())
    assert slow.complete
    assert slow.body == before.body
    assert slow.headers["etag"] == before.headers["etag"]
    assert other.status == 200
    assert waited < 5, "the writer waited for the reader"
    after = Reader(app, f"{TRAJECTORIES}.csv")
    asyncio.run(after.read())
    assert after.headers["etag"] != before.headers["etag"]


def test_a_client_that_stops_reading_is_let_go(app: FastAPI) -> None:
    app.state.desk.gate = gate = Gate(at_once=1, stall_seconds=0.05)

    async def trial() -> Reader:
        still = Reader(app, f"{TRAJECTORIES}.csv", takes=2)
        await asyncio.wait_for(still.read(), 10)
        return still

    still = asyncio.run(trial())
    assert still.status == 200
    assert not still.complete
    assert gate.turns.borrowed_tokens == 0


def test_a_client_that_goes_away_frees_its_place(app: FastAPI) -> None:
    app.state.desk.gate = gate = Gate(at_once=1)

    async def trial() -> None:
        gone = Reader(app, f"{TRAJECTORIES}.csv", takes=2)
        reading = asyncio.create_task(gone.read())
        await gone.until(2)
        gone.gone.set()
        await asyncio.wait_for(reading, 10)

    asyncio.run(trial())
    assert gate.turns.borrowed_tokens == 0


def test_only_so_many_are_sent_at_once(app: FastAPI) -> None:
    app.state.desk.gate = Gate(at_once=1, wait_seconds=0.05)

    async def trial() -> tuple[Reader, Reader]:
        first = Reader(app, f"{TRAJECTORIES}.csv", takes=2)
        reading = asyncio.create_task(first.read())
        await first.until(2)
        second = Reader(app, f"{ASSESSMENTS}.csv")
        await asyncio.wait_for(second.read(), 10)
        first.more.set()
        await asyncio.wait_for(reading, 10)
        return first, second

    first, second = asyncio.run(trial())
    assert first.complete
    assert second.status == 503
    assert second.headers["content-type"] == "application/problem+json"
    assert int(second.headers["retry-after"]) > 0
    assert b'"bulk_busy"' in second.body


def test_a_row_is_the_row_of_the_command_line(settings: Settings) -> None:
    with open_store(settings.store_url) as store, store.read() as session:
        found = list(every_assessment(session, at_a_time=2))
    assert len(found) == 3
    assert [one.target_id for one in found] == sorted(one.target_id for one in found)
    for record in found:
        row = {"mission_id": record.mission_id, **row_of(from_document(Assessment, record.data))}
        assert assessment_rows.assessment_row(record.data, record.mission_id) == row


@pytest.mark.parametrize("count", [0, 1, ROWS_IN_A_PIECE, 2 * ROWS_IN_A_PIECE + 1])
def test_pieces_make_the_table(count: int) -> None:
    rows = [{"area": "=1+1", "value": float(number)} for number in range(count)]
    whole = csv_table(["area", "value"], [list(row.values()) for row in rows])
    assert b"".join(csv_pieces(Table("name", ("area", "value"), rows))) == whole
