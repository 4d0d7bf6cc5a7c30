"""Keeping decompositions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.hidden import hidden_in
from service.store.judgement_tables import DecompositionRow
from service.store.versions import note_change

_TABLE = table_of(DecompositionRow)


@dataclass(frozen=True, slots=True)
class NewDecomposition:
    """The decomposition of one target as JSON, with the hash of what it was made from."""

    target_id: str
    key: str
    document: str


def replace_decompositions(
    session: Session, new: Iterable[NewDecomposition], *, gone: Collection[str], recorded: datetime
) -> None:
    """Keep decompositions, each in the place of an earlier one, and drop those of targets named ``gone``."""
    made = list(new)
    for chunk in chunks([*gone, *(one.target_id for one in made)]):
        session.connection().execute(delete(_TABLE).where(_TABLE.c.target_id.in_(chunk)))
    rows = [
        {"target_id": one.target_id, "key": one.key, "recorded_at": recorded, "document": one.document}
        for one in made
    ]
    if rows:
        session.connection().execute(insert(_TABLE), rows)
    if rows or gone:
        names = {*gone, *(one.target_id for one in made)}
        note_change(session, private=hidden_in(session.connection()).all_targets(names))
