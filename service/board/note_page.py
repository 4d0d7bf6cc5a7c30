"""The forms in which an editor writes what is being done about a target or a mission."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from service.board.english import saving as words
from service.board.private_page import act, led, looked, show, take
from service.board.rendering import render
from service.board.serving import PageDesk, PageMissing
from service.operations.editing.editor import Editor
from service.operations.editing.errors import EntryInvalid
from service.operations.editing.notes import NoteSent, write_note
from service.security.principal import Scope
from service.security.require import principal_of
from service.store.note_records import About
from service.store.reads.catalogue import mission, target

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.writing import Act

router = APIRouter(include_in_schema=False, default_response_class=Response)

FIELDS = ("text", "next_action", "next_on")


@router.get("/targets/{target_id}/notes")
async def form(request: Request, target_id: str) -> Response:
    """The form for a target by itself."""
    return await _page(request, About.TARGET, target_id, {}, {})


@router.post("/targets/{target_id}/notes")
async def write(request: Request, target_id: str) -> Response:
    """Publish a note on a target, or say what is wrong with it."""
    return await _take(request, About.TARGET, target_id)


@router.get("/missions/{mission_id}/notes")
async def form_of_mission(request: Request, mission_id: str) -> Response:
    """The form for a mission by itself."""
    return await _page(request, About.MISSION, mission_id, {}, {})


@router.post("/missions/{mission_id}/notes")
async def write_of_mission(request: Request, mission_id: str) -> Response:
    """Publish a note on a mission, or say what is wrong with it."""
    return await _take(request, About.MISSION, mission_id)


async def _take(request: Request, about: About, id_: str) -> Response:
    async def do(sent: Mapping[str, str]) -> Response:
        await looked(request, lambda session: _title(session, about, id_))
        note, problems = _read(sent)
        if note is None:
            return await _page(request, about, id_, sent, problems, status=422)

        def publish(session: Session, act: Act) -> None:
            editor = Editor.of(act.principal, at=act.at, why=act.why)
            write_note(session, editor, about, id_, note)
            act.noted()

        try:
            await act(request, words.REASON_OF_NOTE, publish)
        except EntryInvalid as error:
            found = {
                one.field or "text": f"{one.message} {one.remedy}".strip() for one in reversed(error.problems)
            }
            return await _page(request, about, id_, sent, found, status=422)
        return led(f"/{about}s/{id_}#notes")

    return await take(request, Scope.EDITOR, do)


def _read(sent: Mapping[str, str]) -> tuple[NoteSent | None, dict[str, str]]:
    problems: dict[str, str] = {}
    on: date | None = None
    if not sent.get("text"):
        problems["text"] = words.NOTE_EMPTY
    if sent.get("next_on"):
        try:
            on = date.fromisoformat(sent["next_on"])
        except ValueError:
            problems["next_on"] = words.NOTE_DAY.format(given=sent["next_on"][:40])
    return (None, problems) if problems else (NoteSent(sent["text"], sent.get("next_action", ""), on), {})


async def _page(
    request: Request,
    about: About,
    id_: str,
    values: Mapping[str, str],
    problems: Mapping[str, str],
    *,
    status: int = 200,
) -> Response:
    def build(session: Session, _: PageDesk, __: date) -> str:
        return render(
            "note.html", subject=f"{about}s/{id_}", of=words.NOTE_OF.format(title=_title(session, about, id_)), s=words, wrong=dict(problems),
            values={name: values.get(name, "") for name in FIELDS},
            problems={name: problems.get(name, "") for name in FIELDS},
            lead=words.NOTE_LEAD.format(name=principal_of(request).name), here="board", title=words.NOTE_TITLE,
        )  # fmt: skip

    return await show(request, Scope.EDITOR, build, status=status)


def _title(session: Session, about: About, id_: str) -> str:
    found = target(session, id_) if about is About.TARGET else mission(session, id_)
    if found is None:
        raise PageMissing((words.NO_TARGET if about is About.TARGET else words.NO_MISSION).format(name=id_))
    return str(found.data["title"])
