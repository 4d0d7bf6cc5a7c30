"""Keeping what moved judgements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from service.documents import dumps, to_document
from service.store.bulk import chunks, insert_missing
from service.store.tables import ExplanationRow
from service.store.versions import note_change

if TYPE_CHECKING:
    from forecasting.explained import Explanation


def save_explanations(session: Session, explanations: Iterable[Explanation], *, recorded: datetime) -> None:
    """Keep movements explained; one whose two judgements are held already is passed over."""
    for chunk in chunks(explanations, 500):
        rows = [
            {
                "target_id": one.target_id,
                "before_key": one.before.key,
                "after_key": one.after.key,
                "before_as_of": one.before.as_of,
                "after_as_of": one.after.as_of,
                "recorded_at": recorded,
                "document": dumps(to_document(one)).decode(),
            }
            for one in chunk
        ]
        insert_missing(session.connection(), ExplanationRow, rows)
        if rows:
            note_change(session)
