"""Notes of named editors: what is being done about a target or a mission, and what is next. Nothing is overwritten."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datasets.catalogue.single import unfit_text
from datasets.errors import Problem
from service.documents import to_document
from service.operations.editing.editor import Editor
from service.operations.editing.errors import EntryChanged, EntryInvalid, EntryUnknown
from service.store.audit_records import Subject
from service.store.hidden import hidden_in
from service.store.note_records import About, NoteRecord
from service.store.reads.catalogue import missions, targets
from service.store.reads.notes import note
from service.store.versions import take_turn
from service.store.writes.notes import add_note

if TYPE_CHECKING:
    from sqlmodel import Session

LONGEST_TEXT = 4000
LONGEST_ACTION = 500
_YEARS = (date(1990, 1, 1), date(2100, 12, 31))


@dataclass(frozen=True, slots=True)
class NoteSent:
    """A note as somebody wrote it: plain text, and the next action with its date if there is one."""

    text: str
    next_action: str = ""
    next_on: date | None = None


def write_note(session: Session, editor: Editor, about: About, subject: str, sent: NoteSent) -> NoteRecord:
    """Add a note to a target or a mission; the reason for it is the note itself. Raises EntryUnknown, EntryInvalid."""
    take_turn(session)
    _check_subject(session, editor, about, subject)
    return _add(session, editor, about, subject, None, tidy(sent), "note.written")


def change_note(
    session: Session,
    editor: Editor,
    about: About,
    subject: str,
    *,
    number: int,
    sent: NoteSent,
    expected: str | None = None,
) -> NoteRecord:
    """Put another wording in the place of one; the earlier one is kept. ``expected`` is the ``tag`` that was read.

    Raises EntryUnknown, EntryInvalid, EntryChanged.
    """
    take_turn(session)
    held = _held(session, editor, about, subject, number, expected)
    wanted = tidy(sent)
    if (held.text, held.next_action, held.next_on) == (wanted.text, wanted.next_action, wanted.next_on):
        return held
    return _add(session, editor, about, subject, held, wanted, "note.changed")


def withdraw_note(
    session: Session, editor: Editor, about: About, subject: str, *, number: int, expected: str | None = None
) -> NoteRecord:
    """Let a note say nothing any more; it is kept with its history. Raises EntryUnknown, EntryChanged."""
    take_turn(session)
    held = _held(session, editor, about, subject, number, expected)
    sent = NoteSent(held.text, held.next_action, held.next_on)
    return _add(session, editor, about, subject, held, sent, "note.withdrawn")


def _held(
    session: Session, editor: Editor, about: About, subject: str, number: int, expected: str | None
) -> NoteRecord:
    _check_subject(session, editor, about, subject)
    found = note(session, about, subject, number)
    if found is None or found.withdrawn:
        raise EntryUnknown("note", str(number))
    if expected is not None and found.tag != expected:
        raise EntryChanged(f"{subject}/{number}")
    return found


def _add(
    session: Session,
    editor: Editor,
    about: About,
    subject: str,
    held: NoteRecord | None,
    sent: NoteSent,
    action: str,
) -> NoteRecord:
    number = add_note(
        session,
        about,
        subject,
        number=None if held is None else held.number,
        at=editor.at,
        author=editor.name,
        who=editor.who,
        text=sent.text,
        next_action=sent.next_action,
        next_on=sent.next_on,
        withdrawn=action == "note.withdrawn",
        why=editor.why,
    )
    after = note(session, about, subject, number)
    if after is None:
        raise EntryUnknown("note", str(number))
    editor.record(
        session,
        action,
        Subject("note", f"{about}/{subject}/{number}"),
        before=None if held is None else _said(held),
        after=None if after.withdrawn else _said(after),
    )
    return after


def _said(record: NoteRecord) -> Any:
    return to_document(NoteSent(record.text, record.next_action, record.next_on))


def _check_subject(session: Session, editor: Editor, about: About, subject: str) -> None:
    """Whether there is such a target or mission, and the editor may see it. Raises EntryUnknown."""
    hidden = hidden_in(session.connection())
    kept = hidden.targets if about is About.TARGET else hidden.missions
    found = targets if about is About.TARGET else missions
    if not found(session, ids=(subject,)) or (subject in kept and not editor.private):
        known = {one.id for one in found(session)} - (frozenset() if editor.private else kept)
        raise EntryUnknown(about.value, subject, known=known)


def tidy(sent: NoteSent) -> NoteSent:
    """The note as it is kept: one kind of line end, composed letters. Raises EntryInvalid."""
    problems = list(_problems(sent))
    if problems:
        raise EntryInvalid(problems)
    action = " ".join(_composed(sent.next_action).split())
    return NoteSent(_composed(sent.text).strip(), action, sent.next_on)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _problems(sent: NoteSent) -> Iterator[Problem]:
    for name, text, longest in (
        ("text", sent.text, LONGEST_TEXT),
        ("next_action", sent.next_action, LONGEST_ACTION),
    ):
        composed = unicodedata.normalize("NFC", text) if text.isascii() or not unfit_text(text) else text
        if said := unfit_text(composed, longest=longest):
            yield Problem("malformed", said, "Write plain text.", "", None, name)
    if not any(_is_ink(letter) for letter in sent.text):
        yield Problem("missing", "A note says something.", "Say what is being done.", "", None, "text")
    if sent.next_on is not None and not sent.next_action.strip():
        said = "A date says nothing without the next action."
        yield Problem("missing", said, "Say what is to be done by then.", "", None, "next_action")
    if sent.next_on is not None and not _YEARS[0] <= sent.next_on <= _YEARS[1]:
        said = f"{sent.next_on} lies outside 1990 to 2100."
        yield Problem("out_of_range", said, "Mend it.", "", None, "next_on", str(sent.next_on))


def _is_ink(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNPS"
