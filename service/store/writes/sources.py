"""Keeping the register of sources, and every look at one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from service.documents import dumps, to_document
from service.store.bulk import table_of
from service.store.records import SourceRecord, VisitRecord
from service.store.tables import SourceRow, VisitRow
from service.store.versions import note_change

_SOURCE, _VISIT = table_of(SourceRow), table_of(VisitRow)


def save_sources(session: Session, sources: Iterable[SourceRecord]) -> bool:
    """Make the register hold exactly these sources, and say whether that changed anything."""
    new = {source.id: dumps(to_document(source)).decode() for source in sources}
    connection = session.connection()
    held = {row.id: row.document for row in connection.execute(select(_SOURCE))}
    if held == new:
        return False
    connection.execute(delete(_SOURCE))
    if new:
        connection.execute(insert(_SOURCE), [{"id": id_, "document": text} for id_, text in new.items()])
    note_change(session)
    return True


def save_visit(session: Session, visit: VisitRecord) -> None:
    """Keep what came of a look at a source."""
    session.connection().execute(insert(_VISIT), [{**asdict(visit), "outcome": visit.outcome.value}])
    note_change(session)
