"""Health: alive, and ready only when it can answer."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from service.api.app import create_app
from service.settings import Settings
from service.store.migration import REVISION_TABLE


def test_ready_says_how_old_the_newest_release_is(client: TestClient) -> None:
    newest = client.get("/v1").json()["newest_release"]
    year = int(newest[:4])
    with time_machine.travel(f"{year + 1}{newest[4:]}T12:00:00+00:00", tick=False):
        ready = client.get("/health/ready").json()
    assert ready["status"] == ready["database"]["status"] == ready["migrations"]["status"] == "ok"
    assert ready["newest_release"] == newest
    assert ready["days_since_newest_release"] in (365, 366)
    assert client.get("/health/ready").headers["cache-control"] == "no-store"


def test_an_empty_store_is_not_ready(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        response = client.get("/health/ready")
        assert response.status_code == 503
        assert [one["path"] for one in response.json()["errors"]] == ["data"]
        assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.parametrize("revision", ["r0000"])
def test_tables_of_another_version_are_not_ready(tmp_path: Path, revision: str) -> None:
    settings = Settings(home=tmp_path)
    with TestClient(create_app(settings)) as client:
        engine = create_engine(settings.store_url)
        with engine.begin() as connection:
            connection.execute(text(f"UPDATE {REVISION_TABLE} SET version_num = :new"), {"new": revision})
        engine.dispose()
        faults = client.get("/health/ready").json()["errors"]
    assert "migrations" in {one["path"] for one in faults}
    assert revision in str(faults)
