"""``headway serve``: brings everything up to date in another process, then serves from a small one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from tests.service.cli.conftest import Run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "serve", "--port", str(port)],
            env=dict(os.environ),
            stderr=out,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def answer(port: int, path: str, log: Path) -> bytes:
    """What the service says, once it is up."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
                return bytes(reply.read())
        except OSError:
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.1)


def test_it_prepares_serves_and_starts_again_without_judging(
    headway: Run, example: Path, tmp_path: Path
) -> None:
    for start, judged in (("first", "2 of them judged now"), ("second", "0 of them judged now")):
        port, log = free_port(), tmp_path / f"{start}.log"
        with serving(port, log) as process:
            missions = json.loads(answer(port, "/v1/missions", log))
            assert "example-council" in json.dumps(missions)
            loaded = {Path(item.path).name for item in psutil.Process(process.pid).memory_maps()}
            assert not [
                name for name in loaded if name.startswith(("_stats", "_smoothers")) or "pandas" in name
            ]
            taken = headway("serve", "--port", port)
            assert taken.exit_code == 1
            assert f"cannot listen on 127.0.0.1:{port}" in taken.stderr
            assert "--port" in taken.stderr
        said = log.read_text(encoding="utf-8")
        assert judged in said
        assert f"http://127.0.0.1:{port}" in said
        assert "Traceback" not in said


def test_what_cannot_be_prepared_is_not_served(headway: Run, example: Path, tmp_path: Path) -> None:
    (example / "mission.yaml").write_text("mission: 5\n", encoding="utf-8")
    log, port = tmp_path / "log", free_port()
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "service.cli", "serve", "--port", str(port)],
            stderr=out,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert "mission.yaml" in log.read_text(encoding="utf-8")
