"""What a worker asks of the engine of the jobs beyond its workflows: who is at what, and to take over from the dead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from dbos import DBOS, WorkflowStatus

from service.jobs.attempts import run_of, successor
from service.jobs.words import PART_WORKFLOW, PARTS, RUN_WORKFLOW, RUNS

_OURS = [RUN_WORKFLOW, PART_WORKFLOW]
_UNDER_WAY = ["ENQUEUED", "PENDING", "DELAYED"]
_FAILED = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]

RESUMABLE = timedelta(days=7)
"""How long what a failed run has made waits for somebody to resume it."""


def executors() -> set[tuple[str, str]]:
    """Who has taken something and not finished it, each with the version of its code."""
    taken = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    return {(one.executor_id or "", one.app_version or "") for one in taken}


def recover(executor: str) -> None:
    """Put what an executor has taken back into the queues. What somebody else has taken since stays with them.

    The public ``resume_workflows`` does not: it would put back what another has taken meanwhile, and begin to count
    anew how often something was given up.
    """
    DBOS._recover_pending_workflows([executor])


def taken_by(executor: str) -> dict[str, str]:
    """The runs and parts that an executor has taken and not finished, each with the queue it came from."""
    taken = DBOS.list_workflows(
        status="PENDING", executor_id=executor, name=_OURS, load_input=False, load_output=False
    )
    return {one.workflow_id: RUNS if one.name == RUN_WORKFLOW else PARTS for one in taken}


def put_back(id_: str, queue: str) -> None:
    """Put a workflow that nobody is at back into its queue."""
    DBOS.resume_workflow(id_, queue_name=queue)


def forsaken(runs: Iterable[str], *, now: datetime) -> list[str]:
    """Those of some runs that nobody goes on with: done, cancelled, or failed so long ago that nobody will resume them."""
    return [
        id_
        for id_ in runs
        if is_forsaken(
            id_,
            DBOS.list_workflows(
                workflow_id_prefix=id_, name=RUN_WORKFLOW, load_input=False, load_output=False
            ),
            now=now,
        )
    ]


def is_forsaken(run: str, attempts: Iterable[WorkflowStatus], *, now: datetime) -> bool:
    """Whether nobody goes on with a run, by the last of the jobs that worked on it; others of like name do not count."""
    own = {one.workflow_id: one for one in attempts if run_of(one.workflow_id) == run}
    last = next((one for name, one in own.items() if successor(name) not in own), None)
    if last is None:
        return True
    ended = datetime.fromtimestamp((last.completed_at or last.updated_at or 0) / 1000, UTC)
    return last.status not in _UNDER_WAY and (last.status not in _FAILED or ended < now - RESUMABLE)


def idle() -> bool:
    """Whether nothing is waiting or under way."""
    return not DBOS.list_workflows(
        status=_UNDER_WAY, name=_OURS, limit=1, load_input=False, load_output=False
    )
