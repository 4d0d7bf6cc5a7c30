"""Stored decompositions: which places drive the gap of a target."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.judgement_tables import DecompositionRow

_TABLE = table_of(DecompositionRow)


def decomposition_of(session: Session, target_id: str) -> dict[str, Any] | None:
    """The decomposition of a target's shortfall as a document, or None where there is none."""
    found = (
        session.connection()
        .execute(select(_TABLE.c.document).where(_TABLE.c.target_id == target_id))
        .scalar()
    )
    return None if found is None else dict(json.loads(found))


def decomposition_keys(session: Session) -> Mapping[str, str]:
    """What the decomposition of each target was made from."""
    rows = session.connection().execute(select(_TABLE.c.target_id, _TABLE.c.key))
    return {row.target_id: row.key for row in rows}
