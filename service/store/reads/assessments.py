"""Judgements: the current one, the one as of a date, all of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select
from sqlalchemy.sql.selectable import ScalarSelect
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.editing_tables import DueRow
from service.store.judgement_tables import AssessmentRow, TrackRow
from service.store.records import AssessmentRecord

ASSESSMENT, _TRACK = table_of(AssessmentRow), table_of(TrackRow)
_DUE = table_of(DueRow)
COLUMNS = tuple(
    ASSESSMENT.c[name]
    for name in (
        "key", "target_id", "target_version", "mission_id", "as_of", "recorded_at", "confirmed_at", "kind",
        "verdict", "probability", "reason", "label_set", "newest_information", "forecast_key", "document",
    )
)  # fmt: skip


def current_assessment(session: Session, target_id: str, *, track: bool = True) -> AssessmentRecord | None:
    """The judgement of a target that stands: the newest as-of date, then the one confirmed last."""
    return assessment_as_of(session, target_id, None, track=track)


def assessment_as_of(
    session: Session, target_id: str, as_of: date | None, *, track: bool = True
) -> AssessmentRecord | None:
    """The judgement as of the newest date at or before ``as_of`` (None: the current one).

    Without ``track`` the history and fan, which are most of the document, are left out.
    """
    return _one(session, _select(track=track).where(ASSESSMENT.c.id == newest(target_id, as_of)), track=track)


def assessment(session: Session, key: str, *, track: bool = True) -> AssessmentRecord | None:
    """The judgement with a key."""
    return _one(session, _select(track=track).where(ASSESSMENT.c.key == key), track=track)


def current_assessments(
    session: Session, target_ids: Collection[str], *, as_of: date | None = None, track: bool = False
) -> Mapping[str, AssessmentRecord]:
    """The current judgement of each target, or the one as of a date; targets without one are left out."""
    return _of_targets(session, target_ids, newest_of=partial(newest, as_of=as_of), track=track)


def previous_assessments(session: Session, target_ids: Collection[str]) -> Mapping[str, AssessmentRecord]:
    """The judgement of each target as of the newest date before that of its current one, without track.

    What has moved since; targets judged as of one date only are left out.
    """
    return _of_targets(session, target_ids, newest_of=partial(newest, before_newest=True), track=False)


def once_judged(session: Session, verdicts: Collection[str]) -> tuple[str, ...]:
    """The targets that some judgement ever gave one of some verdicts, by id."""
    table = ASSESSMENT.c
    rows = session.connection().execute(
        select(table.target_id).where(table.verdict.in_(verdicts)).distinct().order_by(table.target_id)
    )
    return tuple(rows.scalars())


def history(
    session: Session, target_id: str, *, since: datetime | None = None
) -> tuple[AssessmentRecord, ...]:
    """Every judgement of a target, newest first, without tracks; ``since`` keeps those recorded later."""
    statement = (
        select(*COLUMNS)
        .where(ASSESSMENT.c.target_id == target_id)
        .order_by(ASSESSMENT.c.as_of.desc(), ASSESSMENT.c.confirmed_at.desc(), ASSESSMENT.c.id.desc())
    )
    if since is not None:
        statement = statement.where(ASSESSMENT.c.recorded_at > since)
    return tuple(AssessmentRecord(*row) for row in session.connection().execute(statement))


def assessments_with(
    session: Session, keys: Iterable[str], *, track: bool = False
) -> Mapping[str, AssessmentRecord]:
    """The judgements held under some keys; without ``track`` the large part of each is left out."""
    found: dict[str, AssessmentRecord] = {}
    for chunk in chunks(dict.fromkeys(keys)):
        rows = session.connection().execute(_select(track=track).where(ASSESSMENT.c.key.in_(chunk)))
        found.update((row.key, _record(row, track=track)) for row in rows)
    return found


def newest(
    target_id: str | ColumnElement[str],
    as_of: date | None = None,
    *,
    of: FromClause | None = None,
    before_newest: bool = False,
) -> ScalarSelect[Any]:
    """The row number of the judgement of a target that stands, or stood as of a date.

    For a column ``of`` a table it is worked out row by row, each time with one look into an index.
    ``before_newest`` passes over the newest as-of date. A judgement of what the target was before an editor
    changed it does not stand: from the day of the edit there is none until it is judged anew.
    """
    table = ASSESSMENT.alias("candidate")
    statement = select(table.c.id).where(table.c.target_id == target_id)
    if as_of is not None:
        statement = statement.where(table.c.as_of <= as_of)
    if not before_newest:
        statement = statement.where(~_overtaken(table, as_of))
    else:
        every = ASSESSMENT.alias("every")
        last = select(func.max(every.c.as_of)).where(every.c.target_id == table.c.target_id)
        statement = statement.where(table.c.as_of < last.correlate(table).scalar_subquery())
    if of is not None:
        statement = statement.correlate(of)
    return (
        statement.order_by(table.c.as_of.desc(), table.c.confirmed_at.desc(), table.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _overtaken(table: FromClause, as_of: date | None) -> ColumnElement[bool]:
    """Whether the definition was changed, by the end of a day, after a judgement of it was last confirmed."""
    due = _DUE.alias("due")
    changed = select(due.c.target_id).where(
        due.c.target_id == table.c.target_id, due.c.since > table.c.confirmed_at
    )
    if as_of is not None and as_of < date.max:
        changed = changed.where(due.c.since < datetime.combine(as_of + timedelta(days=1), time.min, UTC))
    return changed.correlate(table).exists()


def _of_targets(
    session: Session, target_ids: Collection[str], *, newest_of: Callable[..., ScalarSelect[Any]], track: bool
) -> dict[str, AssessmentRecord]:
    found: dict[str, AssessmentRecord] = {}
    for chunk in chunks(dict.fromkeys(target_ids)):
        targets = (
            select(ASSESSMENT.c.target_id).where(ASSESSMENT.c.target_id.in_(chunk)).distinct().subquery()
        )
        ids = select(newest_of(targets.c.target_id, of=targets)).select_from(targets)
        rows = session.connection().execute(_select(track=track).where(ASSESSMENT.c.id.in_(ids)))
        found.update((row.target_id, _record(row, track=track)) for row in rows)
    return found


def _select(*, track: bool) -> Select[Any]:
    if not track:
        return select(*COLUMNS)
    return select(*COLUMNS, _TRACK.c.points).outerjoin(_TRACK, _TRACK.c.assessment_key == ASSESSMENT.c.key)


def _one(session: Session, statement: Select[Any], *, track: bool) -> AssessmentRecord | None:
    row = session.connection().execute(statement).first()
    return None if row is None else _record(row, track=track)


def _record(row: Any, *, track: bool) -> AssessmentRecord:
    if not track:
        return AssessmentRecord(*row)
    points = row[-1]
    record = AssessmentRecord(*row[:-1])
    if points is None:
        return record
    # The document is an object with fields in it, so the track goes in at its end as it is.
    return replace(record, document=f'{record.document[:-1]},"track":{zlib.decompress(points).decode()}}}')
