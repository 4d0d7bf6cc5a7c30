"""Notes on targets and missions: what is being done, and what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, listing, table
from service.api.editing import Removal, editor_sees, editors_router, refused
from service.api.errors import Unknown
from service.api.links import ROOT
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import Page
from service.api.queries import MissionId, Nothing, Question, TargetId
from service.api.refusals import CHANGED, COMMON, WRITTEN
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.editing import NoteBody, NoteChange, NoteList, NoteShape
from service.api.writing import Act, Written, write
from service.operations.editing.editor import Editor
from service.operations.editing.notes import NoteSent, change_note, withdraw_note, write_note
from service.security.principal import Scope
from service.store.note_records import About, NoteRecord
from service.store.reads import catalogue
from service.store.reads.notes import every_version, note, notes

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

reading = APIRouter(prefix="/v1", tags=["editing"])
writing = editors_router("/v1")

NoteNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="A note of the subject.", examples=[1])]
COLUMNS = (
    "about", "subject", "note_number", "note_version", "at", "author", "text", "next_action", "next_on", "withdrawn",
)  # fmt: skip
_SAID = "It is in the note."


class NotesQuestion(Question):
    """Which notes."""

    include_history: bool = Field(
        default=False, description="Every wording of every note, those withdrawn as well."
    )


Notes = Annotated[NotesQuestion, Query()]
_OF_TARGET, _OF_MISSION = "/targets/{target_id}/notes", "/missions/{mission_id}/notes"
_READ = (*COMMON, Unknown)


@resource(reading, _OF_TARGET, shape=NoteList, formats=(JSON, CSV), refusals=_READ)
async def list_target_notes(request: Request, target_id: TargetId, asked: Notes) -> Response:
    """What editors say is being done about a target, the newest first."""
    return await _list(request, About.TARGET, target_id, asked)


@resource(reading, _OF_MISSION, shape=NoteList, formats=(JSON, CSV), refusals=_READ)
async def list_mission_notes(request: Request, mission_id: MissionId, asked: Notes) -> Response:
    """What editors say is being done about a mission, the newest first."""
    return await _list(request, About.MISSION, mission_id, asked)


@resource(
    writing,
    _OF_TARGET,
    shape=NoteShape,
    method="POST",
    status=201,
    kept=False,
    refusals=(*COMMON, *WRITTEN, Unknown),
)
async def write_target_note(request: Request, target_id: TargetId, sent: NoteBody, _: Nothing) -> Response:
    """Add a note to a target: what is being done, and what is next.

    Takes a key with the scope `editor`; the name of the key is the author's.
    """
    return await _write(request, About.TARGET, target_id, sent)


@resource(
    writing,
    _OF_MISSION,
    shape=NoteShape,
    method="POST",
    status=201,
    kept=False,
    refusals=(*COMMON, *WRITTEN, Unknown),
)
async def write_mission_note(request: Request, mission_id: MissionId, sent: NoteBody, _: Nothing) -> Response:
    """Add a note to a mission: what is being done, and what is next.

    Takes a key with the scope `editor`; the name of the key is the author's.
    """
    return await _write(request, About.MISSION, mission_id, sent)


_ONE = "/{number}"
_REFUSED = (*COMMON, *CHANGED, Unknown)


@resource(writing, _OF_TARGET + _ONE, shape=NoteShape, method="PUT", kept=False, refusals=_REFUSED)
async def change_target_note(
    request: Request, target_id: TargetId, number: NoteNumber, sent: NoteChange, _: Nothing
) -> Response:
    """Put another wording in the place of a note's; the earlier one is kept in its history.

    Takes a key with the scope `editor`. `If-Match` names the wording that was read, as `"<number>-<version>"`.
    """
    return await _change(request, About.TARGET, target_id, number, sent)


@resource(writing, _OF_MISSION + _ONE, shape=NoteShape, method="PUT", kept=False, refusals=_REFUSED)
async def change_mission_note(
    request: Request, mission_id: MissionId, number: NoteNumber, sent: NoteChange, _: Nothing
) -> Response:
    """Put another wording in the place of a note's; the earlier one is kept in its history.

    Takes a key with the scope `editor`. `If-Match` names the wording that was read, as `"<number>-<version>"`.
    """
    return await _change(request, About.MISSION, mission_id, number, sent)


@resource(writing, _OF_TARGET + _ONE, shape=NoteShape, method="DELETE", kept=False, refusals=_REFUSED)
async def withdraw_target_note(
    request: Request, target_id: TargetId, number: NoteNumber, asked: Removal
) -> Response:
    """Withdraw a note. It is kept in the history.

    Takes a key with the scope `editor`, and `If-Match` as for changing it.
    """
    return await _withdraw(request, About.TARGET, target_id, number, asked.reason)


@resource(writing, _OF_MISSION + _ONE, shape=NoteShape, method="DELETE", kept=False, refusals=_REFUSED)
async def withdraw_mission_note(
    request: Request, mission_id: MissionId, number: NoteNumber, asked: Removal
) -> Response:
    """Withdraw a note. It is kept in the history.

    Takes a key with the scope `editor`, and `If-Match` as for changing it.
    """
    return await _withdraw(request, About.MISSION, mission_id, number, asked.reason)


async def _list(request: Request, about: About, subject: str, asked: NotesQuestion) -> Response:
    def found(session: Session) -> list[dict[str, Any]]:
        known = catalogue.target if about is About.TARGET else catalogue.mission
        if known(session, subject) is None:
            every = catalogue.targets if about is About.TARGET else catalogue.missions
            raise unknown(about.value, subject, (one.id for one in every(session)))
        held = every_version(session, about, subject)[::-1]
        return [_shown(one) for one in (held if asked.include_history else notes(session, about, subject))]

    def as_json(session: Session) -> Content:
        items = found(session)
        return listing(Page(items, len(items), {"self": request.url.path}), items)

    def as_csv(session: Session) -> Content:
        rows = (
            {**one, "note_number": one["number"], "note_version": one["version"]} for one in found(session)
        )
        return table(COLUMNS, rows, name=f"{subject}-notes")

    return await reply(request, {JSON: as_json, CSV: as_csv})


async def _write(request: Request, about: About, subject: str, sent: NoteBody) -> Response:
    def work(session: Session, editor: Editor) -> NoteRecord:
        return write_note(session, editor, about, subject, _sent(sent))

    return await _written(request, _SAID, work, status=201)


async def _change(request: Request, about: About, subject: str, number: int, sent: NoteChange) -> Response:
    def work(session: Session, editor: Editor) -> NoteRecord:
        return change_note(session, editor, about, subject, number=number, sent=_sent(sent))

    return await _written(request, sent.reason, work, tag=_tag(request, about, subject, number))


async def _withdraw(request: Request, about: About, subject: str, number: int, reason: str) -> Response:
    def work(session: Session, editor: Editor) -> NoteRecord:
        return withdraw_note(session, editor, about, subject, number=number)

    return await _written(request, reason, work, tag=_tag(request, about, subject, number))


async def _written(
    request: Request,
    reason: str,
    work: Callable[[Session, Editor], NoteRecord],
    *,
    tag: Callable[[Session], str] | None = None,
    status: int = 200,
) -> Response:
    def change(session: Session, act: Act) -> Written:
        with refused():
            record = work(session, act.as_editor())
        shown = _shown(record)
        headers = {"ETag": f'"{record.tag}"'}
        return Written(
            document(shown), status, headers | ({"Location": shown["links"]["list"]} if status == 201 else {})
        )

    match = None if tag is None else lambda session, _: (tag(session),)
    return await write(request, scope=Scope.EDITOR, reason=reason, change=change, match=match)


def _tag(request: Request, about: About, subject: str, number: int) -> Callable[[Session], str]:
    def found(session: Session) -> str:
        record = note(session, about, subject, number)
        seen = editor_sees(request, session, about.value, subject)
        if record is None or record.withdrawn or not seen:
            raise Unknown(f"There is no note {number} on “{subject}”.", path="path.number")
        return record.tag

    return found


def _sent(body: NoteBody) -> NoteSent:
    return NoteSent(body.text, body.next_action, body.next_on)


def _shown(record: NoteRecord) -> dict[str, Any]:
    subject = f"{ROOT}/{record.about}s/{record.subject}"
    return {
        "number": record.number,
        "version": record.version,
        "about": record.about.value,
        "subject": record.subject,
        "author": record.author,
        "at": record.at,
        "first_at": record.first_at,
        "text": record.text,
        "next_action": record.next_action,
        "next_on": record.next_on,
        "withdrawn": record.withdrawn,
        "links": {"list": f"{subject}/notes", record.about.value: subject},
    }
