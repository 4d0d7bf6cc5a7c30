"""The page of one calibration, with its pictures, and what an analyst decides of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from service.api.chart_questions import Looks
from service.api.chart_reply import reply_chart
from service.api.reassessing import ask_for_reassessment
from service.api.routes.calibration_decisions import job_of
from service.board.calibration_view import calibration_view
from service.board.english import calibration_page as words
from service.board.english import labels
from service.board.private_page import act, led, looked, reason_problem, refused, show, take, told
from service.board.rendering import render
from service.board.serving import PageDesk, PageMissing, missing
from service.operations.recalibration.changing import (
    Change,
    Decider,
    make,
    promotion_of,
    reject,
    rollback_of,
)
from service.operations.recalibration.depending import depending_targets
from service.operations.recalibration.errors import ChampionChanged
from service.pictures.calibrations import forecasts_picture, pit_picture, reliability_of_both
from service.security.principal import Scope
from service.store.calibration_records import CalibrationRecord
from service.store.reads.calibrations import backtest_of, calibration

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.writing import Act
    from service.pictures.picture import Picture

router = APIRouter(include_in_schema=False, default_response_class=Response)

ADDRESS = "/analyst/calibrations"
PICTURES = ("forecasts", "reliability", "pit")
Id = Annotated[int, Path(ge=1, le=2**53)]
_DECISIONS = ("promote", "reject", "rollback")
_LONGEST_NUMBER = 10


@router.get(f"{ADDRESS}/{{calibration_id}}")
async def one(request: Request, calibration_id: Id) -> Response:
    """What a calibration is, how it compares, and what to decide."""
    return await _page(request, calibration_id)


@router.get(f"{ADDRESS}/{{calibration_id}}/pictures/{{name}}.svg")
async def picture(
    request: Request, calibration_id: Id, name: str, asked: Annotated[Looks, Query()]
) -> Response:
    """One of its pictures, drawn at a width for a theme."""
    no = refused(request, Scope.ANALYST)
    if no is not None:
        return no

    def made(session: Session) -> Picture:
        record = _held(session, calibration_id)
        backtest = json.loads(backtest_of(session, calibration_id) or "{}")
        if name == "forecasts":
            unit = str(record.data["data"]["unit"])
            return forecasts_picture(backtest, id_=calibration_id, unit=unit)
        if name == "reliability":
            return reliability_of_both(backtest, id_=calibration_id)
        return pit_picture(backtest, id_=calibration_id)

    if name not in PICTURES:
        return missing(labels.NOT_FOUND_PAGE.format(path=request.url.path))
    try:
        return await reply_chart(request, made, asked)
    except PageMissing as error:
        return missing(error.sentence)


@router.post(f"{ADDRESS}/{{calibration_id}}/{{decision}}")
async def decide(request: Request, calibration_id: Id, decision: str) -> Response:
    """Promote, reject or roll back, on what was read, with a reason."""

    async def do(sent: Mapping[str, str]) -> Response:
        if decision not in _DECISIONS:
            raise PageMissing(words.NO_CALIBRATION.format(name=calibration_id))
        # Whoever may not see it is told that there is no such thing.
        record = await looked(request, lambda session: _held(session, calibration_id))
        why = sent.get("reason", "")
        problem = reason_problem(why)
        if problem:
            return await _page(request, calibration_id, problem=problem, status=422)
        try:
            answer = await act(request, why, _change(record, decision, _seen(sent)))
        except ChampionChanged as error:
            again = ((f"{ADDRESS}/{calibration_id}", words.LOOK_AGAIN),)
            return told(request, 409, words.OUTDATED_TITLE, error.message, links=again)
        await run_in_threadpool(ask_for_reassessment, request, answer)
        return led(f"{ADDRESS}/{calibration_id}?done={decision}")

    return await take(request, Scope.ANALYST, do)


def _change(record: CalibrationRecord, decision: str, seen: int) -> Callable[[Session, Act], bytes]:
    def reject_it(session: Session, act: Act) -> bytes:
        reject(session, record.id, Decider(act.who, act.at, act.why))
        act.noted()
        return b'{"job": null, "targets": []}'

    def change_champion(session: Session, act: Act) -> bytes:
        if decision == "promote":
            found = promotion_of(session, record.id, expected=seen)
        else:
            found = rollback_of(session, record.indicator_id, area=record.area, expected=seen)
        make(session, found, Decider(act.who, act.at, act.why))
        act.noted()
        return _job(session, found)

    return reject_it if decision == "reject" else change_champion


def _job(session: Session, change: Change) -> bytes:
    """What the job is asked that judges anew what depends on a series."""
    targets = depending_targets(session, change.place)
    told = {"job": job_of(change), "targets": targets, "indicator_id": change.place[0]}
    return json.dumps(told).encode()


async def _page(request: Request, id_: int, *, problem: str = "", status: int = 200) -> Response:
    done = request.query_params.get("done", "")

    def build(session: Session, _: PageDesk, __: date) -> str:
        view = calibration_view(session, _held(session, id_))
        return render(
            "calibration.html", view=view, c=words, problem=problem, done=words.DONE.get(done, ""),
            pictures=_pictures(session, id_), here="analyst", title=view.title,
        )  # fmt: skip

    return await show(request, Scope.ANALYST, build, status=status)


def _pictures(session: Session, id_: int) -> dict[str, tuple[str, str]]:
    """The address of each picture and what is said of it."""
    backtest = json.loads(backtest_of(session, id_) or "{}")
    if not backtest:
        return {}
    drawn = (
        forecasts_picture(backtest, id_=id_, unit=""),
        reliability_of_both(backtest, id_=id_),
        pit_picture(backtest, id_=id_),
    )
    return {
        one.name: (f"{ADDRESS}/{id_}/pictures/{one.name}.svg", f"{one.words.title}. {one.words.description}")
        for one in drawn
    }


def _held(session: Session, id_: int) -> CalibrationRecord:
    found = calibration(session, id_)
    if found is None:
        raise PageMissing(words.NO_CALIBRATION.format(name=id_))
    return found


def _seen(sent: Mapping[str, str]) -> int:
    """The version of the champion's place that was read; one that never was where none was sent."""
    text = sent.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else -1
