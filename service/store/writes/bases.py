"""Keeping the earlier bases of series."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from datasets.observation import Basis
from service.documents import dumps, to_document
from service.store.bulk import table_of
from service.store.hidden import hidden_in
from service.store.tables import BasisRow
from service.store.versions import note_change

_BASIS = table_of(BasisRow)


def save_bases(session: Session, bases: Iterable[Basis]) -> bool:
    """Make the store hold exactly these bases, and say whether that changed anything."""
    new = {(b.indicator, b.area, b.name): dumps(to_document(b)).decode() for b in bases}
    connection = session.connection()
    held = {
        (row.indicator_id, row.area, row.name): row.document for row in connection.execute(select(_BASIS))
    }
    if held == new:
        return False
    connection.execute(delete(_BASIS))
    if new:
        connection.execute(
            insert(_BASIS),
            [
                {"indicator_id": key[0], "area": key[1], "name": key[2], "document": document}
                for key, document in new.items()
            ],
        )
    moved = {key[0] for key in new.keys() | held.keys() if new.get(key) != held.get(key)}
    note_change(session, private=hidden_in(connection).all_indicators(moved))
    return True
