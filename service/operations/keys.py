"""Making keys and taking them back, with a line in the audit for each.

::

    HeadwayError
    └── KeyRefused
        ├── KeyUnfit      a name that says nothing, or an end that is past
        └── KeyNotFound   there is no key of this id
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from forecasting.errors import HeadwayError
from service.security.key_text import KeyText
from service.security.principal import Scope
from service.store.audit_records import Subject
from service.store.key_records import KeyRecord
from service.store.reads.keys import api_key
from service.store.writes.audit import record_action
from service.store.writes.keys import add_key, revoke_key

if TYPE_CHECKING:
    from sqlmodel import Session

LONGEST_NAME = 100


class KeyRefused(HeadwayError):
    """A key cannot be made or taken back as asked."""

    code = "key_refused"


class KeyUnfit(KeyRefused):
    """A name that says nothing, or an end that is past."""

    code = "key_unfit"


class KeyNotFound(KeyRefused):
    """There is no key of this id."""

    code = "key_not_found"


@dataclass(frozen=True, slots=True)
class KeyWanted:
    """A key that somebody is to have: ``name`` says who, ``expires_at`` (None: never) until when."""

    name: str
    scope: Scope
    expires_at: datetime | None = None
    early: bool = False
    private: bool = False


def create_key(
    session: Session, wanted: KeyWanted, *, at: datetime, who: str, why: str
) -> tuple[KeyText, KeyRecord]:
    """Make a key. Its text is in no place but the answer. Raises KeyUnfit, and ReasonMissing."""
    name = " ".join(wanted.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise KeyUnfit(
            "The name of a key says whose it is.",
            field="name",
            value=wanted.name[:LONGEST_NAME],
            remedy=f"Give one of 1 to {LONGEST_NAME} letters.",
        )
    if wanted.expires_at is not None and wanted.expires_at <= at:
        raise KeyUnfit(
            "The key would be over before it begins.",
            field="expires_at",
            value=wanted.expires_at.isoformat(),
            remedy="Give a later day.",
        )
    text = KeyText.new()
    record = KeyRecord(
        text.id, name, text.hash, wanted.scope.value, wanted.early, wanted.private, at, who, wanted.expires_at
    )
    add_key(session, record)
    subject = Subject("key", text.id)
    record_action(
        session,
        at=at,
        who=who,
        action="key.created",
        subject=subject,
        before=None,
        after=told(record),
        why=why,
    )
    return text, record


def take_back_key(session: Session, id_: str, *, at: datetime, who: str, why: str) -> KeyRecord:
    """Take a key back for good; one that was taken back before stays as it is. Raises KeyNotFound, ReasonMissing."""
    held = api_key(session, id_)
    if held is None:
        raise KeyNotFound(
            f"There is no key “{id_}”.",
            field="id",
            value=id_,
            remedy="headway keys list shows those there are.",
        )
    if not revoke_key(session, id_, at=at):
        return held
    after = api_key(session, id_)
    record_action(
        session,
        at=at,
        who=who,
        action="key.revoked",
        subject=Subject("key", id_),
        before=told(held),
        after=None if after is None else told(after),
        why=why,
    )
    return held if after is None else after


def told(record: KeyRecord) -> dict[str, Any]:
    """A key as others may see it: all but the hash."""
    return {
        "id": record.id,
        "name": record.name,
        "scope": record.scope,
        "early": record.early,
        "private": record.private,
        "created_at": record.created_at,
        "created_by": record.created_by,
        "expires_at": record.expires_at,
        "revoked_at": record.revoked_at,
        "last_used_at": record.last_used_at,
    }
