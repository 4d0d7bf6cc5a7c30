"""Processes that compute: one part at a time each, so that a process that dies names its part."""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from types import FrameType
from typing import TypeVar

from forecasting.errors import HeadwayError
from service.jobs.errors import JobFailure, ProcessDied
from service.store.errors import StoreBusy, StoreUnavailable

T = TypeVar("T")

log = logging.getLogger("headway.worker")

RECYCLED_AFTER = 250
"""Parts after which a process is replaced by a new one, so that nothing can pile up in it."""
_NICE = 2
_GRACE = 5.0
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Lanes:
    """A number of processes, started when they are first needed and let go of when nothing was asked for a while."""

    def __init__(self, count: int) -> None:
        # One thread each: the processes fill the cores, and sums add up in one order everywhere.
        for name in _THREADS:
            os.environ[name] = "1"
        # A worker ends without a farewell; what it leaves behind is cleared up, and needs no telling.
        quiet = "ignore:resource_tracker:UserWarning"
        os.environ["PYTHONWARNINGS"] = ",".join(filter(None, (os.environ.get("PYTHONWARNINGS"), quiet)))
        self._free: queue.LifoQueue[_Lane] = queue.LifoQueue()
        self._lanes = [_Lane() for _ in range(count)]
        for lane in reversed(self._lanes):
            self._free.put(lane)
        self._stopping = threading.Event()

    def run(self, task: Callable[..., T], *arguments: object) -> T:
        """Do something in a process of its own and give back what it gave.

        Raises ProcessDied; StoreUnavailable where the store did not answer; JobFailure for all else that was raised.
        """
        with self._taken() as lane:
            try:
                return lane.run(task, *arguments)
            except BrokenProcessPool as error:
                if self._stopping.is_set():
                    # It was ended on purpose, and whoever waits here ends in a moment too.
                    threading.Event().wait()
                lane.close()
                raise ProcessDied from error

    def rest(self, seconds: float) -> None:
        """Let go of processes that have had nothing to do for so long: they hold the models in memory."""
        for lane in self._lanes:
            lane.close_if_idle(seconds)

    def stop(self) -> None:
        """End every process at once; what they were doing is done again by whoever resumes it."""
        self._stopping.set()
        for lane in self._lanes:
            lane.kill()

    @contextmanager
    def _taken(self) -> Iterator[_Lane]:
        lane = self._free.get()
        try:
            yield lane
        finally:
            self._free.put(lane)


class _Lane:
    """One process, or none while nothing is to be done."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._turn = threading.Lock()
        self._used = time.monotonic()

    def run(self, task: Callable[..., T], *arguments: object) -> T:
        with self._turn:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    max_workers=1,
                    mp_context=get_context("spawn"),
                    initializer=_begin,
                    max_tasks_per_child=RECYCLED_AFTER,
                )
            try:
                done = self._pool.submit(_carried, task, arguments).result()
            finally:
                self._used = time.monotonic()
        if isinstance(done, _Raised):
            if done.passing:
                raise StoreUnavailable(done.told[2], remedy=done.told[3])
            raise JobFailure(*done.told)
        return done

    def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def close_if_idle(self, seconds: float) -> None:
        if time.monotonic() - self._used > seconds and self._turn.acquire(blocking=False):
            try:
                self.close()
            finally:
                self._turn.release()

    def kill(self) -> None:
        pool = self._pool
        for process in list((pool._processes or {}).values()) if pool is not None else ():
            process.kill()


@dataclass(frozen=True, slots=True)
class _Raised:
    """An error on its way from a process: what it says, and whether trying again may help."""

    told: tuple[str, str, str, str]
    passing: bool


def _carried(task: Callable[..., T], arguments: tuple[object, ...]) -> T | _Raised:
    try:
        return task(*arguments)
    except Exception as error:
        if not isinstance(error, HeadwayError):
            log.warning("What was asked of a process could not be done.", exc_info=error)
        return _Raised(JobFailure.of(error).told, isinstance(error, (StoreBusy, StoreUnavailable)))


def _begin() -> None:
    """Begin a process: politely towards the one that serves, deaf to the keyboard, and never outliving its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_soon)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_soon(_number: int, _frame: FrameType | None) -> None:
    """Whoever ends a service ends all its processes at once: the worker must be the first to know, or it finds a fault."""
    threading.Timer(_GRACE, os._exit, (1,)).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
