"""Targets that are to be judged anew, because an editor changed what they promise or rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.store.bulk import table_of
from service.store.editing_tables import DueRow
from service.store.judgement_tables import AssessmentRow

if TYPE_CHECKING:
    from sqlmodel import Session

_DUE, _ASSESSMENT = table_of(DueRow), table_of(AssessmentRow)


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A target that waits for a judgement since an instant; ``changed`` is what was changed (``target/…``)."""

    target_id: str
    since: datetime
    changed: str


def due(session: Session, target_id: str | None = None) -> tuple[DueRecord, ...]:
    """The targets that still wait (or the one, if it does), in the order of their ids."""
    judged = (
        select(_ASSESSMENT.c.id)
        .where(_ASSESSMENT.c.target_id == _DUE.c.target_id, _ASSESSMENT.c.confirmed_at >= _DUE.c.since)
        .exists()
    )
    statement = (
        select(_DUE.c.target_id, _DUE.c.since, _DUE.c.changed).where(~judged).order_by(_DUE.c.target_id)
    )
    if target_id is not None:
        statement = statement.where(_DUE.c.target_id == target_id)
    return tuple(DueRecord(*row) for row in session.connection().execute(statement))


def waiting(session: Session, target_id: str, as_of: date | None = None) -> DueRecord | None:
    """What a target waits for, where it was changed by the end of a day (None: by now)."""
    found = due(session, target_id)
    if not found or (as_of is not None and found[0].since.date() > as_of):
        return None
    return found[0]
