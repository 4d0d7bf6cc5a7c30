"""Keeping the register of sources, and every look at one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from service.documents import dumps, from_document, to_document
from service.store.bulk import table_of
from service.store.hidden import Kept, hidden_in
from service.store.reads.sources import public_sources
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
    hidden = hidden_in(connection).indicators
    before = public_sources((from_document(SourceRecord, json.loads(text)) for text in held.values()), hidden)
    noticed = before != public_sources(
        (from_document(SourceRecord, json.loads(one)) for one in new.values()), hidden
    )
    connection.execute(delete(_SOURCE))
    if new:
        connection.execute(insert(_SOURCE), [{"id": id_, "document": text} for id_, text in new.items()])
    note_change(session, private=not noticed)
    return True


def save_visit(session: Session, visit: VisitRecord, *, kept: Kept | None = None) -> None:
    """Keep what came of a look at a source; ``kept`` says how what it brought is kept from the public."""
    kept = kept or Kept()
    row = {
        **asdict(visit),
        "outcome": visit.outcome.value,
        "visible_from": kept.until,
        "private": kept.private,
    }
    session.connection().execute(insert(_VISIT), [row])
    note_change(session, until=kept.until, private=kept.private)
