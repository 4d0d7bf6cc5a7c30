"""Many read while others write, on each database: the old or the new, never a mixture, and nothing is lost."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import open_store
from service.store.move import move
from tests.service.api.conftest import HOMES, MORNING

READ = (
    "/v1/targets?limit=1000", "/v1/assessments.csv", "/v1/bulk/assessments.csv", f"/v1/targets/{HOMES}",
    "/v1/missions/uk-nhs/notes?include_history=true", "/missions/uk-nhs", "/",
)  # fmt: skip
NOTES, TARGET = "/v1/missions/uk-nhs/notes", f"/v1/targets/{HOMES}"
ROUNDS = 4


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def own(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    """A copy of the filled store on each database."""
    home = tmp_path / "home"
    home.mkdir()
    with closing(sqlite3.connect(settings.home / "headway.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(home / "headway.db"),))
    copied = settings.model_copy(update={"home": home})
    if request.param == "sqlite":
        return copied
    url = request.getfixturevalue("postgres_database")
    move(copied.store_url, url)
    return copied.model_copy(update={"database_url": url})


def test_readers_and_writers_at_once(own: Settings) -> None:
    with open_store(own.store_url) as store, store.session() as session:
        key, _ = create_key(session, KeyWanted("Ann", Scope.EDITOR), at=MORNING, who="a test", why="To test")
    headers = {"Authorization": f"Bearer {key.text}"}
    bodies: dict[tuple[str, str], set[str]] = defaultdict(set)
    written = threading.Event()
    with TestClient(create_app(own), raise_server_exceptions=False) as client, ThreadPoolExecutor(8) as many:

        def reading(path: str) -> None:
            while True:
                last = written.is_set()
                answer = client.get(path, headers={"Accept-Encoding": "identity"})
                assert answer.status_code == 200, answer.text
                if "etag" in answer.headers:
                    bodies[path, answer.headers["etag"]].add(hashlib.sha256(answer.content).hexdigest())
                if last:
                    return

        def once(place: int) -> int:
            sent = {**headers, "Idempotency-Key": f"once-{place}"}
            return client.post(NOTES, json={"text": f"Once {place}"}, headers=sent).status_code

        def milestones(tag: str, value: int) -> int:
            body = {
                "milestones": [{"period": "2026/27", "value": value, "citation": "x"}],
                "reason": "To test",
            }
            return client.put(
                f"{TARGET}/milestones", json=body, headers={**headers, "If-Match": tag}
            ).status_code

        readers = [many.submit(reading, path) for path in READ]
        with ThreadPoolExecutor(4) as writers:
            for place in range(ROUNDS):
                told = sorted(writers.map(once, [place] * 4))
                assert told[0] == 201
                assert set(told) <= {201, 409}
                # Whatever else is written moves the ETag of the target; its version alone does not.
                version = client.get(f"{TARGET}/versions?limit=1").json()["items"][0]["version"]
                told = sorted(
                    writers.map(milestones, [f'"{version}"'] * 3, [place * 10 + n for n in range(3)])
                )
                assert told == [200, 412, 412]
        written.set()
        for reader in readers:
            reader.result(timeout=60)
        held = sorted(one["text"] for one in client.get(NOTES).json()["items"])
    assert held == sorted(f"Once {place}" for place in range(ROUNDS))
    mixed = [path for (path, _), seen in bodies.items() if len(seen) > 1]
    assert not mixed, "two bodies went out under one tag"
    assert len(bodies) > len(READ), "nobody read while it was written"
