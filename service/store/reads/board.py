"""The targets in force, each with its judgement, in one query."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.owners import in_force, in_place
from service.store.reads.assessments import ASSESSMENT, COLUMNS, newest
from service.store.reads.catalogue import TARGET_COLUMNS, target_conditions
from service.store.records import AssessmentRecord, TargetRecord
from service.store.tables import TargetRow

Judged = tuple[TargetRecord, AssessmentRecord | None]


def judged_targets(
    session: Session,
    *,
    mission_id: str | None = None,
    indicator_id: str | None = None,
    area: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    verdict: str | None = None,
    as_of: date | None = None,
) -> tuple[Judged, ...]:
    """Every target in force with its current judgement, or the one as of a date, without its track.

    In the order of the catalogues. A target that was never judged has None, and is left out where a
    verdict is asked for.
    """
    target = table_of(TargetRow).c
    columns = [target[name].label(f"target_{name}") for name in TARGET_COLUMNS]
    statement: Any = (
        select(*columns, *COLUMNS)
        .select_from(table_of(TargetRow))
        .outerjoin(ASSESSMENT, ASSESSMENT.c.id == newest(target.id, as_of, of=table_of(TargetRow)))
        .where(
            in_force(TargetRow),
            *target_conditions(
                mission_id=mission_id, indicator_id=indicator_id, area=area, kind=kind, status=status
            ),
        )
        .order_by(*in_place(TargetRow))
    )
    if verdict is not None:
        statement = statement.where(ASSESSMENT.c.verdict == verdict)
    width = len(TARGET_COLUMNS)
    return tuple(
        (
            TargetRecord(*row[:width]),
            None if row[width] is None else AssessmentRecord(*row[width:]),
        )
        for row in session.connection().execute(statement)
    )
