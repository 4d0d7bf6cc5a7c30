"""Reading everything, a little at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.owners import in_force
from service.store.reads.assessments import ASSESSMENT, COLUMNS, current_assessments
from service.store.records import AssessmentRecord
from service.store.tables import TargetRow

_TARGET = table_of(TargetRow)
_HISTORIES_AT_A_TIME = 50


@dataclass(frozen=True, slots=True)
class Judgement:
    """A target in force and its judgement; None where it was never judged, or not by the day asked about."""

    target_id: str
    mission_id: str
    record: AssessmentRecord | None


def every_target(
    session: Session,
    *,
    missions: Sequence[str] = (),
    as_of: date | None = None,
    track: bool = False,
    at_a_time: int = 500,
) -> Iterator[Judgement]:
    """Every target in force with its current judgement, or the one as of a date, by target id.

    No query is left open between two of them, and at most ``at_a_time`` are held.
    """
    for some in _targets(session, missions=missions, at_a_time=at_a_time):
        found = current_assessments(session, list(some), as_of=as_of, track=track)
        yield from (Judgement(id_, mission, found.get(id_)) for id_, mission in some.items())


def every_assessment(
    session: Session,
    *,
    missions: Sequence[str] = (),
    as_of: date | None = None,
    track: bool = False,
    at_a_time: int = 500,
) -> Iterator[AssessmentRecord]:
    """The same, without targets never judged."""
    found = every_target(session, missions=missions, as_of=as_of, track=track, at_a_time=at_a_time)
    return (one.record for one in found if one.record is not None)


def every_assessment_ever(
    session: Session,
    *,
    missions: Sequence[str] = (),
    as_of: date | None = None,
    at_a_time: int = 500,
) -> Iterator[AssessmentRecord]:
    """Every judgement ever kept of the targets in force, by target id and the newest first, without tracks.

    ``as_of`` keeps those as of that day or before. At most ``at_a_time`` documents are held.
    """
    own = ASSESSMENT.c
    for targets in _targets(session, missions=missions, at_a_time=_HISTORIES_AT_A_TIME):
        statement = (
            select(own.id)
            .where(own.target_id.in_(list(targets)))
            .order_by(own.target_id, own.as_of.desc(), own.confirmed_at.desc(), own.id.desc())
        )
        if as_of is not None:
            statement = statement.where(own.as_of <= as_of)
        connection = session.connection()
        for ids in chunks(list(connection.execute(statement).scalars()), at_a_time):
            rows = connection.execute(select(own.id, *COLUMNS).where(own.id.in_(ids)))
            found = {row[0]: AssessmentRecord(*row[1:]) for row in rows}
            yield from (found[id_] for id_ in ids)


def _targets(session: Session, *, missions: Sequence[str], at_a_time: int) -> Iterator[dict[str, str]]:
    """Ids of targets in force with their missions, some at a time."""
    after = ""
    while True:
        statement = (
            select(_TARGET.c.id, _TARGET.c.mission_id)
            .where(in_force(TargetRow), _TARGET.c.id > after)
            .order_by(_TARGET.c.id)
            .limit(at_a_time)
        )
        if missions:
            statement = statement.where(_TARGET.c.mission_id.in_(missions))
        some = {row.id: row.mission_id for row in session.connection().execute(statement)}
        if not some:
            return
        yield some
        # The last in the order of the database, which may sort otherwise than Python.
        after = next(reversed(some))
