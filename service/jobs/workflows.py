"""The durable workflows: a run settles its parts, has them done by whoever is free, and makes the results visible.

What is done is noted step by step; whoever resumes a run goes on behind the last step noted. A step that was under
way is done again, and each has the same effect done twice as done once.
"""

from __future__ import annotations

from typing import Any

from dbos import DBOS, EnqueueOptions

from service.jobs.errors import ProcessDied
from service.jobs.under_way import noted
from service.jobs.words import (
    PART_WORKFLOW,
    PARTS,
    PUBLISHER_WAITS,
    RUN_WORKFLOW,
    RUNS,
    JobKind,
    version_of_code,
)
from service.jobs.workshop import Workshop
from service.store.errors import StoreBusy, StoreUnavailable

_ATTEMPTS, _BACK_OFF, _FIRST_WAIT = 10, 2.0, 0.5  # four minutes altogether, for a database that restarts
_PATIENCE = 0.5
_MOST_URGENT, _LEAST_URGENT = 1, 1_000_000

_here: list[Workshop] = []


def work_in(workshop: Workshop) -> None:
    """Name the place where the workflows of this process work; before the engine is launched."""
    _here[:] = [workshop]


def _is_passing(error: BaseException) -> bool:
    # A process that dies while it plans or publishes was ended by somebody, or by a machine short of memory.
    return isinstance(error, (StoreBusy, StoreUnavailable, ProcessDied))


_patient: dict[str, Any] = {
    "retries_allowed": True,
    "max_attempts": _ATTEMPTS,
    "interval_seconds": _FIRST_WAIT,
    "backoff_rate": _BACK_OFF,
    "should_retry": _is_passing,
}


@DBOS.step(name="begin", **_patient)
def _begin(run_id: str) -> str:
    return _here[0].begun(run_id).isoformat()


@DBOS.step(name="plan", **_patient)
def _plan(call: dict[str, Any]) -> list[int]:
    return _here[0].plan(call)


@DBOS.step(name="do", **_patient)
def _do(call: dict[str, Any], number: int) -> int:
    return _here[0].do(call, number)


@DBOS.step(name="publish", **_patient)
def _publish(call: dict[str, Any]) -> dict[str, Any]:
    return _here[0].publish(call)


@DBOS.step(name="settle", **_patient)
def _settle(call: dict[str, Any]) -> None:
    _here[0].settle(call)


@DBOS.workflow(name=PART_WORKFLOW)
def part(kind: str, request: dict[str, Any], by: str, run_id: str, recorded: str, number: int) -> int:
    """One part of a run; gives how many names were at fault."""
    with noted(str(DBOS.workflow_id)):
        call = _here[0].call(run=run_id, kind=kind, request=request, by=by, recorded=recorded)
        return _do(call, number)


@DBOS.workflow(name=RUN_WORKFLOW)
def run(kind: str, request: dict[str, Any], by: str, resumed: str = "") -> dict[str, Any]:
    """A whole run, or what is left of one that failed (``resumed``); gives its summary."""
    here = str(DBOS.workflow_id)
    with noted(here):
        return _run(kind, request, by, here, resumed)


def _run(kind: str, request: dict[str, Any], by: str, here: str, resumed: str) -> dict[str, Any]:
    run_id = resumed or here
    recorded = _begin(run_id)
    call = _here[0].call(run=run_id, kind=kind, request=request, by=by, recorded=recorded)
    numbers = _plan(call)
    # A small run does not wait behind all the parts of a large one.
    urgency = min(_MOST_URGENT + len(numbers), _LEAST_URGENT)
    parts = [
        DBOS.enqueue_workflow_with_options(
            {
                "workflow_name": PART_WORKFLOW,
                "queue_name": PARTS,
                "workflow_id": f"{here}.{number}",
                "app_version": version_of_code(),
                "priority": urgency,
            },
            kind, request, by, run_id, recorded, number,
        )
        for number in numbers
    ]  # fmt: skip
    for one in parts:
        one.get_result(polling_interval_sec=_PATIENCE)
    summary = _publish(call)
    if kind == JobKind.REASSESSMENT:
        _settle(call)
    if kind == JobKind.INGESTION:
        _follow(summary, by)
    return summary


def _follow(summary: dict[str, Any], by: str) -> None:
    """What follows an ingestion: one job judges what has changed, one asks again who was away."""
    if "followed_by" in summary:
        _enqueue(summary["followed_by"], JobKind.REASSESSMENT, {"targets": summary["targets"]}, by)
    if "asked_again_by" in summary:
        later = {"sources": summary["away"], "asked": summary["asked"] + 1}
        delay = PUBLISHER_WAITS[summary["asked"] - 1]
        _enqueue(summary["asked_again_by"], JobKind.INGESTION, later, by, delay=delay)


def _enqueue(id_: str, kind: JobKind, request: dict[str, Any], by: str, *, delay: float = 0.0) -> None:
    options: EnqueueOptions = {
        "workflow_name": RUN_WORKFLOW,
        "queue_name": RUNS,
        "workflow_id": id_,
        "app_version": version_of_code(),
    }
    if delay:
        options["delay_seconds"] = delay
    DBOS.enqueue_workflow_with_options(options, kind.value, request, by)
