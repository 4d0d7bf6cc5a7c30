"""A small installation of made-up series, its worker, and what a run left in it."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from service.jobs import tasks
from service.jobs.blobs import joined
from service.jobs.client import Jobs
from service.jobs.job import Job
from service.operations.installation import open_installation
from service.settings import Settings
from service.store import Store, open_store
from service.store.reads.runs import part
from service.store.writes.runs import save_part

NOW = datetime(2026, 3, 2, tzinfo=UTC)
RUN = datetime(2026, 3, 3, tzinfo=UTC)
SERIES, YEARS = 12, 16
_MISSION = """\
mission:
  id: trial
  title: Trial
  jurisdiction: Nowhere
  ambition: More.
  status: live
  citation: Invented.
indicators:
  - id: homes
    title: Homes
    definition: Homes built.
    unit: homes
    direction: increase
    lower: 0
    aggregation: stock
    frequency: A
    family: mixed
    coverage: Nowhere
    publisher: Office
    release: Homes
    table: homes.csv
targets:
"""
_TARGET = """\
  - {{id: {id}, title: More, wording: More., kind: level, indicator: homes, area: {area}, comparator: ">=",
     value: {value}, period: "2028", announced: 2020-06-01, status: live, citation: Invented.}}
"""
_BOTH = """\
  - {id: both, title: Both, wording: Both., kind: all_of, components: [t00, t01], status: live, citation: Invented.,
     announced: 2020-06-01}
"""
_COLUMNS = {
    "assessment": "key, target_id, as_of, document",
    "explanation": "before_key, after_key, document",
    "forecast": "key, margins, dependence",
    "replay": "indicator_id, area, key, document",
}


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One indicator in a dozen areas, a target for each and one made of two; the last figure is a release of its own."""
    folder = tmp_path_factory.mktemp("jobs") / "catalogue"
    folder.mkdir()
    walks = 100 + np.cumsum(np.random.default_rng(3).normal(1, 3, (SERIES, YEARS)), axis=1)
    entries = [
        _TARGET.format(id=f"t{number:02}", area=f"A{number:02}", value=round(walk[-1] + 4, 1))
        for number, walk in enumerate(walks)
    ]
    (folder / "trial.yaml").write_text(_MISSION + "".join(entries) + _BOTH, encoding="utf-8")
    lines = ["indicator,area,period,value,published"]
    for number, walk in enumerate(walks.tolist()):
        for step, value in enumerate(walk):
            day = "2026-02-01" if step == YEARS - 1 else "2025-02-01"
            lines.append(f"homes,A{number:02},{2025 - YEARS + 1 + step},{value:.2f},{day}")
    (folder / "observations.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


@dataclass
class Place:
    """An installation with figures and without judgements."""

    settings: Settings

    def copy_to(self, home: Path) -> None:
        """Copy the store, with what is still in its write-ahead log."""
        with closing(sqlite3.connect(self.settings.home / "headway.db")) as connection:
            connection.execute("VACUUM INTO ?", (str(home / "headway.db"),))

    @contextmanager
    def store(self) -> Iterator[Store]:
        with open_store(self.settings.store_url) as store:
            yield store

    @contextmanager
    def jobs(self) -> Iterator[Jobs]:
        with self.store() as store:
            jobs = Jobs(self.settings, store)
            try:
                yield jobs
            finally:
                jobs.close()

    def call(self, run: str, kind: str = "reassessment", **request: Any) -> dict[str, Any]:
        settings = self.settings.model_dump(mode="json")
        return {
            "run": run, "kind": kind, "request": request, "by": "a test", "recorded": RUN.isoformat(),
            "settings": settings,
        }  # fmt: skip

    def planned(self, run: str, **request: Any) -> list[Any]:
        """The parts of a run, planned here."""
        numbers = tasks.plan_run(self.call(run, **request))
        with self.store() as store, store.read() as session:
            return [part(session, run, number) for number in numbers]

    def run_here(self, run: str, **request: Any) -> dict[str, Any]:
        """A whole run in this process, without an engine."""
        for one in self.planned(run, **request):
            blobs, findings = tasks.do_part(self.call(run, **request), one.task, one.names)
            with self.store() as store, store.session() as session:
                save_part(session, run, one.number, payload=joined(blobs), findings=findings, done=NOW)
        return tasks.publish_run(self.call(run, **request), NOW.isoformat())

    def digest(self) -> tuple[dict[str, int], str]:
        """How much there is of everything, and a hash of all of it."""
        found, counts = hashlib.sha256(), {}
        with self.store() as store, store.read() as session:
            for table, columns in _COLUMNS.items():
                rows = session.connection().execute(text(f"SELECT {columns} FROM {table}"))
                plain = sorted(str([v if isinstance(v, bytes) else str(v) for v in row]) for row in rows)
                counts[table] = len(plain)
                found.update("\n".join([table, *plain]).encode())
        return counts, found.hexdigest()

    def worker(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """A worker in a process of its own."""
        known = {
            "HEADWAY_HOME": str(self.settings.home),
            "HEADWAY_DATABASE_URL": self.settings.store_url,
            "HEADWAY_BUNDLED": "0",
            "HEADWAY_CATALOGUE": str(self.settings.catalogue[0]),
            "HEADWAY_CHUNK": str(self.settings.chunk),
            "HEADWAY_SCHEDULE": "0",
        }
        self.settings.home.mkdir(parents=True, exist_ok=True)
        with (self.settings.home / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "service.cli", "worker", "--concurrency", "1", *arguments],
                env={**os.environ, **known, **environment},
                stderr=log,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        """What the workers said."""
        return (self.settings.home / "log").read_text(encoding="utf-8")


NewPlace = Callable[..., Place]


@pytest.fixture(scope="session")
def prepared(catalogue: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation to copy."""
    home = tmp_path_factory.mktemp("prepared")
    settings = Settings(home=home, bundled=False, catalogue=(catalogue,))
    open_installation(settings, recorded=NOW).close()
    return Place(settings)


@pytest.fixture(scope="session")
def assessed(prepared: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The same after a run over all of it, to copy."""
    home = tmp_path_factory.mktemp("assessed")
    place = Place(prepared.settings.model_copy(update={"home": home, "chunk": 3}))
    prepared.copy_to(home)
    place.run_here("all")
    return place


@pytest.fixture
def new_place(request: pytest.FixtureRequest, catalogue: Path, tmp_path: Path) -> NewPlace:
    """Makes installations: ``new_place(url=…, chunk=…, after="prepared" or "assessed")``."""
    made = 0

    def make(*, url: str | None = None, chunk: int = 3, after: str = "prepared") -> Place:
        nonlocal made
        made += 1
        home = tmp_path / f"home{made}"
        settings = Settings(home=home, database_url=url, bundled=False, catalogue=(catalogue,), chunk=chunk)
        if url is None:
            like: Place = request.getfixturevalue(after)
            home.mkdir()
            like.copy_to(home)
        else:
            open_installation(settings, recorded=NOW).close()
        return Place(settings)

    return make


def until(what: Callable[[], Any], *, place: Place, seconds: float = 90) -> Any:
    """What something gives, as soon as it gives anything."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, place.log
        time.sleep(0.05)
    return found


def finished(jobs: Jobs, id_: str, place: Place) -> Job:
    """A job once it is over."""

    def over() -> Job | None:
        job = jobs.get(id_)
        return job if job.state.over else None

    job: Job = until(over, place=place)
    return job


def kill(process: subprocess.Popen[bytes]) -> None:
    """As if the power went."""
    process.send_signal(signal.SIGKILL)
    process.wait()
