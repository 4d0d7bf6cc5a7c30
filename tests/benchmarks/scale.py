"""What thousands of series cost: loaded, then forecast, simulated, judged and stored by the worker as any run is.

    make bench-scale                             # 1,000, 10,000 and 30,000 series, each in a fresh store
    python tests/benchmarks/scale.py [--series 1000 10000 100000] [--folder FOLDER] [--no-web] [--plain]

Series are those of the official pack's panels, resampled (``scale_panels``). For each size: the load; one run of the
worker with a process a core over everything (two judgements of a target, what moved it, the course and the replay of
its series); a run after one more release of 100 series; the service over that store. ``--plain`` also judges all at
once in one process. The fastest public library fits some of the same series in the same run, where its environment
stands (``sh .ci/peers`` makes it). One line of JSON a measurement, in the end how cost grows.

With ``--folder`` everything stays there, and the same command goes on where it was interrupted: a run that was under
way is resumed by its worker, and says ``resumed``; its seconds are then those since.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import json
import math
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/benchmarks")]

import scale_panels as panels  # type: ignore[import-not-found]  # noqa: E402
from scale_watch import Watch  # type: ignore[import-not-found]  # noqa: E402

from forecasting.errors import HeadwayError  # noqa: E402
from service.jobs.client import Jobs  # noqa: E402
from service.jobs.job import Job  # noqa: E402
from service.jobs.words import JobKind, JobState  # noqa: E402
from service.settings import Settings  # noqa: E402
from service.store import open_store  # noqa: E402
from service.store.writes.catalogue import sync_catalogue  # noqa: E402
from service.store.writes.observations import load_observations  # noqa: E402

OWNER = "folder:scale"
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SIZES = (1_000, 10_000, 30_000)
ONE_RELEASE = 100
PEER_ENVIRONMENT = ROOT / "build/bench-venv/bin/python"
PEER_SERIES = 200
MEASURED = "measured.json"
CORES = os.cpu_count() or 1


def environment(settings: Settings) -> dict[str, str]:
    """What a process of the installation is started with."""
    return {
        **os.environ,
        "HEADWAY_HOME": str(settings.home),
        "HEADWAY_DATABASE_URL": settings.store_url,
        "HEADWAY_BUNDLED": "0",
        "HEADWAY_SCHEDULE": "0",
        "HEADWAY_CHUNK": str(settings.chunk),
        "PYTHONPATH": str(ROOT),
    }


def load(settings: Settings, made: list[Any]) -> dict[str, Any]:
    """Put catalogue and figures into a fresh store."""
    begun = time.perf_counter()
    with open_store(settings.store_url) as store, store.session() as session:
        sync_catalogue(session, panels.catalogue(made), owner=OWNER, recorded=MORNING)
        synced = time.perf_counter()
        report = load_observations(session, panels.figures(made), source="scale", recorded=MORNING)
    done = time.perf_counter()
    return {
        "catalogue_s": round(synced - begun, 1),
        "figures_s": round(done - synced, 1),
        "observations": report.added,
        "observations_a_second": round(report.added / (done - synced)),
    }


@contextmanager
def working(settings: Settings, *, concurrency: int) -> Iterator[Watch]:
    """A worker in processes of its own, watched."""
    # Attached: whatever happens to this process, no worker outlives it.
    command = [sys.executable, "-m", "service.cli", "worker", "--attached", "--concurrency", str(concurrency)]
    with (settings.home / "log").open("ab") as log:
        process = subprocess.Popen(
            command, env=environment(settings), cwd=ROOT, stdin=subprocess.PIPE, stderr=log
        )
    try:
        yield Watch(process.pid, settings.home)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class Run:
    """One run: the job, and the seconds to its first part, to its last, and to its results being visible."""

    job: Job
    first: float = 0.0
    parts: float = 0.0
    visible: float = 0.0
    resumed: bool = False


def run(settings: Settings, request: dict[str, Any], *, id_: str) -> Run:
    """One run to its end; the same id again goes on with it."""
    with open_store(settings.store_url) as store, closing(Jobs(settings, store)) as jobs:
        begun = time.perf_counter()
        jobs.start(JobKind.REASSESSMENT, request, by="scale", id_=id_)
        while (after := jobs.get(id_).resumed_by) is not None:
            id_ = after
        found = Run(jobs.get(id_))
        if found.job.state is JobState.FAILED:
            found = Run(jobs.resume(id_))
            id_ = found.job.id
        found.resumed = found.job.progress is not None and found.job.progress.done > 0
        while not found.job.state.over:
            passed, progress = time.perf_counter() - begun, found.job.progress
            if progress is not None and progress.done:
                found.first = found.first or passed
                if progress.done == progress.total:
                    found.parts = found.parts or passed
            time.sleep(0.2)
            with suppress(HeadwayError):  # a store that is written to may have no time for questions
                found.job = jobs.get(id_)
        if found.job.state is not JobState.DONE:
            raise SystemExit(f"the run ended as {found.job.state}: {found.job.problem}")
        found.visible = time.perf_counter() - begun
        return found


def whole(settings: Settings, count: int) -> dict[str, Any]:
    """A run over everything."""
    with working(settings, concurrency=CORES) as watch:
        before = sum(psutil.getloadavg()[:1])
        done = run(settings, {}, id_="scale-whole")
        return {
            "series": count,
            **({"resumed": True} if done.resumed else {}),
            "run_s": round(done.visible, 1),
            "series_a_second": round(count / done.visible, 1),
            "cpu_s": round(watch.cpu, 1),
            "cpu_ms_a_series": round(1000 * watch.cpu / count, 2),
            "first_part_s": round(done.first, 1),
            "publication_s": round(done.visible - done.parts, 1) if done.parts else None,
            "summary": _numbers(done),
            "peak_mb": round(watch.sum),
            "largest_process_mb": round(watch.one),
            # A process that grows with the run is larger in its last tenths; the last but one may be the publication.
            "worker_mb_by_tenth": _by_tenth(watch.worker),
            "computing_mb_by_tenth": _by_tenth(watch.computing),
            "peak_disk_mb": round(watch.disk),
            "processes": CORES,
            "load_before": round(before, 1),
        }


def _numbers(done: Run) -> dict[str, int]:
    return {k: v for k, v in (done.job.result or {}).items() if isinstance(v, int)}


def _by_tenth(samples: list[float]) -> list[int]:
    return [round(float(np.max(part, initial=0.0))) for part in np.array_split(np.array(samples), 10)]


def sizes(home: Path) -> dict[str, Any]:
    """The size of the store, of what in it is empty, and the kilobytes of each of its largest tables."""
    path = home / "headway.db"
    with closing(sqlite3.connect(path, timeout=60)) as connection:
        # A worker ends without a farewell: what it wrote last stands in the log beside the file.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (empty,) = connection.execute("PRAGMA freelist_count").fetchone()
        (page,) = connection.execute("PRAGMA page_size").fetchone()
        found = {"database_mb": round(path.stat().st_size / 1e6), "empty_mb": round(empty * page / 1e6)}
        with suppress(sqlite3.OperationalError):  # not every SQLite was built with it
            statement = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 7"
            found["tables_mb"] = {name: round(size / 1e6, 1) for name, size in connection.execute(statement)}
    return found


def one_release(settings: Settings, made: list[Any], frequency: Any) -> dict[str, Any]:
    """A run over what has changed, after one more release of 100 series of one indicator."""
    name = next(one.indicator for one in made if one.frequency is frequency)
    some = [one for one in made if one.indicator == name][:ONE_RELEASE]
    later = datetime.now(UTC)
    with open_store(settings.store_url) as store, store.session() as session:
        load_observations(session, panels.next_figures(some), source="release", recorded=later)
    with working(settings, concurrency=CORES) as watch:
        time.sleep(5)  # the worker is there already when a release comes
        done = run(settings, {"changed": True}, id_=f"scale-release-{frequency.value.lower()}")
    return {
        "released_series": len(some),
        "of_an_indicator_in": sum(one.indicator == name for one in made),
        "items_looked_at": None if done.job.progress is None else done.job.progress.total,
        "summary": _numbers(done),
        "first_part_s": round(done.first, 1),
        "run_s": round(done.visible, 1),
        "cpu_s": round(watch.cpu, 1),
    }


def plain(settings: Settings, count: int) -> dict[str, Any]:
    """Fit, simulate, judge and store in one process, all at once: what ``headway prepare`` does first."""
    code = (
        "import os; os.environ['OMP_NUM_THREADS'] = '1'; import resource, time; from datetime import UTC, datetime; "
        "from service.settings import load_settings; from service.store import open_store; "
        "from service.operations.installation import Installation; "
        "from service.operations.judging import judge_targets; "
        "place = Installation(open_store(load_settings().store_url)); begun = time.perf_counter(); "
        "judge_targets(place, recorded=datetime.now(UTC)); "
        "print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=environment(settings), cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, peak = map(float, done.stdout.split())
    return {
        "plain_s": round(seconds, 1),
        "plain_series_a_second": round(count / seconds, 1),
        "plain_peak_mb": round(peak),
    }


def web(settings: Settings, made: list[Any]) -> dict[str, Any]:
    """The service over the store: seconds until it answers, and what it holds before and after some pages."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable,
        *("-m", "service.cli", "serve", "--no-prepare", "--no-worker", "--port", str(port)),
    ]
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment(settings), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        watch = Watch(process.pid)
        _until(lambda: _read(port, "/v1"))
        up = time.perf_counter() - begun
        time.sleep(3)
        idle = psutil.Process(process.pid).memory_info().rss / 2**20
        took = {}
        for address in (
            "/",
            "/",
            f"/targets/{made[-1].id}",
            f"/v1/targets/{made[-1].id}/assessment",
            "/v1/targets",
        ):
            asked = time.perf_counter()
            _until(partial(_read, port, address, patience=300))  # a busy machine may be told to come again
            took[address if address not in took else f"{address} again"] = round(
                time.perf_counter() - asked, 2
            )
        return {
            "web_up_s": round(up, 1),
            "web_idle_mb": round(idle),
            "web_peak_mb": round(watch.one),
            "reads_s": {name.replace(made[-1].id, "…"): seconds for name, seconds in took.items()},
        }
    finally:
        process.terminate()
        process.wait(30)


def peer(made: list[Any]) -> dict[str, Any]:
    """CPU milliseconds a series of DynamicOptimizedTheta, fit and one interval alone, on some of the same series."""
    if not PEER_ENVIRONMENT.exists():
        return {"peer": f"SKIPPED: {PEER_ENVIRONMENT.relative_to(ROOT)} is not there; sh .ci/peers makes it"}
    chosen = [made[place] for place in np.linspace(0, len(made) - 1, PEER_SERIES).astype(int)]
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "series.json"
        rows = [[panels.SEASON[one.frequency], one.values.tolist()] for one in chosen]
        file.write_text(json.dumps(rows), encoding="utf-8")
        done = subprocess.run(
            [str(PEER_ENVIRONMENT), str(ROOT / "tests/benchmarks/scale_peer.py"), str(file)],
            capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    if done.returncode:
        return {"peer": f"SKIPPED: {done.stderr.strip().splitlines()[-1:]}"}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _read(port: int, address: str, *, patience: float = 5) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=patience) as answer:
        answer.read()
        return True


def _until(what: Callable[[], bool], *, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            what()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def measured(count: int, home: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    """Everything about one size; what was measured of it before is kept beside its store and not measured again."""
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings(home=home, bundled=False, chunk=chosen.chunk)
    made = list(panels.series(count))
    steps: dict[str, Callable[[], dict[str, Any]]] = {
        "load": lambda: load(settings, made),
        "plain": lambda: plain(settings, count),
        "whole": lambda: whole(settings, count),
        "sizes": lambda: sizes(home),
        "compared": lambda: {"compared_release": one_release(settings, made, panels.YEAR)},
        "release": lambda: {"release": one_release(settings, made, panels.QUARTER)},
        "web": lambda: web(settings, made),
    }
    left_out = {"plain"} if not chosen.plain else set()
    left_out |= {"web"} if chosen.no_web else set()
    kept = home / MEASURED
    found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for name, step in steps.items():
        if name in left_out or name in found:
            continue
        found[name] = step()
        kept.write_text(json.dumps(found), encoding="utf-8")
    return {key: value for step in found.values() for key, value in step.items()}


def before(folder: Path, sizes: list[int]) -> list[dict[str, Any]]:
    """What was measured of other sizes whose stores are kept in the same folder."""
    found = []
    for path in sorted(folder.glob(f"*/{MEASURED}")):
        held = json.loads(path.read_text(encoding="utf-8"))
        if int(path.parent.name) not in sizes and "whole" in held:
            found.append(held["whole"])
    return found


def slope(results: list[dict[str, Any]]) -> float | None:
    """By which power of the number of series the CPU seconds of a run grow: 1 is in proportion."""
    results = [one for one in results if not one.get("resumed")]
    if len(results) < 2:
        return None
    x = [math.log(one["series"]) for one in results]
    y = [math.log(one["cpu_s"]) for one in results]
    return round(float(np.polyfit(x, y, 1)[0]), 3)


def say(result: dict[str, Any]) -> None:
    """One line of JSON."""
    sys.stdout.write(f"{json.dumps(result)}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure each size and say how cost grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--chunk", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="keep the stores here")
    parser.add_argument("--no-web", action="store_true")
    parser.add_argument("--plain", action="store_true", help="also judge all at once in one process")
    chosen = parser.parse_args()
    reason = panels.absent()
    if reason is not None:
        say({"skipped": reason})
        return
    results = [] if chosen.folder is None else before(chosen.folder, chosen.series)
    with tempfile.TemporaryDirectory() as temporary:
        for count in chosen.series:
            results.append(measured(count, (chosen.folder or Path(temporary)) / str(count), chosen))
            say(results[-1])
    say({"slope": slope(results), **peer(list(panels.series(max(chosen.series))))})


if __name__ == "__main__":
    main()
