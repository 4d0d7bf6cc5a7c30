"""Keeping what moved judgements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlmodel import Session

from service.documents import dumps, to_document
from service.store.bulk import Row, chunks, insert_missing, table_of
from service.store.hidden import hidden_in
from service.store.judgement_tables import AssessmentRow, ExplanationRow
from service.store.versions import note_change

if TYPE_CHECKING:
    from forecasting.explained import Explanation

_ASSESSMENT = table_of(AssessmentRow)


def save_explanations(session: Session, explanations: Iterable[Explanation], *, recorded: datetime) -> None:
    """Keep movements explained; one whose two judgements are held already is passed over."""
    save_explanation_rows(session, (row_of(one, recorded) for one in explanations))


def save_explanation_rows(session: Session, rows: Iterable[Row]) -> None:
    """The same for movements that were made into rows before, by ``row_of``."""
    hidden = hidden_in(session.connection()).targets
    for chunk in chunks(rows, 500):
        insert_missing(session.connection(), ExplanationRow, chunk)
        coming = _coming(session, [row["after_key"] for row in chunk])
        for row in chunk:
            note_change(session, until=coming.get(row["after_key"]), private=row["target_id"] in hidden)


def _coming(session: Session, keys: list[str]) -> dict[str, datetime]:
    """From when judgements may be seen that rest on figures under an embargo."""
    rows = session.connection().execute(
        select(_ASSESSMENT.c.key, _ASSESSMENT.c.visible_from).where(
            _ASSESSMENT.c.key.in_(keys), _ASSESSMENT.c.visible_from.is_not(None)
        )
    )
    return {row.key: row.visible_from for row in rows}


def row_of(explanation: Explanation, recorded: datetime) -> dict[str, Any]:
    """What moved a judgement as it stands in the store."""
    return {
        "target_id": explanation.target_id,
        "before_key": explanation.before.key,
        "after_key": explanation.after.key,
        "before_as_of": explanation.before.as_of,
        "after_as_of": explanation.after.as_of,
        "recorded_at": recorded,
        "document": dumps(to_document(explanation)).decode(),
    }
