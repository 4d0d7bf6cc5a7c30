"""The identity of a release, the same in every store."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class ReleaseId:
    """What makes a release: who published what, and when.

    ``published`` is the day used for as-of work, ``published_text`` what the source says, which may be
    a month; both are empty where the date is not known. ``embargo`` is the instant before which it is nobody's, where
    one was given; it is no part of what the release is.
    """

    publisher: str
    title: str
    published: date | None
    published_text: str = ""
    embargo: datetime | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """A short name fit for an address: ``nhs-england-2026-06-11-5f3a09c2``."""
        stated = self.published_text or (self.published.isoformat() if self.published else "")
        plain = unicodedata.normalize("NFKD", self.publisher).encode("ascii", "ignore").decode().lower()
        words = _NOT_A_WORD.sub("-", plain).strip("-")[:40].strip("-") or "publisher"
        mark = hashlib.sha256("\n".join((self.publisher, self.title, stated)).encode()).hexdigest()[:8]
        return f"{words}-{stated or 'undated'}-{mark}"
