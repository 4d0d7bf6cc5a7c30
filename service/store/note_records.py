"""A note as the store hands it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class About(StrEnum):
    """What a note can be about."""

    TARGET = "target"
    MISSION = "mission"


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """One version of a note: what is being done, and what is next.

    ``number`` tells the notes of a subject apart, ``version`` the wordings of a note. ``author`` is a name for
    readers, ``who`` the one of the audit. ``first_at`` is when the note was first written.
    """

    about: About
    subject: str
    number: int
    version: int
    at: datetime
    author: str
    who: str
    text: str
    next_action: str
    next_on: date | None
    withdrawn: bool
    why: str
    first_at: datetime

    @property
    def tag(self) -> str:
        """What tells this wording from another, for ``If-Match``."""
        return f"{self.number}-{self.version}"
