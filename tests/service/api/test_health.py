"""Health: alive, and ready only when it can answer."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from service.api.app import create_app
from service.settings import Settings
from service.store import Store
from service.store.migration import REVISION_TABLE
from service.store.records import Outcome, VisitRecord
from service.store.writes.runs import save_worker
from service.store.writes.sources import save_visit


def test_ready_says_how_old_the_newest_release_is(client: TestClient) -> None:
    newest = client.get("/v1").json()["newest_release"]
    year = int(newest[:4])
    with time_machine.travel(f"{year + 1}{newest[4:]}T12:00:00+00:00", tick=False):
        ready = client.get("/health/ready").json()
    assert ready["status"] == ready["database"]["status"] == ready["migrations"]["status"] == "ok"
    assert ready["newest_release"] == newest
    assert ready["days_since_newest_release"] in (365, 366)
    assert client.get("/health/ready").headers["cache-control"] == "no-store"


def test_ready_warns_of_what_is_late_and_answers_all_the_same(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.home, tmp_path / "home")
    asked, now = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)

    def ready(client: TestClient) -> dict[str, Any]:
        answer = client.get("/health/ready")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    app = create_app(settings.model_copy(update={"home": tmp_path / "home"}))
    with TestClient(app) as client:
        store: Store = app.state.desk.store
        with time_machine.travel(now, tick=False):
            before = ready(client)
            assert {name: before[name]["status"] for name in ("ingest", "calibration", "worker")} == {
                "ingest": "warning",
                "calibration": "ok",
                "worker": "warning",
            }
            assert "headway worker" in before["worker"]["message"]
            assert before["ingest"]["age_seconds"] is before["calibration"]["age_seconds"] is None
            with store.session() as session:
                save_worker(
                    session, id_="w", host="here", pid=1, code_version="1", concurrency=1, started=asked
                )
                save_visit(session, VisitRecord("office/homes", asked, "", Outcome.UNCHANGED))
            after = ready(client)
        assert after["worker"] == {"status": "ok", "message": "1 seen in the last 30 seconds."}
        assert (after["ingest"]["status"], after["ingest"]["age_seconds"]) == ("ok", 3 * 86_400)
        with time_machine.travel(now + timedelta(days=5), tick=False):
            late = ready(client)
        assert late["status"] == "ok"
        assert late["ingest"]["status"] == "warning"
        assert "8 days ago; more than 7 is long" in late["ingest"]["message"]


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
