"""The table of those who have signed in on a page.

It belongs to the tables of ``service.store.tables``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from service.store.tables import METADATA

__all__ = ["METADATA", "SignInRow"]


class SignInRow(SQLModel, table=True):
    """Somebody who has signed in with a key, until they sign out or their time is over.

    ``id`` is the hash of what their browser holds, which is in no place of ours. No part of the contents of the
    store: signing in changes no ETag.
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_expires_at", "expires_at"), Index("ix_sign_in_key_id", "key_id"))

    id: str = Field(primary_key=True)
    key_id: str
    at: datetime
    expires_at: datetime
