"""A real server over a store of its own, which readers of the guides may write to, and a key for them."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from service.api.app import create_app
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import open_store

ADDRESS = "http://127.0.0.1:8000"
"""Where the guides say that the service is."""
ELSEWHERE = "https://headway.example"


@dataclass(frozen=True)
class Served:
    """An installation that is being served."""

    url: str
    home: Path
    key: str

    def here(self, text: str) -> str:
        """A snippet that asks this server."""
        return text.replace(ADDRESS, self.url).replace(ELSEWHERE, self.url)


@pytest.fixture(scope="module")
def served(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the prepared store, and uvicorn over it on a free port."""
    home = tmp_path_factory.mktemp("guide") / "home"
    shutil.copytree(settings.home, home)
    own = Settings(home=home)
    with open_store(own.store_url) as store, store.session() as session:
        wanted = KeyWanted("Guide", Scope.ADMIN, None, False, False)
        key, _ = create_key(session, wanted, at=datetime.now(UTC), who="test", why="To try the guide")
    server = uvicorn.Server(uvicorn.Config(create_app(own), port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(f"http://127.0.0.1:{port}", home, key.text)
    server.should_exit = True
    thread.join(30)
