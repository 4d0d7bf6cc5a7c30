"""What a worker asks of the engine of the jobs beyond its workflows: who is at what, and to take over from the dead."""

from __future__ import annotations

from collections.abc import Iterable

from dbos import DBOS

from service.jobs.words import PART_WORKFLOW, RUN_WORKFLOW

_OURS = [RUN_WORKFLOW, PART_WORKFLOW]
_UNDER_WAY = ["ENQUEUED", "PENDING", "DELAYED"]


def executors() -> set[tuple[str, str]]:
    """Who has taken something and not finished it, each with the version of its code."""
    taken = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    return {(one.executor_id or "", one.app_version or "") for one in taken}


def recover(executor: str) -> None:
    """Put what an executor has taken back into the queues. What somebody else has taken since stays with them."""
    DBOS._recover_pending_workflows([executor])


def over(runs: Iterable[str]) -> list[str]:
    """Those of some runs that nothing more will happen to."""
    ids = list(runs)
    if not ids:
        return []
    active = DBOS.list_workflows(workflow_ids=ids, status=_UNDER_WAY, load_input=False, load_output=False)
    return sorted(set(ids) - {one.workflow_id for one in active})


def idle() -> bool:
    """Whether nothing is waiting or under way."""
    return not DBOS.list_workflows(
        status=_UNDER_WAY, name=_OURS, limit=1, load_input=False, load_output=False
    )
