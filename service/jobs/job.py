"""A job as people see it: how far it is, how long it will take, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from service.jobs.words import JobKind, JobState
from service.store.run_records import Effort


@dataclass(frozen=True, slots=True)
class Progress:
    """How many targets, series or sources are done, and how many seconds are left (None: nobody knows yet)."""

    done: int
    total: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a job failed, and what to do."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Job:
    """One job. ``note`` says what it waits for, where that is not plain; ``findings`` name what was left out.

    ``resumes`` is the failed job that it goes on with, ``resumed_by`` the job that goes on with it.
    """

    id: str
    kind: JobKind
    state: JobState
    request: Mapping[str, Any]
    by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    code_version: str
    progress: Progress | None = None
    findings: tuple[Mapping[str, Any], ...] = ()
    result: Mapping[str, Any] | None = None
    problem: Problem | None = None
    note: str | None = None
    resumes: str | None = None
    resumed_by: str | None = None


COSTS = {"judge": 25.0, "course": 1.0, "replay": 2.5}
"""What one item of a task costs beside those of others, as measured (docs/scale.md)."""
WINDOW = timedelta(minutes=10)
"""The pace is that of so long: a run may have stood still before, or gone on with other cores."""


def seconds_left(spent: Effort, *, since: datetime, now: datetime) -> float | None:
    """What is left at the pace since a moment; None before anything is done since."""
    if not spent.left:
        return 0.0
    passed = (now - since) / timedelta(seconds=1)
    return None if not spent.recent or passed <= 0 else round(passed / spent.recent * spent.left, 1)
