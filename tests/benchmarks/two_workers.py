"""How much faster two workers on one PostgreSQL are than one, each with one process that computes.

    python tests/benchmarks/two_workers.py [--series 600] [--chunk 20] [--rounds 2]

The same run over made-up series is done by one worker and by two, in turn, each time in a new database; both are ready
before the job is begun. Results must be the same. Needs two cores that have nothing else to do.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from kill_campaign import ROOT, Place, databases, say  # type: ignore[import-not-found]
from made_up import write_catalogue  # type: ignore[import-not-found]

sys.path.insert(0, str(ROOT))

from service.jobs.client import Jobs
from service.jobs.words import JobKind
from service.operations.installation import open_installation
from service.settings import Settings
from service.store import open_store
from service.store.reads.runs import workers as workers_of


def seconds(place: Place, workers: int) -> float:
    """How long the run takes with so many workers that are ready and warm."""
    command = [sys.executable, "-m", "service.cli", "worker", "--concurrency", "1"]
    log = (place.settings.home / "log").open("ab")
    running = [
        subprocess.Popen(command, env=place.environment, cwd=ROOT, stderr=log, start_new_session=True)
        for _ in range(workers)
    ]
    try:
        with open_store(place.settings.store_url) as store:
            jobs = Jobs(place.settings, store)
            while True:
                with store.read() as session:
                    if len(workers_of(session)) == workers:
                        break
                time.sleep(0.1)
            time.sleep(3)
            started = time.monotonic()
            id_ = jobs.start(JobKind.REASSESSMENT, {}, by="benchmark")
            while not jobs.get(id_).state.over:
                time.sleep(0.1)
            taken = time.monotonic() - started
            jobs.close()
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
        log.close()
    return taken


def main() -> None:
    """Measure one worker and two in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=600)
    parser.add_argument("--chunk", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="headway-workers-"))
    folder.chmod(0o755)
    found: dict[int, list[float]] = {1: [], 2: []}
    digests = set()
    try:
        catalogue = write_catalogue(folder / "catalogue", series=asked.series)
        with databases(folder, postgres=True) as (fresh, _):
            for number in range(2 * asked.rounds):
                home = folder / str(number)
                home.mkdir()
                settings = Settings(
                    home=home,
                    database_url=fresh(number),
                    bundled=False,
                    catalogue=(catalogue,),
                    chunk=asked.chunk,
                )
                open_installation(settings, recorded=datetime(2026, 3, 1, tzinfo=UTC)).close()
                place, workers = Place(settings, serve=False), number % 2 + 1
                found[workers].append(seconds(place, workers))
                digests.add(place.digest())
                say(f"{workers} worker(s): {found[workers][-1]:.1f} s")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    one, two = (statistics.median(found[count]) for count in (1, 2))
    say(
        f"{asked.series} series: one worker {one:.1f} s, two {two:.1f} s, ratio {two / one:.2f}; results {'alike' if len(digests) == 1 else 'DIFFERENT'}"
    )
    sys.exit(len(digests) != 1)


if __name__ == "__main__":
    main()
