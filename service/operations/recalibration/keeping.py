"""Keeps the challengers of a run; done twice it has no further effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from service.operations.recalibration.challenging import Result
from service.operations.recalibration.plan import Plan
from service.store.calibration_records import ItemOutcome, State
from service.store.writes.calibrations import (
    NewChallenger,
    decide_calibrations,
    save_challenger,
    save_item,
)

if TYPE_CHECKING:
    from sqlmodel import Session


def keep_challengers(
    session: Session, plan: Plan, results: Sequence[Result], *, recorded: datetime
) -> list[int]:
    """Keep challengers with what came of each series, all of them or none; gives their numbers.

    The run must have begun (``plan.begin``). What the run holds already stays as it is.
    """
    kept: list[int] = []
    for one in results:
        number = None
        if one.challenger is not None:
            new = NewChallenger(
                run=plan.run,
                indicator_id=one.place[0],
                area=one.place[1],
                reason=plan.request.reason.strip(),
                created_by=plan.who,
                created_at=recorded,
                **asdict(one.challenger),
            )
            number = save_challenger(session, new)
            kept.append(number)
            if one.outcome is ItemOutcome.NOTHING_BETTER:
                decide_calibrations(
                    session,
                    [number],
                    state=State.REJECTED,
                    who=plan.who,
                    why=one.message,
                    recorded=recorded,
                )
        save_item(
            session,
            run=plan.run,
            indicator_id=one.place[0],
            area=one.place[1],
            outcome=one.outcome,
            calibration_id=number,
            code=one.code,
            message=one.message,
        )
    return kept
