"""A worker: it takes runs and parts of runs from the queues, says that it is there, and takes over from those that died."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service.jobs.address import jobs_path, jobs_url
from service.jobs.lanes import Lanes
from service.jobs.occasions import embargo_ended, run_id
from service.jobs.under_way import Lost
from service.jobs.words import APPLICATION, PARTS, RUNS, SCHEMA, JobKind, version_of_code
from service.settings import Settings
from service.store import Store, open_store
from service.store.errors import StoreError
from service.store.journal import keep_write_ahead_log
from service.store.reads.runs import left_over, workers
from service.store.run_records import WorkerRecord
from service.store.sight import EVERYTHING
from service.store.writes.runs import let_go, remove_workers, save_worker

if TYPE_CHECKING:
    from dbos import DBOS, DBOSConfig

log = logging.getLogger("headway.worker")

BEAT = 2.0
"""Seconds between two signs of life."""
SILENT = 30
"""A worker on another machine that has said nothing for so many seconds is taken for dead."""
_HUNG = 600
_IDLE = 120.0
_RUNS_AT_ONCE = 4
_PATIENCE = 30.0
_QUEUE_POLL = 0.5


class Worker:
    """Start it, then ``wait``; ``stop`` ends it at once, and what was under way is resumed by another or by the next."""

    def __init__(self, settings: Settings, *, concurrency: int) -> None:
        self.settings, self.concurrency = settings, concurrency
        self.host, self.version = socket.gethostname(), version_of_code()
        self.id = f"{self.host}-{os.getpid()}-{secrets.token_hex(4)}"
        self.lanes = Lanes(concurrency)
        self._started = datetime.now(UTC)
        self._lost = Lost()
        self._ending = threading.Event()
        self._occasion: datetime | None = None
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The store it works on."""
        if self._store is None:
            self._store = open_store(self.settings.store_url)
        return self._store

    def start(self) -> None:
        """Open the store and the queues and begin to work. Raises StoreError."""
        self._sign()  # before it can take anything, so that nothing it takes looks forsaken
        engine = _engine(self)
        from service.jobs import schedule, workflows
        from service.jobs.workshop import Workshop

        workflows.work_in(Workshop(self.settings, self.store, self.lanes))
        engine.launch()
        # The engine has one number for all workers; each of them computes no more at once than it has processes.
        with self.store.read() as session:
            most = max(one.concurrency for one in workers(session) if self._lives(one))
        for name, at_once in ((RUNS, _RUNS_AT_ONCE), (PARTS, most)):
            engine.register_queue(
                name,
                worker_concurrency=at_once,
                polling_interval_sec=_QUEUE_POLL,
                on_conflict="always_update",
            )
        schedule.keep(self.settings)
        threading.Thread(target=self._watch, daemon=True, name="headway-watch").start()

    def wait(self, until: Callable[[], bool] | None = None) -> None:
        """Work until ``stop`` is called from elsewhere, or until something is true."""
        while not self._ending.wait(BEAT / 4):
            if until is not None and until():
                return

    def stop(self) -> None:
        """End at once: nothing is lost, for whatever was under way is done again."""
        self._ending.set()
        self.lanes.stop()
        try:
            with self.store.session() as session:
                remove_workers(session, [self.id])
        except StoreError as error:
            log.warning("The worker could not sign off: %s", error)

    # ------------------------------------------------------------------------- watching

    def _watch(self) -> None:
        told = set[str]()
        while not self._ending.wait(BEAT):
            try:
                self._sign()
                self._take_over(told)
                self._find_lost()
                self._tidy()
                self._look_at_the_clock()
            except StoreError as error:
                log.warning("The store does not answer: %s", error)
            except Exception:
                log.exception("The watch over other workers failed once.")
            self.lanes.rest(_IDLE)

    def _sign(self) -> None:
        with self.store.session() as session:
            save_worker(
                session,
                id_=self.id,
                host=self.host,
                pid=os.getpid(),
                code_version=self.version,
                concurrency=self.concurrency,
                started=self._started,
            )

    def _take_over(self, told: set[str]) -> None:
        """Put what dead workers were doing back into the queue; say once what waits for another version."""
        from service.jobs.engine import executors, recover

        with self.store.read() as session:
            known = workers(session)
        alive = {one.id for one in known if self._lives(one)}
        for executor, version in executors():
            if executor in alive:
                continue
            if version == self.version:
                log.info("Taking over from %s.", executor)
                recover(executor)
            elif version not in told:
                told.add(version)
                log.warning(
                    "A run begun with version %s waits: this worker has version %s. Start a worker of that version, or "
                    "cancel the run (headway jobs list, headway jobs cancel ID) and start it again.",
                    version, self.version,
                )  # fmt: skip
        gone = [one.id for one in known if one.id not in alive]
        if gone:
            with self.store.session() as session:
                remove_workers(session, gone)

    def _look_at_the_clock(self) -> None:
        """Begin a run where figures have come out of an embargo since the last one."""
        from service.jobs import schedule

        if not self.settings.schedule:
            return
        with self.store.read(EVERYTHING) as session:
            instant = embargo_ended(session, since=self._started, now=datetime.now(UTC))
        if instant is not None and instant != self._occasion:
            self._occasion = instant
            schedule.begin(JobKind.REASSESSMENT, {"changed": True}, id_=run_id(instant))

    def _find_lost(self) -> None:
        """Begin again what this worker has taken and is not at any more: the database went away at the wrong moment."""
        from service.jobs.engine import put_back, taken_by

        taken = taken_by(self.id)
        for id_ in self._lost.among(taken):
            log.warning("%s was lost with the connection to the database; it is gone on with.", id_)
            put_back(id_, taken[id_])

    def _lives(self, one: WorkerRecord) -> bool:
        if one.id == self.id:
            return True
        if one.host == self.host:
            return one.pid != os.getpid() and _runs(one.pid) and one.seen < _HUNG
        return one.seen < SILENT

    def _tidy(self) -> None:
        """Let go of what waits for the publication of runs that will not be published."""
        from service.jobs.engine import forsaken

        with self.store.read() as session:
            waiting = left_over(session)
        given_up = forsaken(waiting, now=datetime.now(UTC)) if waiting else []
        if given_up:
            with self.store.session() as session:
                let_go(session, given_up)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _engine(worker: Worker) -> type[DBOS]:
    from dbos import DBOS

    from service.jobs.plain import PlainSerializer

    path = jobs_path(worker.settings)
    if path is not None:
        keep_write_ahead_log(path, patience=_PATIENCE)
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": jobs_url(worker.settings),
        "dbos_system_schema": SCHEMA,
        "application_version": worker.version,
        "executor_id": worker.id,
        "serializer": PlainSerializer(),
        # Nothing is told to anybody: no console, no telemetry, no conductor.
        "enable_otlp": False,
        "log_level": "ERROR",
        "use_listen_notify": False,
        "scheduler_polling_interval_sec": 30.0,
    }
    DBOS(config=config)
    return DBOS
