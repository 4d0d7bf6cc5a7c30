"""The service under load beside a bare FastAPI route in the same run, written to docs/performance.md.

    python tests/benchmarks/performance.py [--seconds 3] [--small FOLDER] [--large FOLDER]

Needs wrk (Debian: apt-get install wrk; macOS: brew install wrk); without it nothing is measured and nothing written.
Prepares a store of the bundled catalogue and one of 100,000 assessments (bulk_streams.py), or takes those named,
and serves each, and a bare route, by one uvicorn without limits on rates. Every address is asked for some seconds over
1, 8 and 64 connections, the bare route before each, so that a busy moment of the machine touches both. Exits with 1
where a budget of the design is missed.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import bulk_streams, http_reads  # noqa: E402

READ, UNCHANGED = 3.0, 1.5
CONNECTIONS = (1, 8, 64)
ASSESSMENTS = 100_000
_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True)
class Asked:
    """One thing to measure; ``held`` asks with the ETag of the answer. The budget is on p50, in bare routes."""

    name: str
    address: str
    budget: float = READ
    held: bool = False


@dataclass(frozen=True)
class Measured:
    """Milliseconds and requests a second."""

    p50: float
    p99: float
    rate: float


def questions(target: str, series: str) -> tuple[Asked, ...]:
    """What is asked of a store."""
    own = f"/v1/targets/{target}"
    return (
        Asked("assessment", f"{own}/assessment"),
        Asked("trajectory", f"{own}/trajectory"),
        Asked("list", "/v1/targets?limit=50"),
        Asked("CSV", f"{own}/trajectory.csv"),
        Asked("SVG", f"/v1/targets/{series}/charts/trajectory.svg"),
        Asked("304", f"{own}/assessment", UNCHANGED, held=True),
    )


def wrk(port: int, address: str, *, connections: int, seconds: int, held: str | None) -> Measured:
    """What wrk says."""
    command = ["wrk", "--latency", f"-c{connections}", "-t1", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-H", f"If-None-Match: {held}"] if held else []
    url = f"http://127.0.0.1:{port}{address}"
    said = subprocess.run([*command, url], check=True, stdout=subprocess.PIPE, text=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"{address}: {said}")
    p50, p99 = (_milliseconds(said, share) for share in ("50%", "99%"))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return Measured(p50, p99, float(rate[1]) if rate else 0.0)


def _milliseconds(said: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\b", said)
    if found is None:
        raise SystemExit(f"wrk says nothing of {share}: {said}")
    return float(found[1]) * _UNITS[found[2]]


def tag_of(port: int, address: str) -> str:
    """Ask once, so that it is made; the ETag of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}")
    return answer.getheader("ETag") or ""


def measure(title: str, home: Path, asked: tuple[Asked, ...], seconds: int) -> Iterator[str]:
    """The rows of one store; those over budget are marked."""
    os.environ["HEADWAY_HOME"] = str(home)
    yield f"\n## {title}\n"
    yield "| what | connections | p50 ms | p99 ms | requests/s | bare p50 ms | ratio | budget |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    with ExitStack() as stack:
        plain, _ = stack.enter_context(http_reads.served("tests.benchmarks.http_reads:bare"))
        port, _ = stack.enter_context(
            http_reads.served("--factory", "service.api.app:create_app_from_environment")
        )
        for one in asked:
            tag = tag_of(port, one.address)
            for connections in CONNECTIONS:
                bare = wrk(plain, "/", connections=connections, seconds=seconds, held=None)
                held = tag if one.held else None
                found = wrk(port, one.address, connections=connections, seconds=seconds, held=held)
                ratio = found.p50 / bare.p50
                missed = " **missed**" if ratio > one.budget else ""
                yield (
                    f"| {one.name} | {connections} | {found.p50:.2f} | {found.p99:.2f} | {found.rate:,.0f} "
                    f"| {bare.p50:.2f} | {ratio:.2f} | {one.budget:g}{missed} |"
                )


def opening(seconds: int) -> str:
    """What was measured where."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"""# Performance

Written by `make performance` (`tests/benchmarks/performance.py`), which needs `wrk`. One uvicorn serves Headway, another
a bare FastAPI route that answers `{{"hello": "world"}}`; both are asked by wrk over the loopback, {seconds} s for each row,
the bare route right before. The ratio is of the two p50. Answers are warm: what a first request costs is in
[the benchmarks](benchmarks.md). Limits on rates are off.

Measured on {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}; load averages at the start: {load}.
wrk and both servers share those cores, so rates are lower bounds."""


def main() -> int:
    """Prepare, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--small", type=Path)
    parser.add_argument("--large", type=Path)
    parser.add_argument("--assessments", type=int, default=ASSESSMENTS)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/performance.md")
    chosen = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.stdout.write("SKIPPED: wrk is not here (apt-get install wrk, or brew install wrk).\n")
        return 0
    os.environ |= {"HEADWAY_RATE_ANONYMOUS": "off", "HEADWAY_RATE_KEY": "off"}
    lines = [opening(chosen.seconds)]
    with tempfile.TemporaryDirectory() as temporary:
        small = chosen.small or Path(temporary) / "small"
        prepared = {**os.environ, "HEADWAY_HOME": str(small)}
        subprocess.run([sys.executable, "-m", "service.cli", "prepare"], cwd=ROOT, env=prepared, check=True)
        large = chosen.large or Path(temporary) / "large"
        if not (large / "headway.db").exists():
            bulk_streams.fill(large, chosen.assessments)
        pattern = bulk_streams.PATTERN
        stores = (
            ("The bundled catalogue", small, questions("uk-homes-1.5m", pattern)),
            (f"{chosen.assessments:,} assessments", large, questions("area-000000", pattern)),
        )
        for title, home, asked in stores:
            for line in measure(title, home, asked, chosen.seconds):
                lines.append(line)
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    chosen.out.write_text("\n".join(lines) + "\n", "utf-8")
    return int(any("**missed**" in line for line in lines))


if __name__ == "__main__":
    sys.exit(main())
