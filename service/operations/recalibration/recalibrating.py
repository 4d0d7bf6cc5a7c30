"""A whole recalibration in this process: plan, chunk by chunk, each kept as soon as it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from service.documents import dumps
from service.operations.constants import engine_of
from service.operations.installation import Installation
from service.operations.recalibration.challenging import Result, challenge_chunk, challenged, chunks_of
from service.operations.recalibration.keeping import keep_challengers
from service.operations.recalibration.plan import (
    Place,
    Plan,
    begin,
    finish,
    plan_recalibration,
    resumed,
)
from service.operations.recalibration.request import Request, request_document
from service.store.calibration_records import CalibrationRecord, ItemRecord
from service.store.reads.calibrations import calibrations, run_items

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Recalibrated:
    """What came of a run: its challengers, newest first, and what came of every series."""

    run: str
    challengers: tuple[CalibrationRecord, ...]
    items: tuple[ItemRecord, ...]


def run_id(request: Request, *, who: str, recorded: datetime) -> str:
    """The id of a run, from what is asked, by whom and when."""
    text = dumps([request_document(request), who, recorded.isoformat()])
    return sha256(text).hexdigest()[:16]


def recalibrate(
    installation: Installation,
    request: Request,
    *,
    who: str,
    recorded: datetime,
    progress: Progress | None = None,
) -> Recalibrated:
    """Make the challengers that are asked for, and keep them.

    Where a single series is asked for, what is wrong with it is raised and nothing is kept; in a run over several a
    bad one becomes a finding. Raises what ``plan_recalibration`` raises.
    """
    plan = plan_recalibration(installation, request, run=run_id(request, who=who, recorded=recorded), who=who)
    if len(plan.series) == 1:
        result = challenged(installation, plan, plan.series[0], engine=engine_of(installation))
        with installation.store.session() as session:
            begin(session, plan, recorded=recorded)
            keep_challengers(session, plan, [result], recorded=recorded)
            finish(session, plan.run, recorded=recorded)
        return outcome_of(installation, plan.run)
    with installation.store.session() as session:
        begin(session, plan, recorded=recorded)
    return _worked_through(installation, plan, plan.series, recorded, progress)


def resume(
    installation: Installation,
    *,
    recorded: datetime,
    run: str | None = None,
    progress: Progress | None = None,
) -> Recalibrated:
    """Go on with an interrupted run; what it has made is not made again. Raises RunUnknown."""
    with installation.store.read() as session:
        plan, left = resumed(session, run)
    return _worked_through(installation, plan, left, recorded, progress)


def outcome_of(installation: Installation, run: str) -> Recalibrated:
    """What a run has made so far."""
    with installation.store.read() as session:
        return Recalibrated(run, calibrations(session, run=run), tuple(run_items(session, run)))


def _worked_through(
    installation: Installation,
    plan: Plan,
    left: Sequence[Place],
    recorded: datetime,
    progress: Progress | None,
) -> Recalibrated:
    done = len(plan.series) - len(left)
    for chunk in chunks_of(left):
        results: list[Result] = challenge_chunk(installation, plan, chunk)
        with installation.store.session() as session:
            keep_challengers(session, plan, results, recorded=recorded)
        done += len(chunk)
        if progress is not None:
            progress(done, len(plan.series))
    with installation.store.session() as session:
        finish(session, plan.run, recorded=recorded)
    return outcome_of(installation, plan.run)
