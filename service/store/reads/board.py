"""The targets in force, each with its judgement, in one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.owners import in_force, in_place
from service.store.reads.assessments import ASSESSMENT, COLUMNS, newest
from service.store.reads.catalogue import TARGET_COLUMNS, target_conditions
from service.store.records import AssessmentRecord, TargetRecord
from service.store.tables import AreaRow, TargetRow

_TARGET, _AREA = table_of(TargetRow), table_of(AreaRow)
Judged = tuple[TargetRecord, AssessmentRecord | None]


def judged_targets(
    session: Session,
    *,
    ids: Collection[str] | None = None,
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
                ids=ids,
                mission_id=mission_id,
                indicator_id=indicator_id,
                area=area,
                kind=kind,
                status=status,
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


def count_targets(session: Session, *, ids: Collection[str] | None = None) -> int:
    """How many targets are in force, of all or of some."""
    counted = select(func.count()).select_from(_TARGET).where(in_force(TargetRow))
    found = session.connection().execute(counted.where(*target_conditions(ids=ids)))
    return int(found.scalar_one())


def first_targets(session: Session, most: int) -> tuple[str, ...]:
    """The ids of at most so many targets: those of areas that lie in no other first, else in the order of the catalogues."""
    statement = (
        select(_TARGET.c.id)
        .outerjoin(_AREA, _AREA.c.code == _TARGET.c.area)
        .where(in_force(TargetRow))
        .order_by(_AREA.c.parent.is_not(None), *in_place(TargetRow))
        .limit(most)
    )
    return tuple(session.connection().execute(statement).scalars())
