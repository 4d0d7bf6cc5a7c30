"""Suspected breaks as items of the list of findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from datasets.catalogue.entries import IndicatorEntry
from forecasting.findings import FindingCode, Severity
from service.api.links import ROOT
from service.board.english import suspicions as words
from service.documents import to_document
from service.operations.editing.suspicions import standing_of
from service.store.reads import catalogue
from service.store.reads.suspicions import suspicions
from service.store.suspicion_records import SuspicionRecord, SuspicionState

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.store.records import IndicatorRecord


def suspected_items(
    session: Session, *, indicators: Collection[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Every suspected break, or those of some indicators, with what has become of it."""
    held = suspicions(session, indicators=indicators)
    known = {
        one.id: one
        for one in catalogue.indicators(session, ids={record.suspicion.indicator_id for record in held})
    }
    for record in held:
        entry = known.get(record.suspicion.indicator_id)
        if entry is not None:
            yield suspected_item(record, entry)


def suspected_item(record: SuspicionRecord, of: IndicatorRecord) -> dict[str, Any]:
    """One of them."""
    one, entry = record.suspicion, of.entry(IndicatorEntry)
    standing = standing_of(record, entry)
    decided = standing is not SuspicionState.SUSPECTED and record.decision is standing
    indicator = f"{ROOT}/indicators/{of.id}"
    return {
        "code": FindingCode.SUSPECTED_BREAK.value,
        "message": words.statement(one, entry),
        "severity": Severity.CAUTION.value,
        "target_id": None,
        "mission_id": of.mission_id,
        "as_of": record.found_at.date(),
        "id": record.id,
        "state": standing.value,
        "indicator_id": of.id,
        "area": one.area or None,
        "period": to_document(one.period),
        "version": record.tag,
        "decided_by": record.decided_by if decided else None,
        "decided_at": record.decided_at if decided else None,
        "reason": record.why if decided else None,
        "links": {"indicator": indicator, "breaks": f"{indicator}/breaks"},
    }
