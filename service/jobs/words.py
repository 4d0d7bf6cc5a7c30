"""The words of long work: kinds and states of jobs, names of queues and workflows."""

from __future__ import annotations

from enum import StrEnum

from forecasting.engine_version import ENGINE_VERSION

APPLICATION = "headway"
SCHEMA = "headway_jobs"
"""The schema of the jobs in a PostgreSQL database, beside the store."""
RUNS, PARTS = "runs", "parts"
RUN_WORKFLOW, PART_WORKFLOW = "headway.run", "headway.part"

PUBLISHER_WAITS = (120.0, 600.0, 2400.0)
"""Seconds until a publisher that was away is asked again, beyond the patience of each single asking."""

_LAYOUT = "2"
"""Another shape of the workflows is another version: a run is never continued by code that would do it otherwise."""


class JobKind(StrEnum):
    """What a job does."""

    REASSESSMENT = "reassessment"
    INGESTION = "ingestion"
    RECALIBRATION = "recalibration"


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def version_of_code() -> str:
    """The version a run is done with from its first part to its last: of Headway, its engine and its workflows."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        code = version("headway")
    except PackageNotFoundError:
        code = "unknown"
    return f"{code}/engine-{ENGINE_VERSION}/jobs-{_LAYOUT}"
