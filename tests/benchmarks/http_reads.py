"""How fast the service answers, as a ratio to a bare FastAPI route on the same machine in the same run.

    HEADWAY_HOME=folder python tests/benchmarks/http_reads.py [ROUNDS]

The store in HEADWAY_HOME must be filled and judged. Service and bare route run in one uvicorn each, on the
loopback; requests go round all addresses over kept-open connections, one to the bare route before each, so
that a busy moment of the machine touches all alike. Exits with 1 where a budget of the design is missed.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from fastapi import FastAPI

ROOT = Path(__file__).resolve().parents[2]
READ_BUDGET, UNCHANGED_BUDGET, MEMORY_BUDGET_MB = 3.0, 1.5, 150
WARM_UP = 20

bare = FastAPI()


@bare.get("/")
async def hello() -> dict[str, str]:
    """The yardstick: the smallest JSON route."""
    return {"hello": "world"}


@dataclass(frozen=True)
class Asked:
    """One thing to measure."""

    name: str
    address: str
    budget: float
    gzip: bool = False
    held: bool = False


READS = [
    Asked("index", "/v1", READ_BUDGET),
    Asked("missions", "/v1/missions", READ_BUDGET),
    Asked("targets", "/v1/targets", READ_BUDGET),
    Asked("targets, gzip", "/v1/targets", READ_BUDGET, gzip=True),
    Asked("targets, filtered", "/v1/targets?verdict=off_track&sort=probability", READ_BUDGET),
    Asked("target", "/v1/targets/uk-homes-1.5m", READ_BUDGET),
    Asked("assessment", "/v1/targets/uk-homes-1.5m/assessment", READ_BUDGET),
    Asked("assessment as of", "/v1/targets/uk-homes-1.5m/assessment?as_of=2026-11-01", READ_BUDGET),
    Asked("trajectory", "/v1/targets/nhs-rtt92-2029/trajectory", READ_BUDGET),
    Asked("trajectory, CSV", "/v1/targets/nhs-rtt92-2029/trajectory.csv", READ_BUDGET),
    Asked("gap", "/v1/targets/uk-homes-1.5m/gap", READ_BUDGET),
    Asked("observations", "/v1/indicators/rtt_pct_within_18w/observations", READ_BUDGET),
    Asked("assessment, 304", "/v1/targets/uk-homes-1.5m/assessment", UNCHANGED_BUDGET, held=True),
    Asked("targets, 304", "/v1/targets", UNCHANGED_BUDGET, held=True),
]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(*arguments: str) -> Iterator[tuple[int, int]]:
    """A uvicorn in a process of its own: its port and process id."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", *arguments, "--port", str(port), "--no-access-log"]
    # One client asks more than any client may: every request is counted, and none refused.
    limits = {"HEADWAY_RATE_ANONYMOUS": "900000000/minute"}
    server = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env={**os.environ, **limits})
    try:
        for _ in range(1200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(10)


class Client:
    """One kept-open connection that measures."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, address: str, headers: dict[str, str], expected: int) -> tuple[float, str]:
        """Seconds until the whole answer is there, and its ETag."""
        begun = time.perf_counter()
        self._connection.request("GET", address, headers=headers)
        response = self._connection.getresponse()
        response.read()
        taken = time.perf_counter() - begun
        if response.status != expected:
            raise SystemExit(f"{address} answered {response.status}")
        return taken, response.getheader("ETag") or ""


def main(rounds: int) -> int:
    """Measure, print a table, and say whether every budget is kept."""
    with ExitStack() as stack:
        plain, _ = stack.enter_context(served("tests.benchmarks.http_reads:bare"))
        port, pid = stack.enter_context(served("--factory", "service.api.app:create_app_from_environment"))
        yardstick, service = Client(plain), Client(port)
        first: dict[str, float] = {}
        times: dict[str, list[float]] = {"bare": []}
        headers: dict[str, dict[str, str]] = {}
        for asked in READS:
            headers[asked.name] = {"Accept-Encoding": "gzip"} if asked.gzip else {}
            taken, tag = service.ask(asked.address, headers[asked.name], 200)
            first[asked.name] = taken
            if asked.held:
                headers[asked.name]["If-None-Match"] = tag
            times[asked.name] = []
        for turn in range(rounds + WARM_UP):
            for asked in READS:
                # Bare and served take turns, so that neither process is colder than the other.
                plainly, _ = yardstick.ask("/", {}, 200)
                taken, _ = service.ask(asked.address, headers[asked.name], 304 if asked.held else 200)
                if turn >= WARM_UP:
                    times["bare"].append(plainly)
                    times[asked.name].append(taken)
        memory = psutil.Process(pid).memory_info().rss / 2**20
    return report(times, first, memory)


def report(times: dict[str, list[float]], first: dict[str, float], memory: float) -> int:
    """The table; 1 where a budget is missed."""
    base = statistics.median(times["bare"])
    lines = [f"bare FastAPI route: p50 {base * 1e6:.0f} µs", ""]
    lines.append(f"{'':22}{'first ms':>9}{'p50 µs':>9}{'p99 µs':>9}{'ratio':>8}{'budget':>8}")
    missed = memory > MEMORY_BUDGET_MB
    for asked in READS:
        taken = sorted(times[asked.name])
        p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99)]
        ratio = p50 / base
        missed |= ratio > asked.budget
        mark = "  missed" if ratio > asked.budget else ""
        lines.append(
            f"{asked.name:22}{first[asked.name] * 1e3:9.1f}{p50 * 1e6:9.0f}{p99 * 1e6:9.0f}"
            f"{ratio:8.2f}{asked.budget:8.1f}{mark}"
        )
    lines += ["", f"memory of the web process: {memory:.0f} MB of {MEMORY_BUDGET_MB}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
