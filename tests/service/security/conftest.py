"""An application over an empty store of each test's own, and keys for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.charts.renderer import Renderer
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import Store, open_store

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

Keys = Callable[..., str]


@pytest.fixture(autouse=True)
def _no_renderer_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process that draws start with the first chart: few of these many applications draw one."""
    monkeypatch.setattr(Renderer, "start", lambda self: None)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without contents, to copy."""
    path = tmp_path_factory.mktemp("template") / "headway.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def settings(template: Path, tmp_path: Path) -> Settings:
    """An installation of the test's own."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(template, home / "headway.db")
    return Settings(home=home)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """The store of that installation, as another process sees it."""
    with open_store(settings.store_url) as opened:
        yield opened


@pytest.fixture
def key(store: Store) -> Keys:
    """Make a key of a scope, and get its text."""

    def make(scope: Scope = Scope.READ, **fields: Any) -> str:
        stated = {"name": f"A {scope} key", "at": datetime.now(UTC), **fields}
        at = stated.pop("at")
        with store.session() as session:
            text, _ = create_key(
                session, KeyWanted(scope=scope, **stated), at=at, who="a test", why="To test"
            )
        return text.text

    return make


@pytest.fixture(scope="session")
def description(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the API says of itself: it takes longer to make than most tests, and is the same for all."""
    return create_app(Settings(home=tmp_path_factory.mktemp("described"))).openapi()


@pytest.fixture
def client(settings: Settings, description: dict[str, Any]) -> Iterator[TestClient]:
    """A client of the application."""
    app = create_app(settings)
    app.openapi_schema = description
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}
