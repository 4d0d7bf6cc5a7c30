"""What no request may do: take too long, carry too much, or get to see the inside."""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.api import envelope
from service.api.app import create_app
from service.api.deadline import Deadline
from service.api.desk import Desk
from service.settings import Settings
from service.store import open_store

Asked = dict[str, Any]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with nothing in it."""
    chosen = Settings(home=tmp_path_factory.mktemp("bare"))
    open_store(chosen.store_url).close()
    return chosen


@pytest.fixture(scope="module")
def plain(bare: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(bare), raise_server_exceptions=False) as running:
        yield running


def test_too_many_headers_are_refused(plain: TestClient) -> None:
    many = {f"x-{number}": "1" for number in range(envelope.MOST_HEADERS + 1)}
    for headers in (many, {"x": "1" * (envelope.LARGEST_HEADERS + 1)}):
        answer = plain.get("/v1", headers=headers)
        assert answer.status_code == 431
        assert answer.json()["code"] == "headers_too_large"
        assert "frame-ancestors" in answer.headers["content-security-policy"]


def test_https_is_demanded_only_where_a_setting_says_so(plain: TestClient, bare: Settings) -> None:
    assert "strict-transport-security" not in plain.get("/v1").headers
    with TestClient(create_app(bare.model_copy(update={"https": True}))) as client:
        for path in ("/v1", "/health/live", "/v1/nothing"):
            assert client.get(path).headers["strict-transport-security"].startswith("max-age=31536000")


def test_an_answer_that_is_not_ready_in_time_is_given_up(bare: Settings, monkeypatch) -> None:
    async def forever(*_args: object) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(Desk, "at_hand", forever)
    app = create_app(bare.model_copy(update={"request_seconds": 0.05}))
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/v1/missions")
        assert answer.status_code == 504
        assert answer.json()["code"] == "takes_too_long"
        assert "0.05 seconds" in answer.json()["detail"]


def deadline(app: Any, receive: Any, **seconds: float) -> list[Any]:
    """What an application behind a deadline sends."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    chosen = {"request_seconds": 5.0, "body_seconds": 5.0, **seconds}
    scope = {"type": "http", "method": "GET", "path": "/v1", "query_string": b"", "headers": []}
    asyncio.run(Deadline(app, **chosen)(scope, receive, send))
    return sent


async def nothing() -> Asked:
    return {"type": "http.request", "body": b"", "more_body": False}


def test_an_answer_that_has_begun_may_take_its_time() -> None:
    async def slow(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(0.1)
        await send({"type": "http.response.body", "body": b"whole"})

    sent = deadline(slow, nothing, request_seconds=0.02)
    assert [message.get("status", message.get("body")) for message in sent] == [200, b"whole"]


def test_a_timeout_of_the_answer_itself_is_not_taken_for_ours() -> None:
    async def failing(_scope: Any, _receive: Any, _send: Any) -> None:
        raise TimeoutError("of something else")

    with pytest.raises(TimeoutError, match="something else"):
        deadline(failing, nothing)


def test_a_client_is_listened_to_for_as_long_as_an_answer_lasts() -> None:
    whole = False

    async def receive() -> Asked:
        nonlocal whole
        if whole:
            await asyncio.sleep(0.05)
            return {"type": "http.disconnect"}
        whole = True
        return await nothing()

    heard: list[str] = []

    async def listening(_scope: Any, receive: Any, _send: Any) -> None:
        heard.extend([(await receive())["type"], (await receive())["type"]])

    deadline(listening, receive, body_seconds=0.01)
    assert heard == ["http.request", "http.disconnect"]


def test_a_body_that_does_not_come_is_not_waited_for(bare: Settings) -> None:
    """A real connection that sends half of what it announced."""
    import threading

    import uvicorn

    config = uvicorn.Config(
        create_app(bare.model_copy(update={"body_seconds": 0.2})),
        port=0,
        log_level="error",
        server_header=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            thread.join(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.putrequest("POST", "/v1/proposals")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "100")
        connection.endheaders(b'{"indicator"')
        answer = connection.getresponse()
        told = answer.read()
        assert answer.status == 408
        assert b'"code":"body_too_slow"' in told
        assert answer.getheader("Connection") == "close"
        assert answer.getheader("Server") is None
        connection.close()
    finally:
        server.should_exit = True
        thread.join(20)


def test_no_trace_leaves_the_house(bare: Settings, monkeypatch) -> None:
    def fail(*_args: object) -> None:
        raise ZeroDivisionError(f"secret of {Path('/etc')}")

    monkeypatch.setattr("service.security.access.presented", fail)
    with TestClient(create_app(bare), raise_server_exceptions=False) as client:
        for path in ("/v1", "/", "/v1/keys"):
            answer = client.get(path)
            assert answer.status_code == 500
            assert answer.json()["code"] == "internal_error"
            assert len(answer.json()["errors"][0]["detail"]["reference"]) == 32
            for inside in ("secret", "ZeroDivision", "Traceback", ".py", "/etc"):
                assert inside not in answer.text
            assert answer.headers["x-content-type-options"] == "nosniff"


_VALUE = st.binary(max_size=80).filter(lambda raw: not set(raw) & set(b"\r\n\0"))
_NAMES = (
    "Authorization", "X-API-Key", "If-Match", "If-None-Match", "Idempotency-Key", "X-Forwarded-For", "Accept", "Cookie",
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    sent=st.dictionaries(st.sampled_from(_NAMES), _VALUE, max_size=4),
    path=st.sampled_from(["/v1", "/v1/missions", "/v1/keys", "/v1/audit", "/nothing"]),
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE"]),
)
def test_garbage_in_headers_opens_and_breaks_nothing(
    plain: TestClient, sent: dict[str, bytes], path: str, method: str
) -> None:
    answer = plain.request(method, path, headers=[(name.encode(), value) for name, value in sent.items()])
    assert answer.status_code < 500
    if path in ("/v1/keys", "/v1/audit"):
        assert answer.status_code in (401, 405)
    if answer.status_code == 401:
        assert answer.headers["www-authenticate"].startswith("Bearer ")
