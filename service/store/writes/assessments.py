"""Keeping judgements."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from forecasting.assessment import Assessment
from service.documents import dumps, to_document
from service.store.bulk import chunks, insert_missing, table_of
from service.store.editing_tables import DueRow
from service.store.errors import AssessmentUnidentified
from service.store.hidden import hidden_in
from service.store.judgement_tables import AssessmentRow, TrackRow
from service.store.versions import note_change

_ASSESSMENT = table_of(AssessmentRow)
_DUE = table_of(DueRow)
_CHUNK = 500

JudgedRow = tuple[dict[str, Any], bytes]
"""The columns of an assessment, and its track, compressed."""


@dataclass(frozen=True)
class Judgement:
    """An assessment with what the store needs to find it again.

    ``newest_information`` is the newest date on which anything it rests on was published, ``visible_from`` the
    instant at which the last of it comes out of an embargo (None: all of it is public).
    """

    assessment: Assessment
    mission_id: str
    target_version: str
    newest_information: date | None = None
    forecast_key: str | None = None
    visible_from: datetime | None = None

    @cached_property
    def written(self) -> tuple[str, bytes]:
        """The assessment as a document without its track, and the track, compressed."""
        document = to_document(self.assessment)
        track = document.pop("track")
        return dumps(document).decode(), zlib.compress(dumps(track), 6)


def save_assessments(session: Session, judgements: Iterable[Judgement], *, recorded: datetime) -> int:
    """Keep judgements for good and say how many are new; one whose key is held is confirmed instead.

    Raises AssessmentUnidentified for an assessment without a key.
    """
    return save_assessment_rows(session, (rows_of(one, recorded) for one in judgements), recorded=recorded)


def save_assessment_rows(session: Session, rows: Iterable[JudgedRow], *, recorded: datetime) -> int:
    """The same for judgements that were made into rows before, by ``rows_of``."""
    saved = 0
    hidden = hidden_in(session.connection())
    for chunk in chunks(rows, _CHUNK):
        held = _held(session, [row["key"] for row, _ in chunk])
        _reveal(session, {row["key"]: row["visible_from"] for row, _ in chunk if row["key"] in held})
        new = {row["key"]: (row, points) for row, points in chunk if row["key"] not in held}
        tracks = [{"assessment_key": key, "points": points} for key, (_, points) in new.items()]
        insert_missing(session.connection(), AssessmentRow, [row for row, _ in new.values()])
        insert_missing(session.connection(), TrackRow, tracks)
        saved += len(new)
        for row, _ in new.values():
            note_change(session, until=row["visible_from"], private=row["target_id"] in hidden.targets)
        confirm_assessments(session, held, recorded=recorded)
    return saved


def _reveal(session: Session, wanted: Mapping[str, datetime | None]) -> None:
    """Let judgements be seen sooner that were made again from what is out sooner."""
    table = _ASSESSMENT.c
    rows = session.connection().execute(
        select(table.id, table.key, table.visible_from).where(
            table.key.in_(list(wanted)), table.visible_from.is_not(None)
        )
    )
    sooner = [
        {"at": row.id, "to": instant}
        for row in rows
        if (instant := wanted[row.key]) is None or instant < row.visible_from
    ]
    if sooner:
        change = update(_ASSESSMENT).where(table.id == bindparam("at")).values(visible_from=bindparam("to"))
        session.connection().execute(change, sooner)
        note_change(session)


def confirm_assessments(session: Session, keys: Iterable[str], *, recorded: datetime) -> int:
    """Say that stored judgements hold still, and how many thereby became the current ones again.

    A judgement that is current already is left alone, so that confirming changes nothing as a rule; it is held
    against those that are seen when it is. One that an edit of its target has overtaken is confirmed as well.
    """
    table, other = _ASSESSMENT.c, table_of(AssessmentRow).alias("other")
    later = (
        select(other.c.id)
        .where(
            other.c.target_id == table.target_id,
            other.c.as_of == table.as_of,
            other.c.visible_from.is_(None)
            | (other.c.visible_from <= func.coalesce(table.visible_from, recorded)),
            (other.c.confirmed_at > table.confirmed_at)
            | ((other.c.confirmed_at == table.confirmed_at) & (other.c.id > table.id)),
        )
        .exists()
    )
    overtaken = (
        select(_DUE.c.target_id)
        .where(
            _DUE.c.target_id == table.target_id, _DUE.c.since > table.confirmed_at, _DUE.c.since <= recorded
        )
        .exists()
    )
    stale: list[Any] = []
    for chunk in chunks(keys):
        stale.extend(
            session.connection().execute(
                select(table.id, table.target_id, table.visible_from).where(
                    table.key.in_(chunk), later | overtaken
                )
            )
        )
    if stale:
        change = update(_ASSESSMENT).where(table.id == bindparam("at")).values(confirmed_at=recorded)
        session.connection().execute(change, [{"at": row.id} for row in stale])
        hidden = hidden_in(session.connection())
        for row in stale:
            note_change(session, until=row.visible_from, private=row.target_id in hidden.targets)
    return len(stale)


def _held(session: Session, keys: Sequence[str]) -> set[str]:
    if not all(keys):
        raise AssessmentUnidentified(
            "An assessment has no key, so it could not be found again.", field="key", value=""
        )
    found = session.connection().execute(select(_ASSESSMENT.c.key).where(_ASSESSMENT.c.key.in_(keys)))
    return set(found.scalars())


def rows_of(judgement: Judgement, recorded: datetime) -> JudgedRow:
    """A judgement as it stands in the store: its row, and its track."""
    assessment = judgement.assessment
    document, track = judgement.written
    row = {
        "key": assessment.key,
        "target_id": assessment.target_id,
        "target_version": judgement.target_version,
        "mission_id": judgement.mission_id,
        "as_of": assessment.as_of,
        "recorded_at": recorded,
        "confirmed_at": recorded,
        "kind": assessment.kind.value,
        "verdict": assessment.verdict.value,
        "probability": assessment.probability,
        "reason": None if assessment.reason is None else assessment.reason.value,
        "label_set": assessment.label_set,
        "newest_information": judgement.newest_information,
        "forecast_key": judgement.forecast_key,
        "document": document,
        "visible_from": judgement.visible_from,
    }
    return row, track
