"""What whole tables cost with 100,000 assessments: time, bytes, peak memory, and who waits for a slow client.

    python tests/benchmarks/bulk_streams.py [ASSESSMENTS] [--folder FOLDER]

Makes a store of synthetic targets, one local area each, in FOLDER (kept there, and used again), serves it with
uvicorn in a process of its own and reads it over the loopback. Memory is that process's resident set, looked at
twenty times a second.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from fastapi import FastAPI

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from service.api import handlers  # noqa: E402
from service.api.desk import Desk  # noqa: E402
from service.api.envelope import Envelope  # noqa: E402
from service.api.routes import bulk, judgements  # noqa: E402
from service.operations.installation import open_installation  # noqa: E402
from service.operations.judging import judge_targets  # noqa: E402
from service.settings import Settings, load_settings  # noqa: E402
from service.store import open_store  # noqa: E402
from service.store.versions import note_change  # noqa: E402

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PATTERN = "nhs-rtt92-2029"
TRACKS = 2_000
_ID, _KEY = "printf('area-%06d', n)", "printf('%064d', n)"
_OWN = f"""replace(document, '"{PATTERN}"', '"' || {_ID} || '"')"""
COPIED = {
    "target": {"id": _ID, "document": _OWN, "position": "n + 1000"},
    "assessment": {"target_id": _ID, "key": _KEY, "document": _OWN},
    "track": {"assessment_key": _KEY},
}
WHICH = {
    "target": f"id = '{PATTERN}'",
    "assessment": f"target_id = '{PATTERN}'",
    "track": f"assessment_key IN (SELECT key FROM assessment WHERE target_id = '{PATTERN}')",
}
READ_AT_ONCE = 64 * 1024
SLOW_SECONDS = 8.0


def routes_alone() -> FastAPI:
    """The routes that are measured, without the board, which prepares its rows of every target when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.desk = Desk(open_store(load_settings().store_url))
        yield
        app.state.desk.close()

    app = FastAPI(lifespan=lifespan)
    handlers.install(app)
    for router in (bulk.router, judgements.router):
        app.include_router(router)
    app.add_middleware(Envelope)
    return app


def fill(home: Path, count: int) -> None:
    """A store of as many targets, each with the judgement of one real target under an id of its own.

    They are copied inside the database: what is measured is reading. Tracks, which are most of the bytes, are kept for
    the first targets only.
    """
    settings = Settings(home=home)
    installation = open_installation(settings, recorded=MORNING)
    try:
        judge_targets(installation, recorded=MORNING, targets=[PATTERN])
    finally:
        installation.close()
    with closing(sqlite3.connect(home / "headway.db")) as database, database:
        for table, changed in COPIED.items():
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            kept = [name for name in columns if name not in ("id", "row_id") or name in changed]
            values = ", ".join(changed.get(name, name) for name in kept)
            some = min(count, TRACKS) if table == "track" else count
            database.execute(
                f"WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?) "
                f"INSERT INTO {table} ({', '.join(kept)}) SELECT {values} FROM numbers, "
                f"(SELECT * FROM {table} WHERE {WHICH[table]} LIMIT 1)",
                (some,),
            )


class Watched:
    """A running service and the most memory it has held since it was last asked."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self._process = psutil.Process(process.pid)
        self._peak = 0
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while self._process.is_running():
            try:
                self._peak = max(self._peak, self._process.memory_info().rss)
            except psutil.Error:
                return
            time.sleep(0.05)

    @property
    def now(self) -> float:
        """Megabytes held at this moment; the peak begins anew."""
        self._peak = self._process.memory_info().rss
        return float(self._peak) / 2**20

    @property
    def peak(self) -> float:
        """Megabytes held at most since ``now``."""
        return float(self._peak) / 2**20


@contextmanager
def served(home: Path) -> Iterator[Watched]:
    """The service over a store, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "--factory", "bulk_streams:routes_alone"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--log-level", "error"],
        cwd=ROOT,
        env={
            "HEADWAY_HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'tests/benchmarks'}",
        },
    )
    try:
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        yield Watched(process, port)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def read(port: int, address: str, *, slow: bool = False, gzip: bool = False) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and bytes. A slow client pauses between its first pieces."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    begun = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"} if gzip else {})
    answer = connection.getresponse()
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status} {answer.read()[:300]!r}")
    first, got, pauses = 0.0, 0, 0
    while piece := answer.read(READ_AT_ONCE):
        first = first or time.perf_counter() - begun
        got += len(piece)
        if slow and pauses < SLOW_SECONDS:
            time.sleep(1)
            pauses += 1
    connection.close()
    return first, time.perf_counter() - begun, got


def whole(service: Watched) -> Iterator[dict[str, object]]:
    """Each whole table, read as fast as it comes."""
    asked = (
        ("assessments.csv", False),
        ("assessments.csv", True),
        ("assessments.parquet", False),
        ("trajectories.parquet", False),
    )
    for name, gzip in asked:
        before = service.now
        first, last, got = read(service.port, f"/v1/bulk/{name}", gzip=gzip)
        yield {
            "table": f"{name}{', gzip' if gzip else ''}",
            "first_byte_s": round(first, 2),
            "seconds": round(last, 1),
            "MB": round(got / 1e6, 1),
            "before_MB": round(before),
            "peak_MB": round(service.peak),
        }


def beside_a_slow_client(service: Watched, home: Path) -> dict[str, object]:
    """What a client that pauses costs others: small reads, and somebody who writes."""
    before = service.now
    slow = threading.Thread(
        target=read, args=(service.port, "/v1/bulk/trajectories.csv"), kwargs={"slow": True}
    )
    slow.start()
    time.sleep(1)
    small = [read(service.port, f"/v1/targets/area-{one:06}/gap")[1] for one in range(50)]
    writes = []
    with open_store(Settings(home=home).store_url) as store:
        for _ in range(20):
            begun = time.perf_counter()
            with store.session() as session:
                note_change(session)
            writes.append(time.perf_counter() - begun)
    while_open = slow.is_alive()
    service_peak = service.peak
    slow.join()
    log = home / "headway.db-wal"
    return {
        "slow_client_still_reading": while_open,
        "small_read_p50_ms": round(sorted(small)[len(small) // 2] * 1000, 1),
        "small_read_max_ms": round(max(small) * 1000, 1),
        "write_max_ms": round(max(writes) * 1000, 1),
        "write_ahead_log_MB": round(log.stat().st_size / 1e6, 1) if log.exists() else 0,
        "before_MB": round(before),
        "peak_MB": round(service_peak),
    }


def say(result: dict[str, object]) -> None:
    """One line of JSON a measurement."""
    sys.stdout.write(f"{json.dumps(result)}\n")
    sys.stdout.flush()


def main() -> None:
    """Fill, serve, read, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assessments", type=int, nargs="?", default=100_000)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = chosen.folder or Path(temporary)
        if not (home / "headway.db").exists():
            begun = time.perf_counter()
            fill(home, chosen.assessments)
            say({"filled_s": round(time.perf_counter() - begun)})
        with served(home) as service:
            read(service.port, "/v1/targets/area-000000/gap")
            say(beside_a_slow_client(service, home))
            for result in whole(service):
                say(result)


if __name__ == "__main__":
    main()
