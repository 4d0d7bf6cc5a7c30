"""What was done on whose behalf, newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from service.store.access_tables import AuditRow
from service.store.audit_records import AuditRecord, Subject
from service.store.bulk import table_of

_AUDIT = table_of(AuditRow)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines of the audit: None does not narrow.

    ``subject_kind`` alone means everything of a kind. ``since`` is an instant, itself included.
    """

    who: str | None = None
    action: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    since: datetime | None = None


def audit(
    session: Session, asked: AuditFilter, *, limit: int, before: int | None = None
) -> tuple[AuditRecord, ...]:
    """At most ``limit`` lines, newest first; ``before`` goes on after the line of that number."""
    statement = _narrowed(select(_AUDIT), asked).order_by(_AUDIT.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(_AUDIT.c.id < before)
    return tuple(_record(row) for row in session.connection().execute(statement))


def audit_length(session: Session, asked: AuditFilter) -> int:
    """How many lines there are."""
    statement = _narrowed(select(func.count()).select_from(_AUDIT), asked)
    return int(session.connection().execute(statement).scalar_one())


def _narrowed(statement: Select[Any], asked: AuditFilter) -> Select[Any]:
    wanted = (
        (_AUDIT.c.who, asked.who),
        (_AUDIT.c.action, asked.action),
        (_AUDIT.c.subject_kind, asked.subject_kind),
        (_AUDIT.c.subject_id, asked.subject_id),
    )
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    return statement if asked.since is None else statement.where(_AUDIT.c.at >= asked.since)


def _record(row: Any) -> AuditRecord:
    return AuditRecord(
        row.id,
        row.at,
        row.who,
        row.action,
        Subject(row.subject_kind, row.subject_id),
        None if row.before is None else json.loads(row.before),
        None if row.after is None else json.loads(row.after),
        row.why,
    )
