"""Draws charts in a child process: warmed beforehand, renewed now and then, never more than a few waiting."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Lock
from types import TracebackType
from typing import Any

from service.charts.errors import ChartRefused, ChartUnavailable, RendererBusy, RendererSlow, RendererStopped

_WORKER = Path(__file__).with_name("worker.py")
_LENGTH = struct.Struct(">I")
# A drawing that only brings the engine up, so that the first reader need not wait for that.
_WARMING: dict[str, Any] = {
    "title": "Warming",
    "data": {"values": [{"day": "2025-01-01", "value": 1}, {"day": "2026-01-01", "value": 2}]},
    "mark": "line",
    "encoding": {
        "x": {"field": "day", "type": "temporal", "scale": {"type": "utc"}},
        "y": {"field": "value", "type": "quantitative"},
    },
}
_WARMING_LIMIT = 60.0
_MEMORY = 280 * 1024 * 1024
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Renderer:
    """One drawing process and the queue before it.

    ``limit`` is how many seconds a caller waits for a drawing, ``waiting`` how many drawings may stand
    in the queue; after ``renew_after`` drawings, or when it holds more than ``memory`` bytes, the process
    is replaced. It starts with ``start`` or with the first drawing.
    """

    def __init__(
        self, *, limit: float = 8.0, waiting: int = 24, renew_after: int = 400, memory: int = _MEMORY
    ) -> None:
        self._limit = limit
        self._places = BoundedSemaphore(waiting)
        self._renew_after = renew_after
        self._memory = memory
        self._drawn = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The id of the drawing process, or None while there is none."""
        process = self._process
        return None if process is None else process.pid

    def start(self) -> None:
        """Bring the process up in the background."""
        self._thread.submit(self._warm)

    def svg(self, spec: dict[str, Any], config: dict[str, Any]) -> str:
        """Draw a specification as SVG. Raises a ChartUnavailable."""
        return self.draw([{"spec": spec, "config": config, "format": "svg"}])[0].decode()

    def png(self, spec: dict[str, Any], config: dict[str, Any], *, scale: float = 2.0) -> bytes:
        """Draw a specification as PNG. Raises a ChartUnavailable."""
        return self.draw([{"spec": spec, "config": config, "format": "png", "scale": scale}])[0]

    def pixels(self, drawing: bytes, *, scale: float = 2.0) -> bytes:
        """An SVG as PNG. Raises a ChartUnavailable."""
        return self.draw([{"svg": drawing.decode(), "scale": scale}])[0]

    def runtime(self, snippet: str) -> bytes:
        """Vega for browsers with a snippet that uses it, as one script. Takes seconds. Raises a ChartUnavailable."""
        return self.draw([{"format": "runtime", "snippet": snippet}], limit=_WARMING_LIMIT)[0]

    def draw(self, jobs: Sequence[dict[str, Any]], *, limit: float | None = None) -> list[bytes]:
        """Draw several specifications in one go; all or nothing. ``limit`` stands instead of the usual one."""
        if self._closed:
            raise RendererStopped("The service is shutting down, so no chart is drawn.")
        if not self._places.acquire(blocking=False):
            raise RendererBusy("Too many charts are waiting to be drawn.", remedy="Try again in a moment.")
        done: Future[list[bytes]] = self._thread.submit(self._exchange, jobs)
        done.add_done_callback(lambda _: self._places.release())
        try:
            return done.result(timeout=limit or self._limit)
        except FutureTimeout as error:
            # Still waiting: it never ran, and nothing has to be stopped for it.
            if not done.cancel():
                self._stop()
            raise RendererSlow(
                f"The chart took longer than {limit or self._limit:g} seconds.",
                remedy="Try again in a moment.",
            ) from error

    def close(self) -> None:
        """Stop the process and refuse further drawings."""
        self._closed = True
        self._stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Renderer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Everything below runs in the one drawing thread, except _stop, which may come from any.

    def _exchange(self, jobs: Sequence[dict[str, Any]]) -> list[bytes]:
        process = self._warm()
        drawn = [self._ask(process, job) for job in jobs]
        self._drawn += len(jobs)
        if self._drawn >= self._renew_after or _resident(process.pid) > self._memory:
            self._stop()
            # The next reader finds a warm one, unless he asks at once.
            if not self._closed:
                self._thread.submit(self._warm_quietly)
        return drawn

    def _warm_quietly(self) -> None:
        with suppress(ChartUnavailable):
            if not self._closed:
                self._warm()

    def _warm(self) -> subprocess.Popen[bytes]:
        with self._changing:
            process = self._process
            if process is not None:
                if process.poll() is None:
                    return process
                _bury(process)
            try:
                # -P keeps the folder of the file off the path: its neighbours are modules of the service.
                process = subprocess.Popen(
                    [sys.executable, "-P", str(_WORKER)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            except OSError as error:
                raise RendererStopped(f"The drawing process cannot start: {error}.") from error
            self._process, self._drawn = process, 0
        self._ask(process, {"spec": _WARMING, "config": {}, "format": "svg"})
        return process

    def _ask(self, process: subprocess.Popen[bytes], job: dict[str, Any]) -> bytes:
        if process.stdin is None or process.stdout is None:
            raise RendererStopped("The drawing process has no channel.")
        body = json.dumps(job, ensure_ascii=False, allow_nan=False).encode()
        try:
            process.stdin.write(_LENGTH.pack(len(body)) + body)
            process.stdin.flush()
            head = process.stdout.read(_LENGTH.size)
            answer = process.stdout.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
        except (OSError, ValueError) as error:
            raise RendererStopped("The drawing process ended.", remedy="Try again.") from error
        if not answer:
            raise RendererStopped("The drawing process ended.", remedy="Try again.")
        if answer[0]:
            raise ChartRefused(f"The chart cannot be drawn: {answer[1:].decode(errors='replace')}")
        return answer[1:]

    def _stop(self) -> None:
        with self._changing:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            _bury(process)


def _resident(pid: int) -> int:
    """Bytes that a process holds in memory, or 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


def _bury(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that is ending, and give its channels back."""
    process.wait()
    for channel in (process.stdin, process.stdout):
        if channel is not None:
            # What was still to be written has no reader any more.
            with suppress(OSError):
                channel.close()
