"""Suspected breaks as rows of a table."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from datasets.catalogue.entries import IndicatorEntry
from service.board.english import suspicions as words
from service.operations.editing.suspicions import standing_of
from service.store.reads.catalogue import indicators
from service.store.reads.suspicions import suspicions
from service.store.suspicion_records import SuspicionState

if TYPE_CHECKING:
    from sqlmodel import Session


def suspicion_rows(session: Session, *, only: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Every suspected break, or those of some indicators, with what has become of it."""
    held = suspicions(session, indicators=only)
    entries = {
        one.id: one.entry(IndicatorEntry)
        for one in indicators(session, ids={record.suspicion.indicator_id for record in held})
    }
    found = []
    for record in held:
        one = record.suspicion
        if one.indicator_id not in entries:
            continue
        standing = standing_of(record, entries[one.indicator_id])
        decided = standing is not SuspicionState.SUSPECTED and record.decision is standing
        at = record.decided_at if decided else None
        found.append(
            {
                "finding_id": record.id,
                "finding_state": standing.value,
                "indicator_id": one.indicator_id,
                "area": one.area or None,
                "period": str(one.period),
                "says": words.statement(one, entries[one.indicator_id]),
                "decided_by": record.decided_by if decided else None,
                "decided_at": None if at is None else at.isoformat(),
                "reason_given": record.why if decided else None,
            }
        )
    return found
