"""Some hundred requests that nobody means well, over sockets: each is refused as described, or the line is cut."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import pytest
import uvicorn

from service.api.app import create_app
from service.api.wire import LARGEST_HEAD, Wire
from service.settings import Settings
from tests.service.api.hostile_requests import hostile

MANY = 300
INSIDE = (b"Traceback", b"sqlite3", b"sqlalchemy", b"psycopg", b'File "/')


@pytest.fixture(scope="module")
def port(settings: Settings) -> Iterator[int]:
    """A server over the prepared store."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="critical", http=Wire))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            thread.join(0.02)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)


def told(port: int, request: bytes, *, wait: float = 0.3) -> bytes:
    """What comes back before the line is cut. Where nothing does for a while, no more of the request will come either."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as line, suppress(OSError):
        line.sendall(request)
        try:
            while piece := line.recv(65536):
                found += piece
        except TimeoutError:
            line.shutdown(socket.SHUT_WR)
            line.settimeout(30)
            while piece := line.recv(65536):
                found += piece
    return found


def problem_with(answer: bytes) -> str:
    """What is wrong with an answer; nothing where it is sound."""
    if not answer:
        return ""  # the line was cut: it was no HTTP
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    status = int(lines[0].split(b" ")[1])
    if status >= 500:
        return f"status {status}"
    shown = next((one for one in INSIDE if one in answer.lower() or one in body), None)
    if shown is not None:
        return f"it shows {shown!r}"
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
    if b"x-injected" in headers:
        return "a header was made by what was asked"
    kind = headers.get(b"content-type", b"").split(b";")[0]
    if status == 400 and body == b"Invalid HTTP request received.":
        return ""
    if status >= 400 and kind not in (b"application/problem+json", b"text/html", b"text/plain"):
        return f"{status} as {kind!r}"
    if (
        kind == b"application/problem+json"
        and body
        and b"chunked" not in headers.get(b"transfer-encoding", b"")
    ):
        document = json.loads(body)
        if document["status"] != status or not document["errors"]:
            return f"a problem that says {document}"
    return ""


def test_every_hostile_request_is_refused_and_the_next_is_answered(port: int) -> None:
    for number, request in enumerate(islice(hostile(4171), MANY)):
        wrong = problem_with(told(port, request))
        assert not wrong, f"request {number}, {request[:300]!r}: {wrong}"
    sound = told(port, b"GET /v1/missions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", wait=30)
    assert sound.startswith(b"HTTP/1.1 200")


def test_a_head_without_end_is_cut(port: int) -> None:
    for begun in (b"GET /v1 HTTP/1.1\r\nX: ", b"GET /", b"GET /v1 HTTP/1.1\r\n" + b"a: b\r\n" * 100):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(begun)
            sent = 0
            try:
                while sent < 64 * LARGEST_HEAD:
                    sent += line.send(b"a" * LARGEST_HEAD)
                    time.sleep(0.001)
            except OSError:
                continue
            pytest.fail(f"{sent} bytes of a head were taken")


def test_a_head_that_does_not_come_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wire, "head_seconds", 0.2)
    for begun in (b"", b"GET /v1 HT", b"GET /v1 HTTP/1.1\r\nHost: x\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(begun)
            assert line.recv(100) == b""
    # Whoever asks again on the same line has time again.
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        for _ in range(2):
            line.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(65536).startswith(b"HTTP/1.1 200")
