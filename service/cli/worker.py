"""``headway worker``: does the jobs of an installation."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from types import FrameType
from typing import Annotated

import typer

from service.cli.failures import mended


def worker(
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", min=1, max=256, help="Processes that compute; one a core unless set."),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Do what there is to do, then end, rather than wait for more.")
    ] = False,
    attached: Annotated[
        bool, typer.Option("--attached", hidden=True, help="End when standard input closes.")
    ] = False,
) -> None:
    """Do the jobs of the installation: recalibrations, ingestions and what is to be judged anew.

    Several may run, on several machines where the store is in PostgreSQL; killed at any moment, another one or the
    next one goes on from where it was.
    """
    logging.basicConfig(
        format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr, level=logging.WARNING
    )
    logging.getLogger("headway").setLevel(logging.INFO)
    with mended():
        from service.jobs.engine import idle
        from service.jobs.worker import Worker
        from service.settings import load_settings

        found = Worker(load_settings(), concurrency=concurrency or os.cpu_count() or 1)
        ended = threading.Event()

        def end(_number: int, _frame: FrameType | None) -> None:
            ended.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        if attached:
            threading.Thread(target=_until_closed, args=(ended,), daemon=True).start()
        found.start()
        try:
            found.wait(lambda: ended.is_set() or (once and idle()))
        finally:
            found.stop()
    # Threads of the engine may wait for a part that nobody computes any more; all of it is noted.
    sys.stderr.flush()
    os._exit(0)


def _until_closed(ended: threading.Event) -> None:
    """Wait for the end of whoever started this process: it holds the other end of standard input."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    ended.set()
