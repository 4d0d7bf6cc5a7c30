"""How the board has moved since a day that a reader chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from service.board.gathering import earlier
from service.board.rows import Row, with_earlier
from service.store.reads.assessments import current_assessments

if TYPE_CHECKING:
    from sqlmodel import Session


def rows_since(session: Session, rows: Sequence[Row], day: date) -> tuple[Row, ...]:
    """The rows with what stood of each target on a day in place of the judgement before.

    A target that had not been judged by then has nothing to be compared with, and says so by saying nothing.
    """
    judged = [row.id for row in rows if row.case.assessment is not None]
    stood = current_assessments(session, judged, as_of=day)
    found = []
    for row in rows:
        before = earlier(stood.get(row.id))
        found.append(with_earlier(row, None if before is None else replace(before, as_of=day)))
    return tuple(found)


def judged_by_then(rows: Sequence[Row]) -> int:
    """Of how many rows something is known on the day compared with."""
    return sum(row.case.earlier is not None for row in rows)


def month_before(day: date) -> date:
    """The same day a month earlier, or the last of that month."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
