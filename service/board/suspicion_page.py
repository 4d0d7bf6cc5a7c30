"""The page of a suspected break, on which an editor accepts it as a break or dismisses it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from datasets.catalogue.entries import IndicatorEntry
from service.api.reassessing import ask_for_reassessment
from service.board.english import suspicions as words
from service.board.private_page import act, led, looked, reason_problem, show, take, told
from service.board.rendering import render
from service.board.serving import PageDesk, PageMissing
from service.board.suspicion_view import ADDRESS, figures_beside, suspicion_line
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.errors import EntryChanged, EntryInvalid
from service.operations.editing.suspicions import accept_suspicion, dismiss_suspicion
from service.security.principal import Scope
from service.security.require import principal_of
from service.store.reads.catalogue import indicator
from service.store.reads.observations import areas
from service.store.reads.suspicions import suspicion
from service.store.suspicion_records import SuspicionRecord

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.writing import Act

router = APIRouter(include_in_schema=False, default_response_class=Response)

FIELDS = ("kind", "comparable", "explanation", "citation")
Id = Annotated[int, Path(ge=1, le=2**53)]
_LONGEST_JOB = 200


@router.get(f"{ADDRESS}/{{finding_id}}")
async def one(request: Request, finding_id: Id) -> Response:
    """What the figures show, what became of it, and the forms that decide."""
    return await _page(request, finding_id, {}, {})


@router.post(f"{ADDRESS}/{{finding_id}}/accept")
async def accept(request: Request, finding_id: Id) -> Response:
    """Record it as a break, and have what rests on it judged anew."""

    async def do(sent: Mapping[str, str]) -> Response:
        await looked(request, lambda session: _held(session, finding_id))
        why = sent.get("reason", "")
        problems = {"reason": reason_problem(why)}
        if not sent.get("explanation"):
            problems["explanation"] = words.EXPLANATION_MISSING
        problems = {name: text for name, text in problems.items() if text}
        if problems:
            return await _page(request, finding_id, sent, problems, status=422)
        fields = {name: sent[name] for name in FIELDS if sent.get(name)}

        def change(session: Session, act: Act) -> tuple[Saved, str]:
            editor = Editor.of(act.principal, at=act.at, why=act.why)
            saved = accept_suspicion(session, editor, finding_id, fields, expected=sent.get("version", ""))
            act.noted()
            return saved, f"edit-{saved.id}-{act.at:%Y%m%dT%H%M%S%f}" if saved.follows else ""

        try:
            saved, job = await act(request, why, change)
        except EntryInvalid as error:
            found = {
                one.field if one.field in FIELDS else "explanation": f"{one.message} {one.remedy}".strip()
                for one in reversed(error.problems)
            }
            return await _page(request, finding_id, sent, found, status=422)
        except EntryChanged:
            return _changed(request, finding_id)
        asked = {"job": job or None, "targets": list(saved.due), "indicator_id": saved.id}
        await run_in_threadpool(ask_for_reassessment, request, json.dumps(asked).encode())
        return led(f"{ADDRESS}/{finding_id}?done=accept" + (f"&job={job}" if job else ""))

    return await take(request, Scope.EDITOR, do)


@router.post(f"{ADDRESS}/{{finding_id}}/dismiss")
async def dismiss(request: Request, finding_id: Id) -> Response:
    """Say that it is none."""

    async def do(sent: Mapping[str, str]) -> Response:
        await looked(request, lambda session: _held(session, finding_id))
        why = sent.get("dismissal", "")
        problem = reason_problem(why)
        if problem:
            return await _page(request, finding_id, sent, {"dismissal": problem}, status=422)

        def change(session: Session, act: Act) -> None:
            editor = Editor.of(act.principal, at=act.at, why=act.why)
            dismiss_suspicion(session, editor, finding_id, expected=sent.get("version", ""))
            act.noted()

        try:
            await act(request, why, change)
        except EntryChanged:
            return _changed(request, finding_id)
        return led(f"{ADDRESS}/{finding_id}?done=dismiss")

    return await take(request, Scope.EDITOR, do)


def _changed(request: Request, id_: int) -> Response:
    again = ((f"{ADDRESS}/{id_}", words.LOOK_AGAIN),)
    return told(request, 409, words.CHANGED_TITLE, "", links=again)


async def _page(
    request: Request, id_: int, sent: Mapping[str, str], problems: Mapping[str, str], *, status: int = 200
) -> Response:
    done = request.query_params.get("done", "")
    job = request.query_params.get("job", "")[:_LONGEST_JOB]

    def build(session: Session, _: PageDesk, __: date) -> str:
        record, entry = _held(session, id_)
        names = {one.code: one.name for one in areas(session, codes=[record.suspicion.area])}
        line = suspicion_line(record, entry, names)
        return render(
            "suspicion.html", line=line, w=words, done=words.DONE.get(done, ""),
            job=job if job.startswith(f"edit-{entry.id}-") else "",
            figures=figures_beside(session, record, entry), may=principal_of(request).may(Scope.EDITOR), wrong=dict(problems),
            values={name: sent.get(name, "") for name in (*FIELDS, "reason", "dismissal")},
            problems={name: problems.get(name, "") for name in (*FIELDS, "reason", "dismissal")},
            here="analyst", title=words.TITLE,
        )  # fmt: skip

    return await show(request, Scope.ANALYST, build, status=status)


def _held(session: Session, id_: int) -> tuple[SuspicionRecord, IndicatorEntry]:
    found = suspicion(session, id_)
    record = None if found is None else indicator(session, found.suspicion.indicator_id)
    if found is None or record is None:
        raise PageMissing(words.NO_FINDING.format(name=id_))
    return found, record.entry(IndicatorEntry)
