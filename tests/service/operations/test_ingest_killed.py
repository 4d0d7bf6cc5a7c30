"""A load that is killed, run twice, out of order or side by side leaves the store of one that went well.

Kills with the real command in a process of its own; on each database.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from service.operations.ingest import open_ingest
from service.operations.installation import open_installation
from service.settings import Settings
from service.store import open_store
from service.store.bulk import table_of
from service.store.tables import ObservationRow, ReleaseRow, SeriesRow

AREAS, MONTHS = 80, 48
NOW = datetime(2024, 4, 1, tzinfo=UTC)
CATALOGUE = """\
mission:
  id: trial
  title: Trial
  jurisdiction: Nowhere
  ambition: Fewer.
  status: live
  citation: Invented.
indicators:
  - id: waits
    title: Waits
    definition: People who wait.
    unit: people
    direction: decrease
    lower: 0
    aggregation: stock
    frequency: M
    family: mixed
    coverage: Nowhere
    publisher: Office
    release: Waits
    table: waits.csv
targets: []
"""
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
_SERIES = table_of(SeriesRow)
_RELEASE, _OBSERVATION = table_of(ReleaseRow), table_of(ObservationRow)


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """A catalogue folder, and two releases of its indicator of some thousand figures."""
    folder = tmp_path_factory.mktemp("trial")
    (folder / "catalogue").mkdir()
    (folder / "catalogue/trial.yaml").write_text(CATALOGUE)
    for number, day in ((1, "2024-02-08"), (2, "2024-03-14")):
        rows = ["indicator_id,area_code,period,value,published"]
        for area in range(AREAS):
            for month in range(MONTHS + number - 1):
                # The second release revises the last months of the first, and adds one.
                value = 1000 + area * 7 + month + (number if month > MONTHS - 4 else 0)
                rows.append(f"waits,A{area:04},{2020 + month // 12}-{month % 12 + 1:02},{value},{day}")
        (folder / f"release{number}.csv").write_text("\n".join([*rows, ""]))
    return folder


class Place:
    """An installation of its own, and the command run in it."""

    def __init__(self, home: Path, trial: Path, url: str = "") -> None:
        self.home, self.url = home, url or f"sqlite:///{home / 'headway.db'}"
        self.catalogue = trial / "catalogue"
        self.files = [str(trial / f"release{number}.csv") for number in (1, 2)]
        self.environment = {
            **os.environ,
            "HEADWAY_HOME": str(home),
            "HEADWAY_DATABASE_URL": self.url,
            "HEADWAY_BUNDLED": "0",
            "HEADWAY_CATALOGUE": str(self.catalogue),
        }

    def start(self, file: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "service.cli.main", "ingest", "--file", file, "--no-judge"]
        return subprocess.Popen(
            command,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, file: str) -> None:
        running = self.start(file)
        _, said = running.communicate(timeout=120)
        assert running.returncode == 0, said.decode()

    def load(self, file: str) -> int:
        """The same in this process; how many figures were new."""
        settings = Settings(home=self.home, database_url=self.url, bundled=False, catalogue=(self.catalogue,))
        installation = open_installation(settings, recorded=NOW)
        try:
            return open_ingest(settings, installation, now=lambda: NOW).file(Path(file)).added
        finally:
            installation.close()

    def written(self) -> int:
        """A number that changes when somebody is writing: bytes of the journal, or transactions under way."""
        if self.url.startswith("sqlite"):
            journal = self.home / "headway.db-wal"
            return journal.stat().st_size if journal.exists() else 0
        address = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
            ).fetchone()
            assert row is not None
            (count,) = row
        return int(count)

    def content(self) -> list[tuple[object, ...]]:
        """Every figure with its series and release, whatever numbers rows have."""
        with open_store(self.url) as store, store.read() as session:
            found = session.connection().execute(
                select(
                    _SERIES.c.indicator_id, _SERIES.c.area, _OBSERVATION.c.period, _RELEASE.c.title, _RELEASE.c.published,
                    _OBSERVATION.c.correction, _OBSERVATION.c.value, _OBSERVATION.c.status,
                )
                .join(_SERIES, _SERIES.c.id == _OBSERVATION.c.series_id)
                .join(_RELEASE, _RELEASE.c.id == _OBSERVATION.c.release_id)
            )  # fmt: skip
            return sorted(tuple(row) for row in found)

    def kept(self) -> list[str]:
        """The files that are kept, each of which must be whole."""
        found = [
            path for path in (self.home / "snapshots").rglob("*") if path.is_file() and "." not in path.name
        ]
        assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in found)
        return sorted(path.name for path in found)


@pytest.fixture(scope="module")
def undisturbed(trial, tmp_path_factory):
    """An installation into which both releases went one after the other, and a copy after the first."""
    place = Place(tmp_path_factory.mktemp("undisturbed") / "home", trial)
    place.load(place.files[0])
    first = shutil.copytree(place.home, place.home.with_name("first"))
    place.load(place.files[1])
    content = place.content()
    assert len(content) == AREAS * (2 * MONTHS + 1)
    return SimpleNamespace(place=place, first=first, content=content)


@pytest.fixture(params=BOTH)
def place(request, trial, tmp_path):
    url = str(request.getfixturevalue("postgres_database")) if request.param == "postgres" else ""
    return Place(tmp_path / "home", trial, url)


@pytest.fixture
def after_first(place, undisturbed):
    """An installation that holds the first release."""
    if place.url.startswith("sqlite"):
        shutil.copytree(undisturbed.first, place.home)
    else:
        place.load(place.files[0])
    return place


def test_killed_at_any_moment_and_run_again(after_first, undisturbed):
    """Each kill leaves the store with all of a release or nothing of it; the next run completes it."""
    place = after_first
    first = place.content()
    whole = {len(first), len(undisturbed.content)}
    killed = 0
    for delay in (0.0, 0.01, 0.05):
        idle = place.written()
        running = place.start(place.files[1])
        while running.poll() is None and place.written() == idle:
            time.sleep(0.002)
        time.sleep(delay)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        killed += running.returncode == -signal.SIGKILL
        held = place.content()
        assert len(held) in whole
        assert set(first) <= set(held)
    assert killed
    (place.home / "snapshots/.part-left").write_bytes(b"half of a file")
    place.run(place.files[1])
    assert place.content() == undisturbed.content
    assert place.kept() == undisturbed.place.kept()


def test_in_the_wrong_order_twice_and_side_by_side(place, undisturbed):
    assert place.load(place.files[1]) == AREAS * (MONTHS + 1)
    with ThreadPoolExecutor(3) as pool:
        added = sorted(pool.map(place.load, [place.files[0], place.files[0], place.files[1]]))
    assert added == [0, 0, AREAS * MONTHS]
    assert place.content() == undisturbed.content
    assert place.kept() == undisturbed.place.kept()
    assert place.load(place.files[0]) == 0
