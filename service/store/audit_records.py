"""A line of the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Subject:
    """What something was done to: ``Subject("target", "uk-homes-1.5m")``."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One thing that was done: who, when, what, to what, what was there before and after, and why.

    ``number`` counts up in the order in which lines were added. ``before`` and ``after`` are documents, or None.
    """

    number: int
    at: datetime
    who: str
    action: str
    subject: Subject
    before: Any
    after: Any
    why: str
