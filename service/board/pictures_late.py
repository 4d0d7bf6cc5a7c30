"""The small charts of rows that were made without: of very many targets only those on a page are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from service.board.gathering import assessment_of
from service.board.rows import Row, spark_of
from service.store.reads.assessments import assessments_with

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.store.records import AssessmentRecord


def with_pictures(session: Session, rows: Sequence[Row], *, today: date) -> list[Row]:
    """Rows with their charts, each drawn from the judgement that it tells of."""
    plain = {row.case.assessment.key for row in rows if row.case.assessment is not None and not row.spark}
    held = assessments_with(session, plain, track=True)
    return [_drawn(row, held, today) for row in rows]


def _drawn(row: Row, held: Mapping[str, AssessmentRecord], today: date) -> Row:
    record = None if row.case.assessment is None else held.get(row.case.assessment.key)
    if record is None:
        return row
    case = replace(row.case, assessment=assessment_of(record, {}))
    return replace(row, spark=spark_of(case, today=today))
