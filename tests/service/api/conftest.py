"""A store with the bundled catalogue and statistics, some of its targets judged, and a client of the service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.decomposing import keep_decompositions
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings
from service.store.reads.catalogue import targets

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOMES = "uk-homes-1.5m"
NHS = "nhs-rtt92-2029"
NHS_AS_OF = date(2025, 6, 30)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation filled and judged once: one target of every kind and of every status, one also as of a day."""
    settings = Settings(home=tmp_path_factory.mktemp("headway"))
    installation = open_installation(settings, recorded=MORNING)
    try:
        with installation.store.read() as session:
            listed = targets(session)[::-1]
        one_of_each = {one.kind: one.id for one in listed} | {one.status: one.id for one in listed}
        chosen = sorted({HOMES, NHS, *one_of_each.values()})
        judge_targets(installation, recorded=MORNING, targets=[NHS], as_of=NHS_AS_OF)
        judge_targets(installation, recorded=MORNING, targets=chosen)
        keep_decompositions(installation, recorded=MORNING)
    finally:
        installation.close()
    return settings


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    """The application over that store."""
    return create_app(settings)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the application. What goes wrong inside shows as a response, as it does to anybody."""
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def database(settings: Settings) -> Path:
    """The file of the store."""
    return settings.home / "headway.db"
