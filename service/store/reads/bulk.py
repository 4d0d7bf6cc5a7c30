"""Reading everything, a little at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.owners import in_force
from service.store.reads.assessments import current_assessments
from service.store.records import AssessmentRecord
from service.store.tables import TargetRow

_TARGET = table_of(TargetRow)


def every_assessment(
    session: Session,
    *,
    missions: Sequence[str] = (),
    as_of: date | None = None,
    track: bool = False,
    at_a_time: int = 500,
) -> Iterator[AssessmentRecord]:
    """The current judgement of every target in force, or the one as of a date, by target id.

    No query is left open between two of them, and at most ``at_a_time`` are held. Targets never judged are passed
    over.
    """
    after = ""
    while ids := _targets_after(session, after, missions=missions, limit=at_a_time):
        found = current_assessments(session, ids, as_of=as_of, track=track)
        yield from (found[id_] for id_ in ids if id_ in found)
        after = ids[-1]


def _targets_after(session: Session, after: str, *, missions: Sequence[str], limit: int) -> list[str]:
    statement = (
        select(_TARGET.c.id)
        .where(in_force(TargetRow), _TARGET.c.id > after)
        .order_by(_TARGET.c.id)
        .limit(limit)
    )
    if missions:
        statement = statement.where(_TARGET.c.mission_id.in_(missions))
    return list(session.connection().execute(statement).scalars())
