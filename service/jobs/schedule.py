"""What is done at set times: what has changed is judged at night, and publishers are asked when they publish."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dbos import DBOS

from service.jobs.words import RUN_WORKFLOW, RUNS, JobKind, version_of_code
from service.settings import Settings

NIGHTLY, CALENDAR = "headway.nightly", "headway.calendar"
BY_SCHEDULE = "schedule"
_ZONE = "Europe/London"


@DBOS.workflow(name=NIGHTLY)
def nightly(at: datetime, _context: Any) -> None:
    """Judge whatever has changed since the last time."""
    begin(JobKind.REASSESSMENT, {"changed": True}, id_=f"nightly-{at:%Y-%m-%d-%H%M}")


@DBOS.workflow(name=CALENDAR)
def calendar(at: datetime, _context: Any) -> None:
    """Ask the publishers whose figures are due by the release calendar."""
    begin(JobKind.INGESTION, {}, id_=f"calendar-{at:%Y-%m-%d-%H%M}")


def begin(kind: JobKind, request: dict[str, Any], *, id_: str) -> None:
    """Put a run into the queue that nobody asked for; the same id twice is the same run."""
    DBOS.enqueue_workflow_with_options(
        {
            "workflow_name": RUN_WORKFLOW,
            "queue_name": RUNS,
            "workflow_id": id_,
            "app_version": version_of_code(),
        },
        kind.value, request, BY_SCHEDULE,
    )  # fmt: skip


def keep(settings: Settings) -> None:
    """Give the engine the schedules of an installation, and take away those it has no more."""
    wanted = {
        NIGHTLY: (nightly, settings.nightly, settings.schedule),
        CALENDAR: (calendar, settings.release_times, settings.schedule and settings.fetch),
    }
    zone = _zone()
    DBOS.apply_schedules(
        [
            {"schedule_name": name, "workflow_fn": workflow, "schedule": cron, "cron_timezone": zone}
            for name, (workflow, cron, on) in wanted.items()
            if on
        ]
    )
    for name, (_, _, on) in wanted.items():
        if not on:
            DBOS.delete_schedule(name)


def _zone() -> str | None:
    try:
        ZoneInfo(_ZONE)
    except ZoneInfoNotFoundError:
        return None  # a machine without time zones goes by UTC
    return _ZONE
