"""What editors say is being done about a target or a mission, and that a target waits to be judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.board.english import notes as words
from service.store.note_records import About
from service.store.reads.due import waiting
from service.store.reads.notes import notes

if TYPE_CHECKING:
    from sqlmodel import Session

_MOST = 20


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note: who and when, its paragraphs as plain text, and what is next."""

    written: str
    paragraphs: tuple[str, ...]
    next_action: str


@dataclass(frozen=True, slots=True)
class NotesPanel:
    """The notes that stand, the newest first."""

    lines: tuple[NoteLine, ...]
    address: str


def notes_panel(session: Session, about: About, subject: str) -> NotesPanel | None:
    """The panel of a target or a mission; None where nobody has written anything."""
    found = notes(session, about, subject)[:_MOST]
    if not found:
        return None
    return NotesPanel(
        tuple(
            NoteLine(
                words.written(one.author, one.first_at.date(), one.at.date()),
                tuple(part.strip() for part in one.text.split("\n") if part.strip()),
                words.next_action(one.next_action, one.next_on) if one.next_action else "",
            )
            for one in found
        ),
        f"/v1/{about}s/{subject}/notes",
    )


def waiting_for(session: Session, target_id: str) -> str:
    """Why the target has no judgement just now; empty where it does not wait for one."""
    found = waiting(session, target_id)
    return "" if found is None else words.waiting(found.since.date())
