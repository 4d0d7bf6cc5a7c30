"""The same answers over PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from datasets.catalogue import load_catalogue
from service.api.app import create_app
from service.settings import Settings
from service.store import open_store
from service.store.owners import BUNDLED
from service.store.records import AreaRecord
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.registers import save_areas

pytestmark = pytest.mark.postgres


@pytest.fixture
def settings(postgres_database: str) -> Settings:
    """A PostgreSQL database with the catalogue."""
    settings = Settings(database_url=postgres_database)
    with open_store(settings.store_url) as store, store.session() as session:
        sync_catalogue(session, load_catalogue(), owner=BUNDLED, recorded=datetime(2026, 11, 24, tzinfo=UTC))
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


def test_lists_entries_and_refusals(client: TestClient) -> None:
    assert client.get("/v1/targets?limit=1000").json()["total"] == len(load_catalogue().targets)
    assert client.get("/v1/targets/uk-homes-1.5m").json()["id"] == "uk-homes-1.5m"
    assert client.get("/v1/targets/uk-homes-1.5m/assessment").json()["code"] == "not_assessed"
    assert client.get("/v1/targets/%00").status_code == 422
    assert client.get("/health/ready").status_code == 503


def test_a_change_shows_at_once(client: TestClient, settings: Settings) -> None:
    tag = client.get("/v1/targets").headers["etag"]
    assert client.get("/v1/targets", headers={"If-None-Match": tag}).status_code == 304
    with open_store(settings.store_url) as store, store.session() as session:
        save_areas(session, [AreaRecord("X01", "Somewhere")])
    assert client.get("/v1/targets", headers={"If-None-Match": tag}).status_code == 200
