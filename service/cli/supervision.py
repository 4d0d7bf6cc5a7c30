"""A worker beside the server: started with it, started again where it dies, and ended with it, however it ends."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import typer

_SHORTEST, _LONGEST = 1.0, 60.0
_STEADY = 60.0
_GRACE = 10.0
_HEAD_START = 2.0


class Supervised:
    """A worker in a process of its own: models and frames never come into the one that serves.

    It holds the other end of a pipe and ends when that closes, so that it does not outlive a server that is killed.
    """

    def __init__(self, *arguments: str) -> None:
        self._command = [sys.executable, "-m", "service.cli", "worker", "--attached", *arguments]
        self._ending = threading.Event()
        self._running: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True, name="headway-worker")

    def start(self) -> None:
        """Start it, without waiting until it is ready."""
        self._thread.start()

    def stop(self) -> None:
        """End it; what it was doing is done again by the next one."""
        self._ending.set()
        running = self._running
        if running is None:
            return
        if running.stdin is not None:
            running.stdin.close()
        try:
            running.wait(_GRACE)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()

    def _keep(self) -> None:
        pause = _SHORTEST
        # The server comes first: whoever waits for a page does not wait for the worker.
        self._ending.wait(_HEAD_START)
        while not self._ending.is_set():
            started = time.monotonic()
            # In a session of its own: Ctrl+C reaches the server alone, and the server ends the worker.
            self._running = subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)
            if self._ending.is_set():
                self._running.kill()
            code = self._running.wait()
            if self._ending.is_set():
                return
            if time.monotonic() - started > _STEADY:
                pause = _SHORTEST
            typer.echo(f"The worker ended ({code}); it is started again in {pause:.0f} s.", err=True)
            if self._ending.wait(pause):
                return
            pause = min(2 * pause, _LONGEST)
