"""Asks for targets to be judged anew, by a job, after something that they rest on was changed over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import structlog
from starlette.requests import Request

from service.jobs.errors import JobsUnavailable
from service.jobs.words import JobKind
from service.security.require import principal_of

if TYPE_CHECKING:
    from service.jobs.client import Jobs

log = structlog.get_logger(__name__)


def ask_for_reassessment(request: Request, answer: bytes) -> None:
    """Put the job that a decision names into the queue; asked for twice it is the same job.

    Where the queue does not answer, the decision stands all the same: the next nightly run finds what it has changed.
    """
    decided = json.loads(answer)
    # The series themselves are forecast anew, whether or not a target rests on them.
    moved = decided.get("indicator_id") or (decided.get("indicator") or {}).get("id")
    jobs: Jobs | None = getattr(request.app.state, "jobs", None)
    if not decided["job"] or jobs is None:
        return
    try:
        jobs.start(
            JobKind.REASSESSMENT,
            {"targets": decided["targets"], "indicators": [moved] if moved else []},
            by=principal_of(request).who,
            id_=decided["job"],
        )
    except JobsUnavailable as error:
        log.warning("reassessment_not_queued", job=decided["job"], code=error.code)
