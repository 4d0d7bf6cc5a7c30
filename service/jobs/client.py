"""Asking for jobs, and asking after them: by the names of workflows, which stay where the workers are.

The engine of the jobs is imported when the first job is asked for, and its tables are made then.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from service.jobs.address import jobs_path, jobs_url
from service.jobs.attempts import predecessor, run_of, successor
from service.jobs.errors import JobNotFailed, JobOutdated, JobOver, JobsUnavailable, JobUnknown
from service.jobs.job import COSTS, WINDOW, Job, Problem, Progress, seconds_left
from service.jobs.words import (
    APPLICATION,
    RUN_WORKFLOW,
    RUNS,
    SCHEMA,
    JobKind,
    JobState,
    version_of_code,
)
from service.settings import Settings
from service.store import Store
from service.store.journal import keep_write_ahead_log
from service.store.reads.runs import effort, findings_of, runs, workers
from service.store.run_records import RunRecord, WorkerRecord

if TYPE_CHECKING:
    from dbos import DBOSClient, WorkflowStatus
    from sqlmodel import Session

STATES: Mapping[str, JobState] = {
    "ENQUEUED": JobState.WAITING,
    "DELAYED": JobState.WAITING,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.DONE,
    "CANCELLED": JobState.CANCELLED,
    "ERROR": JobState.FAILED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.FAILED,
}
"""What the engine calls how far a job is."""
_FAILED = frozenset(name for name, state in STATES.items() if state is JobState.FAILED)
_PATIENCE = 30.0
_WAITED = 5.0
_SILENT = 30
_NOBODY = "No worker is running: start one with `headway worker`."


class Jobs:
    """The jobs of an installation. One for a process; it may be used from several threads."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._opening = threading.Lock()
        self._client: DBOSClient | None = None

    def start(self, kind: JobKind, request: Mapping[str, Any], *, by: str, id_: str | None = None) -> str:
        """Put a job into the queue and give its id. The same id twice is the same job."""
        chosen = id_ or f"{kind.value}-{secrets.token_hex(8)}"
        with self._asked() as client:
            client.enqueue(
                {
                    "workflow_name": RUN_WORKFLOW,
                    "queue_name": RUNS,
                    "workflow_id": chosen,
                    # It is done by code of the version that was asked, or by nobody.
                    "app_version": version_of_code(),
                },
                kind.value, dict(request), by,
            )  # fmt: skip
        return chosen

    def list(self, *, limit: int = 100, before: datetime | None = None) -> tuple[Job, ...]:
        """The jobs, newest first; ``before`` goes on behind one that was created then."""
        with self._asked() as client:
            found = client.list_workflows(
                name=RUN_WORKFLOW,
                limit=limit,
                sort_desc=True,
                end_time=None if before is None else before.isoformat(),
            )
        return self._seen(found)

    def get(self, id_: str) -> Job:
        """One job. Raises JobUnknown."""
        with self._asked() as client:
            found = client.list_workflows(workflow_ids=[id_], name=RUN_WORKFLOW)
        if not found:
            raise JobUnknown(id_)
        return self._seen(found)[0]

    def cancel(self, id_: str) -> Job:
        """Stop a job: what is being computed just now is thrown away, and nothing becomes visible.

        Raises JobUnknown, or JobOver where its results stand already.
        """
        job = self.get(id_)
        if job.state is JobState.CANCELLED:
            return job
        if job.state.over:
            raise JobOver(id_, job.state.value)
        with self._asked() as client:
            client.cancel_workflow(id_, cancel_children=True)
        return self.get(id_)

    def resume(self, id_: str) -> Job:
        """Go on with a job that failed, by a job of its own: what was done is kept, what failed is tried again.

        One that was resumed already gives the job that goes on with it. Raises JobUnknown, JobNotFailed or JobOutdated.
        """
        job = self.get(id_)
        if job.resumed_by is not None:
            return self.get(job.resumed_by)
        if job.state is not JobState.FAILED:
            raise JobNotFailed(id_, job.state.value)
        if job.code_version != version_of_code():
            raise JobOutdated(id_, job.code_version)
        following = successor(id_)
        with self._asked() as client:
            client.enqueue(
                {
                    "workflow_name": RUN_WORKFLOW,
                    "queue_name": RUNS,
                    "workflow_id": following,
                    "app_version": job.code_version,
                },
                job.kind.value, dict(job.request), job.by, run_of(id_),
            )  # fmt: skip
        return self.get(following)

    def close(self) -> None:
        """Give back the connections."""
        if self._client is not None:
            self._client.destroy()
            self._client = None

    def open(self) -> None:
        """Have the engine at hand, and its tables made. Raises JobsUnavailable.

        Call it before a session of the store is open: PostgreSQL makes some of the tables' indexes only when every
        transaction that began before has ended, and would wait for the caller's for good.
        """
        self._opened()

    def _opened(self) -> DBOSClient:
        if self._client is not None:
            return self._client
        # Whoever opens it may have to wait; the others need not wait in line behind.
        if not self._opening.acquire(timeout=_WAITED):
            raise JobsUnavailable
        try:
            if self._client is None:
                self._client = _open(self._settings)
            return self._client
        except DBAPIError as error:
            raise JobsUnavailable from error
        finally:
            self._opening.release()

    @contextmanager
    def _asked(self) -> Iterator[DBOSClient]:
        client = self._opened()
        try:
            yield client
        except DBAPIError as error:
            raise JobsUnavailable from error

    def _seen(self, found: Sequence[WorkflowStatus]) -> tuple[Job, ...]:
        following = self._following([one.workflow_id for one in found if one.status in _FAILED])
        now = datetime.now(UTC)
        with self._store.read() as session:
            known = runs(session, sorted({run_of(one.workflow_id) for one in found}))
            findings = {id_: findings_of(session, id_) for id_ in known}
            active = [one for one in workers(session) if one.seen < _SILENT]
            left = {one.workflow_id: _left(session, one, known, now) for one in found}
        jobs = []
        for one in found:
            run_id, after = run_of(one.workflow_id), successor(one.workflow_id)
            job = _job(
                one,
                known.get(run_id),
                findings.get(run_id, ()),
                active,
                left[one.workflow_id],
                now,
                after in following,
            )
            jobs.append(job)
        return tuple(jobs)

    def _following(self, failed: Sequence[str]) -> set[str]:
        """The jobs that go on with some that failed."""
        if not failed:
            return set()
        with self._asked() as client:
            found = client.list_workflows(
                workflow_ids=[successor(id_) for id_ in failed], load_input=False, load_output=False
            )
        return {one.workflow_id for one in found}


def _open(settings: Settings) -> DBOSClient:
    import logging

    from dbos import DBOS

    logging.getLogger("dbos").setLevel(logging.ERROR)
    path = jobs_path(settings)
    if path is not None:
        keep_write_ahead_log(path, patience=_PATIENCE)
    url = jobs_url(settings)
    client = _client(url)
    try:
        client.list_workflows(limit=1)
    except DBAPIError:
        # No worker has been here yet.
        client.destroy()
        DBOS.migrate(url, schema=SCHEMA)
        client = _client(url)
    return client


def _client(url: str) -> DBOSClient:
    from dbos import DBOSClient

    from service.jobs.plain import PlainSerializer

    return DBOSClient(
        system_database_url=url,
        dbos_system_schema=SCHEMA,
        serializer=PlainSerializer(),
        application_name=APPLICATION,
        system_database_pool_size=4,
        retry_connection_errors=False,
    )


def _job(
    status: WorkflowStatus,
    run: RunRecord | None,
    findings: tuple[Mapping[str, Any], ...],
    active: Iterable[WorkerRecord],
    left: float | None,
    now: datetime,
    was_resumed: bool,
) -> Job:
    kind, request, by = _arguments(status)
    state = STATES[status.status]
    if run is not None and run.published_at is not None and not was_resumed:
        state = JobState.DONE  # whatever was asked of it afterwards, its results stand
    progress = None
    if run is not None:
        progress = Progress(run.items_done, run.items, None if state.over else left)
    published = None if run is None or was_resumed else run.published_at
    id_ = status.workflow_id
    return Job(
        id_,
        kind,
        state,
        request,
        by,
        _moment(status.created_at) or now,
        _moment(status.dequeued_at),
        (published or _moment(status.completed_at)) if state.over else None,
        status.app_version or "",
        progress,
        findings,
        run.summary if run is not None and state is JobState.DONE else None,
        _problem(status) if state is JobState.FAILED else None,
        None if state.over else _note(status.app_version or "", active),
        predecessor(id_),
        successor(id_) if was_resumed else None,
    )


def _left(
    session: Session, status: WorkflowStatus, known: Mapping[str, RunRecord], now: datetime
) -> float | None:
    """The seconds left of a job that is under way, where its pace is known."""
    run = known.get(run_of(status.workflow_id))
    if run is None or STATES[status.status].over or run.published_at is not None:
        return None
    begun = _moment(status.dequeued_at) or run.recorded_at
    since = max(begun, run.recorded_at, now - WINDOW)
    return seconds_left(effort(session, run.id, costs=COSTS, since=since), since=since, now=now)


def _arguments(status: WorkflowStatus) -> tuple[JobKind, Mapping[str, Any], str]:
    kind, request, by = (status.input or {"args": ()})["args"][:3]
    return JobKind(kind), request, by


def _problem(status: WorkflowStatus) -> Problem:
    error = status.error
    code, remedy = getattr(error, "code", "unexpected"), getattr(error, "remedy", "")
    if status.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
        return Problem(
            "given_up", "Its workers died too often.", "Look into the log of the worker, then start it again."
        )
    return Problem(str(code), str(error), remedy or "Look into the log of the worker, then start it again.")


def _note(version: str, active: Iterable[WorkerRecord]) -> str | None:
    versions = sorted({one.code_version for one in active})
    if not versions:
        return _NOBODY
    if version not in versions:
        return (
            f"It was begun with version {version} and waits for a worker of that version; those running have "
            f"{', '.join(versions)}. Start such a worker, or cancel the job and start it again."
        )
    return None


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
