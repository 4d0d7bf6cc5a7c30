"""Promoting, rejecting and rolling back: decided here, judged by a job."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import document
from service.api.errors import Unknown
from service.api.links import ROOT
from service.api.missing import unknown
from service.api.queries import CalibrationId, IndicatorId, Nothing
from service.api.reassessing import ask_for_reassessment
from service.api.refusals import CHANGED, COMMON
from service.api.resource import resource
from service.api.schemas.calibration import DecidedShape, DecisionSent, RollbackSent
from service.api.writing import Act, Written, write
from service.operations.errors import IndicatorUnknown
from service.operations.recalibration.changing import (
    Change,
    Decider,
    make,
    promotion_of,
    reject,
    rollback_of,
)
from service.operations.recalibration.depending import depending_targets
from service.operations.recalibration.errors import (
    CalibrationNotOpen,
    CalibrationUnknown,
    ChallengerOfOtherCode,
    ChallengerOutdated,
    ChampionChanged,
    NothingToRollBack,
)
from service.operations.setting_errors import AreaMissing
from service.security.principal import Scope
from service.security.require import DOCUMENTED, GuardedRoute
from service.store.calibration_records import Action
from service.store.reads.calibrations import calibration, calibrations, champion

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlmodel import Session


class _Route(GuardedRoute):
    needed = Scope.ANALYST


router = APIRouter(tags=["calibrations"], route_class=_Route, dependencies=[DOCUMENTED])

_PROMOTED = (CalibrationNotOpen, ChampionChanged, ChallengerOutdated, ChallengerOfOtherCode)


@resource(
    router,
    f"{ROOT}/calibrations/{{calibration_id}}/promote",
    shape=DecidedShape,
    method="POST",
    status=202,
    kept=False,
    refusals=(*COMMON, *CHANGED, Unknown, *_PROMOTED),
)
async def promote_calibration(
    request: Request, calibration_id: CalibrationId, sent: DecisionSent, _: Nothing
) -> Response:
    """Put a challenger in the champion's place. What depends on it is judged anew by a job.

    Takes a key with the scope `analyst`. `If-Match` names the `champion_version` of the calibration as it was read, in
    quotes: of two who promote at once one is refused. The judgements made before stand until the job is done.
    """

    def change(session: Session, act: Act) -> Written:
        try:
            found = promotion_of(session, calibration_id)
        except CalibrationUnknown as error:
            raise _unknown(session, calibration_id) from error
        make(session, found, Decider(act.who, act.at, act.why))
        act.noted()
        return _decided(session, found)

    answer = await write(
        request, scope=Scope.ANALYST, reason=sent.reason, change=change, match=_of_calibration(calibration_id)
    )
    return await _judged(request, answer)


@resource(
    router,
    f"{ROOT}/calibrations/{{calibration_id}}/reject",
    shape=DecidedShape,
    method="POST",
    kept=False,
    refusals=(*COMMON, *CHANGED, Unknown, CalibrationNotOpen),
)
async def reject_calibration(
    request: Request, calibration_id: CalibrationId, sent: DecisionSent, _: Nothing
) -> Response:
    """Reject a challenger; it is kept, and nothing that is forecast changes.

    Takes a key with the scope `analyst`, and `If-Match` as for promoting.
    """

    def change(session: Session, act: Act) -> Written:
        try:
            record = reject(session, calibration_id, Decider(act.who, act.at, act.why))
        except CalibrationUnknown as error:
            raise _unknown(session, calibration_id) from error
        act.noted()
        place = record.indicator_id, record.area
        standing = champion(session, place)
        number, version = (None, 0) if standing is None else (standing.calibration_id, standing.version)
        found = Change(place, Action.REJECTED, number, number, version - 1)
        return Written(document({**_told(found), "targets": [], "job": None}))

    return await write(
        request, scope=Scope.ANALYST, reason=sent.reason, change=change, match=_of_calibration(calibration_id)
    )


@resource(
    router,
    f"{ROOT}/indicators/{{indicator_id}}/calibration/rollback",
    shape=DecidedShape,
    method="POST",
    status=202,
    kept=False,
    refusals=(*COMMON, *CHANGED, Unknown, NothingToRollBack),
)
async def rollback_calibration(
    request: Request, indicator_id: IndicatorId, sent: RollbackSent, _: Nothing
) -> Response:
    """Put back what the champion of an indicator replaced. The judgements made with that come back by a job.

    Takes a key with the scope `analyst`. `If-Match` names the `champion_version`, in quotes.
    """

    def found(session: Session) -> Change:
        try:
            return rollback_of(session, indicator_id, area=sent.area)
        except IndicatorUnknown as error:
            raise unknown("indicator", indicator_id, ()) from error

    def version(session: Session, _: Request) -> Collection[str]:
        try:
            return (str(found(session).version),)
        except (NothingToRollBack, AreaMissing):
            return ("*", *_every_tag(request))

    def change(session: Session, act: Act) -> Written:
        change_ = found(session)
        make(session, change_, Decider(act.who, act.at, act.why))
        act.noted()
        return _decided(session, change_)

    answer = await write(request, scope=Scope.ANALYST, reason=sent.reason, change=change, match=version)
    return await _judged(request, answer)


def _every_tag(request: Request) -> list[str]:
    """The tags that were sent: where there is nothing to be outdated, the change itself says what is wrong."""
    return [part.strip().strip('"') for part in request.headers.get("if-match", "").split(",")]


def _of_calibration(id_: int) -> Callable[[Session, Request], Collection[str]]:
    def tags(session: Session, _: Request) -> Collection[str]:
        record = calibration(session, id_)
        if record is None:
            raise _unknown(session, id_)
        standing = champion(session, (record.indicator_id, record.area))
        return ("0" if standing is None else str(standing.version),)

    return tags


def _decided(session: Session, change: Change) -> Written:
    targets = depending_targets(session, change.place)
    return Written(document({**_told(change), "targets": targets, "job": job_of(change)}), 202)


def job_of(change: Change) -> str:
    """The id of the job that judges anew after a change: sent again, it is the same job."""
    parts = (*change.place, str(change.version + 1))
    return f"reassessment-{sha256(chr(31).join(parts).encode()).hexdigest()[:16]}"


def _told(change: Change) -> dict[str, Any]:
    indicator, area = change.place
    links = {"calibrations": f"{ROOT}/calibrations?indicator={indicator}"}
    if change.after is not None:
        links["champion"] = f"{ROOT}/calibrations/{change.after}"
    return {
        "action": change.action.value,
        "indicator_id": indicator,
        "area": area or None,
        "before": change.before,
        "after": change.after,
        "champion_version": change.version + 1,
        "links": links,
    }


async def _judged(request: Request, answer: Response) -> Response:
    """Put the reassessment into the queue once the decision stands."""
    await run_in_threadpool(ask_for_reassessment, request, bytes(answer.body))
    return answer


def _unknown(session: Session, id_: int) -> Unknown:
    return unknown("calibration", str(id_), (str(one.id) for one in calibrations(session, limit=50)))
