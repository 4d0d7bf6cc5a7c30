"""The whole API asked by schemathesis: examples, limits, made-up data good and bad, and chains of requests.

    python tests/benchmarks/schemathesis_campaign.py [--examples 40] [--seed 4171] [--home FOLDER]

Serves a filled store in a process of its own, without limits on rates and without a worker, and asks it with a key
that may do everything and about what there is (``tests/service/api/real_entries.py``), so that writes are tried as well
and most questions get an answer. Looks for 5xx, for statuses, media types, headers and bodies
that are not described, and for bad data that is taken. Without --home one is prepared and thrown away (a minute).
Exits with what schemathesis exits with.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
HOOKS = "tests.benchmarks.schemathesis_hooks"
# A stream of events does not end, and formats of one resource share its parameters.
LEFT_OUT = r"\.[a-z][a-z.-]*$|/events$"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)


def environment(home: Path) -> dict[str, str]:
    """What the service is started with."""
    own = {
        "HEADWAY_HOME": str(home),
        "HEADWAY_RATE_ANONYMOUS": "off",
        "HEADWAY_RATE_KEY": "off",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }
    return {**os.environ, **own}


def headway(home: Path, *arguments: str) -> str:
    """What a command says."""
    command = [sys.executable, "-m", "service.cli", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(home), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The service over a store: its address."""
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
    server = subprocess.Popen(command, cwd=ROOT, env=environment(home))
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        # Described once, before anybody counts the seconds; a busy machine may need more than one request has.
        for _ in range(5):
            with suppress(HTTPError), urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=120) as answer:
                answer.read()
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def main() -> int:
    """Prepare, serve, ask."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=40)
    parser.add_argument("--seed", type=int, default=4171)
    parser.add_argument("--seconds", type=int, default=1800)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--formats", action="store_true", help="ask for every format, not only for JSON")
    parser.add_argument("--only", help="a regular expression of paths")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = chosen.home or Path(temporary)
        headway(home, "prepare")
        said = headway(home, "keys", "create", "campaign", "--scope", "admin")
        key = re.search(r"hw_\S+", said)
        if key is None:
            raise SystemExit(f"no key in: {said}")
        with served(home) as address:
            command = [
                *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/openapi.json"),
                *("--seed", str(chosen.seed), "--max-examples", str(chosen.examples)),
                *("--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing,stateful"),
                *(
                    "--max-time",
                    str(chosen.seconds),
                    "--mode",
                    "all",
                    "--continue-on-failure",
                    "--no-color",
                    "--suppress-health-check",
                    "all",
                ),
                *("-H", f"Authorization: Bearer {key[0]}", "--request-timeout", "60"),
                *(("--include-path-regex", chosen.only) if chosen.only else ()),
                *(
                    ("--exclude-path-regex", LEFT_OUT)
                    if not chosen.formats
                    else ("--exclude-path-regex", "/events$")
                ),
            ]
            hooks = {"SCHEMATHESIS_HOOKS": HOOKS, "HEADWAY_ASKED": address, "HEADWAY_ASKED_KEY": key[0]}
            asking = {**environment(home), **hooks}
            return subprocess.run(command, cwd=ROOT, env=asking, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
