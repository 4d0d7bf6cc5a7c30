"""Stored decompositions: which places drive the gap of a target."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.judgement_tables import DecompositionRow
from service.store.reads.assessments import ASSESSMENT, newest

_TABLE = table_of(DecompositionRow)


def decomposition_of(session: Session, target_id: str) -> dict[str, Any] | None:
    """The decomposition of a target's shortfall as a document, or None where there is none of the judgement that stands.

    Between a new judgement and its decomposition there is none: the shares of another gap would be wrong.
    """
    stands = select(ASSESSMENT.c.key).where(ASSESSMENT.c.id == newest(target_id)).scalar_subquery()
    row = (
        session.connection()
        .execute(select(_TABLE.c.document, stands.label("key")).where(_TABLE.c.target_id == target_id))
        .first()
    )
    if row is None:
        return None
    document: dict[str, Any] = json.loads(row.document)
    return document if document["assessment"] == row.key else None


def decomposition_keys(session: Session) -> Mapping[str, str]:
    """What the decomposition of each target was made from."""
    rows = session.connection().execute(select(_TABLE.c.target_id, _TABLE.c.key))
    return {row.target_id: row.key for row in rows}
