"""Movements explained."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.judgement_tables import ExplanationRow
from service.store.records import ExplanationRecord

_EXPLANATION = table_of(ExplanationRow)
_COLUMNS = tuple(
    _EXPLANATION.c[name]
    for name in (
        "target_id",
        "before_key",
        "after_key",
        "before_as_of",
        "after_as_of",
        "recorded_at",
        "document",
    )
)


def explained_pairs(session: Session, after_keys: Collection[str]) -> set[tuple[str, str]]:
    """Which movements that end in some judgements are explained: the keys of both ends."""
    table = _EXPLANATION.c
    found: set[tuple[str, str]] = set()
    for chunk in chunks(dict.fromkeys(after_keys)):
        rows = session.connection().execute(
            select(table.before_key, table.after_key).where(table.after_key.in_(chunk))
        )
        found.update((row.before_key, row.after_key) for row in rows)
    return found


def explanations(session: Session, target_id: str) -> tuple[ExplanationRecord, ...]:
    """Every movement of a target that was explained, the newest first."""
    table = _EXPLANATION.c
    rows = session.connection().execute(
        select(*_COLUMNS)
        .where(table.target_id == target_id)
        .order_by(table.after_as_of.desc(), table.recorded_at.desc(), table.id.desc())
    )
    return tuple(_record(row) for row in rows)


def chain(
    session: Session, after_key: str, target_id: str, *, since: date | None
) -> tuple[ExplanationRecord, ...]:
    """The steps that lead to a judgement, newest first, back to the last one as of ``since`` or before.

    Without ``since`` the last step only.
    """
    known = explanations(session, target_id)
    steps: list[ExplanationRecord] = []
    key = after_key
    while True:
        step = max(
            (one for one in known if one.after_key == key and one.before_as_of < one.after_as_of),
            key=lambda one: one.before_as_of,
            default=None,
        )
        if step is None or (steps and since is None) or (since is not None and step.after_as_of <= since):
            return tuple(steps)
        steps.append(step)
        key = step.before_key


def _record(row: Any) -> ExplanationRecord:
    return ExplanationRecord(
        row.target_id,
        row.before_key,
        row.after_key,
        row.before_as_of,
        row.after_as_of,
        row.recorded_at,
        json.loads(row.document),
    )
