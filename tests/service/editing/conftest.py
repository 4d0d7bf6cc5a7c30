"""A small catalogue with two judgements that were never fitted, in stores of each test's own, and keys to edit it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from datasets.catalogue import Catalogue, load_catalogue
from forecasting.assessment import Assessment, Evidence, Knowledge
from forecasting.verdicts import Verdict
from service.api.app import create_app
from service.operations.editing import Editor
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings
from service.store import Store, open_store
from service.store.owners import folder
from service.store.records import AreaRecord
from service.store.writes.assessments import Judgement, save_assessments
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.registers import save_areas

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AREA = "E92000001"
FIELDS: dict[str, Any] = {
    "mission": "homes",
    "title": "More homes",
    "wording": "150 homes by 2030/31",
    "kind": "level",
    "indicator": "starts",
    "area": AREA,
    "comparator": ">=",
    "value": 150,
    "period": "2030/31",
    "status": "live",
    "citation": "The plan of 2026",
}
FILE = """
mission: {id: homes, title: Homes, jurisdiction: England, ambition: More of them, status: live, citation: A plan}
indicators:
  - {id: starts, title: Starts, definition: Homes begun, unit: homes, direction: increase, aggregation: flow,
     frequency: FY, family: count, lower: 0,
     breaks: [{period: 2015/16, kind: method, comparable: "no", explanation: Counted anew}]}
  - {id: hidden, title: Hidden, definition: Something, unit: homes, direction: increase, aggregation: flow,
     frequency: FY, family: count, visibility: private}
targets:
  - {id: plan, title: The plan, wording: 120 homes, kind: level, indicator: starts, area: E92000001, comparator: ">=",
     value: 120, period: 2029/30, status: live, citation: A plan,
     milestones: [{period: 2026/27, value: 90}, {period: 2027/28, value: 100}]}
  - {id: both, title: Both, wording: Plan and more, kind: all_of, components: [plan, other], status: live, citation: A plan}
  - {id: other, title: The other, wording: 80 homes, kind: level, indicator: starts, area: E92000001, comparator: ">=",
     value: 80, period: 2029/30, status: live, citation: A plan}
  - {id: secret, title: Secret, wording: Nobody knows, kind: level, indicator: hidden, area: E92000001, comparator: ">=",
     value: 1, period: 2029/30, status: live, citation: None}
"""
JUDGED = ("plan", "both", "other")

OWNER = folder("own")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The catalogue of a folder."""
    path = tmp_path_factory.mktemp("catalogue") / "own"
    path.mkdir()
    (path / "homes.yaml").write_text(FILE, "utf-8")
    return load_catalogue([path])


def fill(store: Store, catalogue: Catalogue) -> None:
    """The catalogue, an area, and a judgement of each target that is judged."""
    with store.session() as session:
        sync_catalogue(session, catalogue, owner=OWNER, recorded=MORNING)
        save_areas(session, [AreaRecord(AREA, "England", "country")])
        save_assessments(session, [judgement(id_) for id_ in JUDGED], recorded=MORNING)


def judgement(target_id: str, *, key: str = "") -> Judgement:
    """A judgement that says little."""
    found = Assessment(
        target_id=target_id,
        kind=load_kind(target_id),
        series_id=f"starts/{AREA}",
        as_of=date(2026, 6, 1),
        verdict=Verdict.NO_VERDICT,
        key=key or f"key of {target_id}",
        evidence=Evidence(Knowledge.CURRENT),
    )
    return Judgement(found, "homes", "v", date(2026, 6, 1))


def load_kind(target_id: str) -> Any:
    from forecasting.targets import Kind

    return Kind.ALL_OF if target_id == "both" else Kind.LEVEL


@pytest.fixture(scope="session")
def template(loaded: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled store to copy."""
    path = tmp_path_factory.mktemp("template") / "headway.db"
    with open_store(f"sqlite:///{path}") as store:
        fill(store, loaded)
    return path


@pytest.fixture
def settings(template: Path, tmp_path: Path) -> Settings:
    """An installation of the test's own."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(template, home / "headway.db")
    return Settings(home=home, bundled=False)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """Its store."""
    with open_store(settings.store_url) as opened:
        yield opened


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A client of the application over it, without a key."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def key(store: Store) -> Callable[..., dict[str, str]]:
    """The header with a new key of a scope."""

    def make(scope: Scope = Scope.EDITOR, **more: Any) -> dict[str, str]:
        with store.session() as session:
            text, _ = create_key(
                session, KeyWanted("Ann", scope, **more), at=datetime.now(UTC), who="a test", why="To test"
            )
        return {"Authorization": f"Bearer {text.text}"}

    return make


@pytest.fixture
def editor(client: TestClient, key: Callable[..., dict[str, str]]) -> TestClient:
    """The client with an editor's key."""
    client.headers.update(key())
    return client


@pytest.fixture(scope="module")
def shared_editor(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client with an editor's key, for tests that leave the catalogue as it was."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(template, home / "headway.db")
    settings = Settings(home=home, bundled=False)
    with open_store(settings.store_url) as store, store.session() as session:
        text, _ = create_key(
            session, KeyWanted("Ann", Scope.EDITOR), at=datetime.now(UTC), who="a test", why="To test"
        )
    headers = {"Authorization": f"Bearer {text.text}"}
    with TestClient(create_app(settings), headers=headers, raise_server_exceptions=False) as running:
        yield running


def ann(minute: int = 0, *, private: bool = False, why: str = "It was announced") -> Editor:
    """Somebody who edits some minutes after the morning."""
    at = MORNING.replace(hour=10, minute=minute)
    return Editor("Ann", "key 1: Ann", at, why, private)
