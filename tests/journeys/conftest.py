"""A real server for journeys in a browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn

from service.api.app import create_app
from service.settings import Settings


@pytest.fixture(scope="module")
def serving() -> Callable[[Settings], Iterator[str]]:
    """Serves an installation on a free port for as long as the iterator stands at its address."""

    def serve(settings: Settings) -> Iterator[str]:
        server = uvicorn.Server(
            uvicorn.Config(create_app(settings), port=0, log_level="error", lifespan="on")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 60
        while not server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(30)

    return serve
