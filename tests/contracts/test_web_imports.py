"""What a web process holds after it has answered: no model library, and less memory than the budget."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from datasets.catalogue import load_catalogue
from forecasting.assessment import Assessment, Evidence, Knowledge, TrackPoint
from forecasting.periods import Period
from forecasting.verdicts import Verdict
from service.settings import Settings
from service.store import open_store
from service.store.identity import ReleaseId
from service.store.owners import BUNDLED
from service.store.writes.assessments import Judgement, save_assessments
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import NewObservation, load_observations

ROOT = Path(__file__).resolve().parents[2]
NEVER = (
    "statsmodels",
    "prophet",
    "cmdstanpy",
    "scipy",
    "pandas",
    "pandera",
    "pyarrow",
    "matplotlib",
    "vl_convert",
)
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MEMORY_MB = 150

# A server as it is run, but on a port of its own choosing; it asks itself and says what it holds then.
PROBE = """
import asyncio, json, sys
import httpx2, psutil, uvicorn
from service.api.app import create_app
from service.settings import Settings

home, addresses = json.loads(sys.argv[1])
imported = sorted({name.partition(".")[0] for name in sys.modules})

async def main():
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(home=home)), port=0, log_level="warning"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        statuses = {address: (await client.get(address)).status_code for address in addresses}
    server.should_exit = True
    await running
    return statuses

statuses = asyncio.run(main())
print(json.dumps({
    "imported": imported,
    "loaded": sorted({name.partition(".")[0] for name in sys.modules}),
    "statuses": statuses,
    # What the process costs the machine: libraries that the worker and the renderer map too count by their share.
    "memory": getattr(psutil.Process().memory_full_info(), "pss", psutil.Process().memory_info().rss) / 2**20,
}))
"""
ADDRESSES = (
    "/",
    "/v1",
    "/v1/missions",
    "/v1/missions/uk-growth",
    "/v1/indicators",
    "/v1/indicators/net_additional_dwellings",
    "/v1/indicators/net_additional_dwellings/observations",
    "/v1/indicators/net_additional_dwellings/observations?as_of=2026-01-31",
    "/v1/targets",
    "/v1/targets.csv",
    "/v1/targets/uk-homes-1.5m",
    "/v1/targets/uk-homes-1.5m/assessment",
    "/v1/targets/uk-homes-1.5m/trajectory",
    "/v1/targets/uk-homes-1.5m/trajectory.csv",
    "/v1/targets/uk-homes-1.5m/trajectory/rows",
    "/v1/targets/uk-homes-1.5m/gap",
    "/v1/targets/uk-homes-1.5m/changes",
    "/v1/targets/uk-homes-1.5m/yardsticks",
    "/v1/targets/uk-homes-1.5m/yardsticks.csv",
    "/v1/assessments",
    "/v1/assessments.csv",
    "/v1/label-sets",
    "/v1/label-sets.csv",
    "/v1/label-sets/v1",
    "/set-a-target",
    "/set-a-target?indicator=net_additional_dwellings&by=2030&value=300000",
    "/v1/licences",
    "/health/live",
    "/health/ready",
    "/openapi.json",
    "/docs",
    "/targets/uk-homes-1.5m/brief.html",
    "/targets/uk-homes-1.5m/brief.pdf",
    "/feed.atom",
    "/v1/milestones",
    "/v1/breaks.csv",
    "/v1/findings",
    "/v1/areas",
    "/v1/sources",
    "/v1/releases",
    "/v1/calibrations",
    "/v1/track-record",
    "/v1/targets/uk-homes-1.5m/notes",
    "/v1/bulk/assessments.csv",
    "/v1/assessments.parquet",
    "/v1/bulk/trajectories.parquet",
    "/track-record",
    "/metrics",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the whole catalogue, a few observations and a judgement, made without fitting anything."""
    settings = Settings(home=tmp_path_factory.mktemp("headway"))
    catalogue = load_catalogue()
    entry = catalogue.targets["uk-homes-1.5m"]
    year = Period.parse("2024/25", "FY")
    release = ReleaseId("MHCLG", "Net additional dwellings", date(2025, 11, 27), "2025-11-27")
    judged = Assessment(
        target_id=entry.id,
        kind=entry.kind,
        series_id=f"{entry.indicator}/{entry.area}",
        as_of=date(2025, 11, 27),
        verdict=Verdict.NO_VERDICT,
        key="a" * 64,
        evidence=Evidence(Knowledge.CURRENT),
        track=tuple(TrackPoint(year - step, actual=200_000.0) for step in range(30, -1, -1)),
    )
    with open_store(settings.store_url) as store, store.session() as session:
        sync_catalogue(session, catalogue, owner=BUNDLED, recorded=MORNING)
        observations = (
            NewObservation("net_additional_dwellings", "E92000001", year - step, 200_000.0 + step, release)
            for step in range(30)
        )
        load_observations(session, observations, source="test", recorded=MORNING)
        judgement = Judgement(judged, entry.mission, "v", date(2025, 11, 27))
        save_assessments(session, [judgement], recorded=MORNING)
    return settings.home


def test_a_web_process_that_has_answered_everything_stays_light(home: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps([str(home), ADDRESSES])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    held = json.loads(run.stdout.splitlines()[-1])
    assert held["statuses"] == dict.fromkeys(ADDRESSES, 200)
    assert set(held["imported"]).isdisjoint(NEVER)
    assert set(held["loaded"]).isdisjoint(NEVER)
    assert held["memory"] < MEMORY_MB, f"{held['memory']:.0f} MB"
