"""What thousands of series cost: loaded, then forecast, simulated, judged and stored by the worker as any run is.

    make bench-scale                             # 1,000, 10,000 and 30,000 series, each in a fresh store
    python tests/benchmarks/scale.py [--series 1000 10000 100000] [--folder FOLDER] [--no-web] [--plain]

Series are those of the official pack's panels, resampled (``scale_panels``). For each size: the load; one run of the
worker with a process a core over everything (two judgements of a target, what moved it, the course and the replay of
its series); a run after one more release of 100 series; the service over that store. ``--plain`` also judges all at
once in one process. The fastest public library fits some of the same series in the same run, where its environment
stands (``sh .ci/peers`` makes it). One line of JSON a measurement, in the end how cost grows.
"""

from __future__ import annotations

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import json
import math
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/benchmarks")]

import scale_panels as panels  # type: ignore[import-not-found]  # noqa: E402

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
CORES = os.cpu_count() or 1


class Watch:
    """The most memory a process, and each of its children, has held: the resident sets, four times a second."""

    def __init__(self, pid: int) -> None:
        self.sum = self.one = 0.0
        self.samples: list[float] = []
        self._cpu: dict[int, float] = {}
        self._root = psutil.Process(pid)
        threading.Thread(target=self._look, daemon=True).start()

    @property
    def cpu(self) -> float:
        """CPU seconds of all of them, those that have ended included: on a busy machine the only honest clock."""
        return sum(self._cpu.values())

    def _look(self) -> None:
        while self._root.is_running():
            try:
                tree = [self._root, *self._root.children(recursive=True)]
                held = [one.memory_info().rss / 2**20 for one in tree if one.is_running()]
                self._cpu |= {one.pid: sum(one.cpu_times()[:2]) for one in tree}
            except psutil.Error:
                time.sleep(0.25)
                continue
            self.sum, self.one = max(self.sum, sum(held)), max(self.one, *held)
            self.samples.append(max(held))
            time.sleep(0.25)


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
    command = [sys.executable, "-m", "service.cli", "worker", "--concurrency", str(concurrency)]
    with (settings.home / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environment(settings), cwd=ROOT, stderr=log)
    try:
        yield Watch(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def run(settings: Settings, request: dict[str, Any]) -> tuple[Job, float, float]:
    """One run to its end: the job, seconds to its first part and to its results being visible."""
    with open_store(settings.store_url) as store, closing(Jobs(settings, store)) as jobs:
        begun, first = time.perf_counter(), 0.0
        id_ = jobs.start(JobKind.REASSESSMENT, request, by="scale")
        while not (job := jobs.get(id_)).state.over:
            if not first and job.progress is not None and job.progress.done:
                first = time.perf_counter() - begun
            time.sleep(0.2)
        if job.state is not JobState.DONE:
            raise SystemExit(f"the run ended as {job.state}: {job.problem}")
        return job, first, time.perf_counter() - begun


def whole(settings: Settings, count: int) -> dict[str, Any]:
    """A run over everything."""
    with working(settings, concurrency=CORES) as watch:
        before = sum(psutil.getloadavg()[:1])
        job, first, last = run(settings, {})
        half = len(watch.samples) // 2
        return {
            "series": count,
            "run_s": round(last, 1),
            "series_a_second": round(count / last, 1),
            "cpu_s": round(watch.cpu, 1),
            "cpu_ms_a_series": round(1000 * watch.cpu / count, 2),
            "first_part_s": round(first, 1),
            "summary": {k: v for k, v in (job.result or {}).items() if isinstance(v, int)},
            "peak_mb": round(watch.sum),
            "largest_process_mb": round(watch.one),
            # A process that grows with the run is larger in its second half.
            "largest_process_mb_by_half": [
                round(max(some, default=0)) for some in (watch.samples[:half], watch.samples[half:])
            ],
            "processes": CORES,
            "load_before": round(before, 1),
        }


def one_release(settings: Settings, made: list[Any], frequency: Any) -> dict[str, Any]:
    """A run over what has changed, after one more release of 100 series of one indicator."""
    name = next(one.indicator for one in made if one.frequency is frequency)
    some = [one for one in made if one.indicator == name][:ONE_RELEASE]
    later = datetime.now(UTC)
    with open_store(settings.store_url) as store, store.session() as session:
        load_observations(session, panels.next_figures(some), source="release", recorded=later)
    with working(settings, concurrency=CORES) as watch:
        time.sleep(5)  # the worker is there already when a release comes
        job, first, last = run(settings, {"changed": True})
    return {
        "released_series": len(some),
        "of_an_indicator_in": sum(one.indicator == name for one in made),
        "items_looked_at": None if job.progress is None else job.progress.total,
        "summary": {k: v for k, v in (job.result or {}).items() if isinstance(v, int)},
        "first_part_s": round(first, 1),
        "run_s": round(last, 1),
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
        "-m",
        "service.cli",
        "serve",
        "--no-prepare",
        "--no-worker",
        "--port",
        str(port),
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
    """Everything about one size."""
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings(home=home, bundled=False, chunk=chosen.chunk)
    made = list(panels.series(count))
    found: dict[str, Any] = load(settings, made)
    if chosen.plain:
        found |= plain(settings, count)
    found |= whole(settings, count)
    found["database_mb"] = round((home / "headway.db").stat().st_size / 1e6)
    found["compared_release"] = one_release(settings, made, panels.YEAR)
    found["release"] = one_release(settings, made, panels.QUARTER)
    if not chosen.no_web:
        found |= web(settings, made)
    return found


def slope(results: list[dict[str, Any]]) -> float | None:
    """By which power of the number of series the CPU seconds of a run grow: 1 is in proportion."""
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
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporary:
        for count in chosen.series:
            results.append(measured(count, (chosen.folder or Path(temporary)) / str(count), chosen))
            say(results[-1])
    say({"slope": slope(results), **peer(list(panels.series(max(chosen.series))))})


if __name__ == "__main__":
    main()
