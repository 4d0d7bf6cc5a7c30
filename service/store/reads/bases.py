"""The earlier bases of series."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlmodel import Session

from datasets.observation import Basis
from service.documents import from_document
from service.store.bulk import table_of
from service.store.tables import BasisRow

_BASIS = table_of(BasisRow)


def bases(session: Session, *, indicator_id: str | None = None) -> tuple[Basis, ...]:
    """The earlier bases of every series, or of one indicator's."""
    statement = select(_BASIS.c.document).order_by(_BASIS.c.indicator_id, _BASIS.c.area, _BASIS.c.name)
    if indicator_id is not None:
        statement = statement.where(_BASIS.c.indicator_id == indicator_id)
    found = session.connection().execute(statement).scalars()
    return tuple(from_document(Basis, json.loads(document)) for document in found)
