"""Somebody who has signed in, as the store hands it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignInRecord:
    """With which key somebody signed in, and until when that counts. ``id`` is the hash of what their browser holds."""

    id: str = field(repr=False)
    key_id: str
    at: datetime
    expires_at: datetime
