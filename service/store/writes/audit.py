"""Writing down what was done on somebody's behalf."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from service.documents import dumps, to_document
from service.store.access_tables import AuditRow
from service.store.audit_records import Subject
from service.store.bulk import table_of
from service.store.errors import ReasonMissing

_AUDIT = table_of(AuditRow)


def record_action(
    session: Session,
    *,
    at: datetime,
    who: str,
    action: str,
    subject: Subject,
    before: object,
    after: object,
    why: str,
) -> int:
    """Add one line to the audit, in the session that does the thing itself: both are kept or neither.

    ``who`` is ``Principal.who`` or ``command line: <user>``; ``action`` a verb that stays the same
    (``target.changed``). ``before`` and ``after`` are documents or frozen dataclasses, or None where there was or is
    nothing: never put a secret into them. Returns the number of the line. Raises ReasonMissing where ``why`` says
    nothing. It does not count as a change of the contents; what was changed does.
    """
    if not why.strip():
        raise ReasonMissing(
            f"“{action}” needs a reason.", field="why", value=why, remedy="Say in a sentence why it is done."
        )
    added = session.connection().execute(
        insert(_AUDIT).values(
            at=at,
            who=who,
            action=action,
            subject_kind=subject.kind,
            subject_id=subject.id,
            before=_text(before),
            after=_text(after),
            why=why.strip(),
        )
    )
    number: Any = added.inserted_primary_key
    return int(number[0])


def _text(document: object) -> str | None:
    return None if document is None else dumps(to_document(document)).decode()
