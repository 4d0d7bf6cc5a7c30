"""Targets in force by what is asked of them and of their judgements: first their ids, then what is shown of a page.

A store may hold a hundred thousand targets. What they are filtered and ordered by is read in the database, and the
documents of those on a page alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.owners import in_force, in_place
from service.store.reads.assessments import ASSESSMENT, COLUMNS, current_assessments, newest
from service.store.reads.catalogue import targets
from service.store.records import AssessmentRecord, TargetRecord
from service.store.tables import AreaRow, TargetRow

_AREA = table_of(AreaRow)
Judged = tuple[TargetRecord, AssessmentRecord | None]


class JudgedOrder(StrEnum):
    """What targets are ordered by; what has no value comes last, whichever way round."""

    CATALOGUE = "catalogue"
    ID = "id"
    DUE = "due"
    PROBABILITY = "probability"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which targets: any of the values of each field, all fields together; empty means all.

    ``levels`` are those of the area. The other fields are about the judgement that stands, or stood ``as_of`` a day:
    ``probability`` its least and greatest, ``informed_since`` the day on which something about the target last
    became known, ``recorded_since`` when the judgement was made, ``judged_on`` the very day it is as of.
    """

    missions: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    probability: tuple[float | None, float | None] = (None, None)
    informed_since: date | None = None
    recorded_since: datetime | None = None
    judged_on: date | None = None
    as_of: date | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The same as conditions on the target in force and its judgement."""
        own, judged = table_of(TargetRow).c, ASSESSMENT.c
        levels = select(_AREA.c.code).where(_AREA.c.level.in_(self.levels))
        for column, values in (
            (own.mission_id, self.missions),
            (own.indicator_id, self.indicators),
            (own.area, self.areas),
            (own.kind, self.kinds),
            (own.status, self.statuses),
            (own.id, self.targets),
            (judged.verdict, self.verdicts),
        ):
            if values:
                yield column.in_(values)
        if self.levels:
            yield own.area.in_(levels)
        low, high = self.probability
        if low is not None:
            yield judged.probability >= low
        if high is not None:
            yield judged.probability <= high
        if self.informed_since is not None:
            yield judged.newest_information >= self.informed_since
        if self.recorded_since is not None:
            yield judged.recorded_at > self.recorded_since
        if self.judged_on is not None:
            yield judged.as_of == self.judged_on


def judged_ids(
    session: Session,
    wanted: Wanted,
    *,
    order: JudgedOrder = JudgedOrder.CATALOGUE,
    down: bool = False,
    judged: bool = False,
) -> list[str]:
    """The ids of the targets in force that are wanted, in an order; equal ones in that of the catalogue.

    ``judged`` leaves out those that have no judgement.
    """
    own = table_of(TargetRow).c
    columns: dict[JudgedOrder, Any] = {
        JudgedOrder.ID: own.id,
        JudgedOrder.DUE: own.due,
        JudgedOrder.PROBABILITY: ASSESSMENT.c.probability,
    }
    statement: Select[Any] = (
        select(own.id)
        .select_from(table_of(TargetRow))
        .outerjoin(ASSESSMENT, ASSESSMENT.c.id == newest(own.id, wanted.as_of, of=table_of(TargetRow)))
        .where(in_force(TargetRow), *wanted.conditions())
    )
    if judged:
        statement = statement.where(ASSESSMENT.c.id.is_not(None))
    column = columns.get(order)
    if column is not None:
        statement = statement.order_by(column.is_(None), column.desc() if down else column)
    rows = session.connection().execute(statement.order_by(*in_place(TargetRow)))
    return [row[0] for row in rows]


def judged_with(session: Session, ids: Sequence[str], *, as_of: date | None = None) -> Iterator[Judged]:
    """The targets with these ids, in this order, each with its judgement; some at a time, however many there are."""
    for some in chunks(ids, 500):
        records = {record.id: record for record in targets(session, ids=some)}
        judged = current_assessments(session, some, as_of=as_of)
        for name in some:
            if name in records:
                yield records[name], judged.get(name)


def judgements_ever(session: Session, wanted: Wanted) -> list[str]:
    """The keys of every judgement ever kept of the targets wanted: by target, then the newest first.

    ``as_of`` keeps those as of that day or before; the fields about the judgement are about each one.
    """
    own = table_of(TargetRow).c
    statement: Select[Any] = (
        select(ASSESSMENT.c.key)
        .select_from(table_of(TargetRow))
        .join(ASSESSMENT, ASSESSMENT.c.target_id == own.id)
        .where(in_force(TargetRow), *wanted.conditions())
        .order_by(
            *in_place(TargetRow),
            ASSESSMENT.c.as_of.desc(),
            ASSESSMENT.c.confirmed_at.desc(),
            ASSESSMENT.c.id.desc(),
        )
    )
    if wanted.as_of is not None:
        statement = statement.where(ASSESSMENT.c.as_of <= wanted.as_of)
    return [row[0] for row in session.connection().execute(statement)]


def judgements_with(session: Session, keys: Sequence[str]) -> Iterator[AssessmentRecord]:
    """The judgements with these keys, in this order, without tracks; some at a time."""
    for some in chunks(keys, 500):
        rows = session.connection().execute(select(*COLUMNS).where(ASSESSMENT.c.key.in_(some)))
        found = {row.key: AssessmentRecord(*row) for row in rows}
        yield from (found[key] for key in some if key in found)
