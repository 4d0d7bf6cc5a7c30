"""The sources that indicators are fed from, and the looks at them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from service.documents import from_document
from service.store.bulk import table_of
from service.store.reads.catalogue import indicators
from service.store.records import Outcome, SourceRecord, VisitRecord
from service.store.sight import Sight
from service.store.tables import SourceRow, VisitRow
from service.store.versions import SIGHT

_SOURCE, _VISIT = table_of(SourceRow), table_of(VisitRow)
_VISIT_COLUMNS = tuple(
    _VISIT.c[name]
    for name in (
        "source_id", "visited_at", "place", "outcome", "message", "release", "published_text", "added", "corrected",
    )
)  # fmt: skip


def sources(session: Session) -> tuple[SourceRecord, ...]:
    """The sources that feed an indicator of the catalogue, by id."""
    found = session.connection().execute(select(_SOURCE.c.document).order_by(_SOURCE.c.id)).scalars()
    records = tuple(from_document(SourceRecord, json.loads(document)) for document in found)
    sight: Sight | None = session.info.get(SIGHT)
    if sight is None or sight.private:
        return records
    # A document has no view before it: what it names is held against the indicators that are seen.
    seen = {record.id for record in indicators(session)}
    named = {feed.indicator for record in records for feed in record.feeds}
    return public_sources(records, frozenset(named - seen))


def public_sources(records: Iterable[SourceRecord], hidden: frozenset[str]) -> tuple[SourceRecord, ...]:
    """Sources without the feeds of hidden indicators; one that feeds nothing else is left out."""
    shown = (
        replace(record, feeds=tuple(feed for feed in record.feeds if feed.indicator not in hidden))
        for record in records
    )
    return tuple(record for record in shown if record.feeds)


def last_visits(session: Session) -> tuple[VisitRecord, ...]:
    """The newest look at every place of every source, by source and place."""
    newest = select(func.max(_VISIT.c.id)).group_by(_VISIT.c.source_id, _VISIT.c.place)
    return _visits(
        session,
        select(*_VISIT_COLUMNS).where(_VISIT.c.id.in_(newest)).order_by(_VISIT.c.source_id, _VISIT.c.place),
    )


def visits_of(session: Session, source_id: str, *, limit: int = 50) -> tuple[VisitRecord, ...]:
    """The looks at a source, newest first."""
    return _visits(
        session,
        select(*_VISIT_COLUMNS)
        .where(_VISIT.c.source_id == source_id)
        .order_by(_VISIT.c.id.desc())
        .limit(limit),
    )


def _visits(session: Session, statement: Any) -> tuple[VisitRecord, ...]:
    rows = session.connection().execute(statement)
    return tuple(VisitRecord(row[0], row[1], row[2], Outcome(row[3]), *row[4:]) for row in rows)
