"""The tables of access and safety: who may ask, what was done on whose behalf, which requests were answered already.

They belong to the tables of ``service.store.tables``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from service.store.tables import METADATA

__all__ = ["METADATA", "ApiKeyRow", "AuditRow", "IdempotentRow"]


class AuditRow(SQLModel, table=True):
    """One thing that was done: who, when, what, to what, and why. The database refuses to change or remove it.

    ``before`` and ``after`` are JSON; empty where there was nothing before or is nothing after.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_who", "who", "id"),
        Index("ix_audit_action", "action", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    who: str
    action: str
    subject_kind: str
    subject_id: str
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    why: str = Field(sa_type=Text)


class ApiKeyRow(SQLModel, table=True):
    """A key: what its holder may do, and until when. The secret itself is nowhere, only its hash.

    ``id`` is the part of the key that may be seen. ``last_used_at`` is at most a minute behind and no part of the
    contents of the store: writing it changes no ETag.
    """

    __tablename__ = "api_key"

    id: str = Field(primary_key=True)
    name: str
    hash: str
    scope: str
    early: bool
    private: bool
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class IdempotentRow(SQLModel, table=True):
    """A request that is made once however often it is sent, and its answer as soon as there is one.

    ``principal`` and ``key`` together name it; ``claim`` tells who is at work on it now. ``headers`` is JSON.
    """

    __tablename__ = "idempotent_request"
    __table_args__ = (Index("ix_idempotent_request_at", "at"),)

    principal: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    asked: str
    request_hash: str
    claim: str
    at: datetime
    status: int | None = None
    headers: str | None = Field(default=None, sa_type=Text)
    body: str | None = Field(default=None, sa_type=Text)
