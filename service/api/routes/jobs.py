"""Jobs: beginning them, following them, stopping them. Whatever they do is done by a worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service.api.content import Content, document, listing
from service.api.envelope import HEAD
from service.api.errors import Fault, ParametersInvalid, Unknown
from service.api.jobs import begun, cancelled, resumed, seen, shown
from service.api.links import ROOT
from service.api.missing import unknown
from service.api.negotiation import EVENTS, choose
from service.api.paging import Page
from service.api.queries import Nothing, Question
from service.api.recalibrating import asked_of
from service.api.refusals import COMMON, GUARDED, WRITTEN
from service.api.reply import answer_once
from service.api.resource import resource
from service.api.schemas.jobs import (
    CancelSent,
    JobList,
    JobShape,
    ReassessmentSent,
    RecalibrationSent,
    ResumeSent,
)
from service.api.writing import Act, Written, write
from service.jobs.errors import JobNotFailed, JobOutdated, JobOver, JobsUnavailable, JobUnknown
from service.jobs.job import Job
from service.jobs.words import JobKind
from service.security.principal import Scope
from service.security.require import DOCUMENTED, GuardedRoute
from service.store.errors import StoreError
from service.store.reads.catalogue import missions

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.desk import Desk
    from service.jobs.client import Jobs


class _Route(GuardedRoute):
    needed = Scope.ANALYST


async def _at_hand(request: Request) -> None:
    """Open the engine before any session is: it may have to wait for those that are."""
    await run_in_threadpool(_jobs(request).open)


router = APIRouter(
    prefix="/v1", tags=["jobs"], route_class=_Route, dependencies=[DOCUMENTED, Depends(_at_hand)]
)

JobId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9.\-]*$",
        max_length=120,
        description="A job.",
        examples=["recalibration-3f9a1c2b4d5e6f70"],
    ),
]
_EVERY, _STILL = 1.0, 15.0
log = structlog.get_logger(__name__)
_FOLLOWERS = 50


class JobsQuestion(Question):
    """Which jobs."""

    limit: int = Field(default=50, ge=1, le=500, description="How many, newest first.")


@resource(router, "/jobs", shape=JobList, refusals=(*COMMON, *GUARDED, JobsUnavailable))
async def list_jobs(request: Request, asked: Annotated[JobsQuestion, Query()]) -> Response:
    """The newest jobs.

    Takes a key with the scope `analyst`.
    """

    def as_json(session: Session) -> Content:
        items = [shown(session, one) for one in _jobs(request).list(limit=asked.limit)]
        return listing(Page(items, len(items), {"self": request.url.path}), items)

    return await answer_once(request, as_json)


@resource(
    router,
    "/jobs/{job_id}",
    shape=JobShape,
    refusals=(*COMMON, *GUARDED, Unknown, JobsUnavailable),
)
async def get_job(request: Request, job_id: JobId, _: Nothing) -> Response:
    """How far a job is, and what came of it.

    Takes a key with the scope `analyst`. Its results become visible all at once; `/events` follows it.
    """

    def as_json(session: Session) -> Content:
        return document(shown(session, _job(request, job_id)))

    return await answer_once(request, as_json)


@resource(
    router,
    "/jobs/{job_id}/events",
    shape=None,
    formats=(EVENTS,),
    kept=False,
    refusals=(*COMMON, *GUARDED, Unknown, JobsUnavailable),
)
async def follow_job(request: Request, job_id: JobId, _: Nothing) -> Response:
    """A job as it goes: server-sent events, each with the job as JSON, until it is over.

    Takes a key with the scope `analyst`. An event is named `progress`, the last one `end`. Whoever loses the connection begins again with how it stands.
    """
    choose(request.headers.get("accept"), (EVENTS,))
    await run_in_threadpool(_job, request, job_id)
    following: set[object] = _following(request)
    if len(following) >= _FOLLOWERS:
        raise JobsUnavailable(f"{_FOLLOWERS} clients follow jobs already.")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if request.scope.get(HEAD):
        # Nobody reads what would come until the job is over.
        return Response(media_type=EVENTS.header, headers=headers)
    return StreamingResponse(_events(request, job_id, following), media_type=EVENTS.header, headers=headers)


@resource(
    router,
    "/jobs/{job_id}/cancel",
    shape=JobShape,
    method="POST",
    kept=False,
    refusals=(*COMMON, *WRITTEN, Unknown, JobOver, JobsUnavailable),
)
async def cancel_job(request: Request, job_id: JobId, sent: CancelSent, _: Nothing) -> Response:
    """Stop a job. What was computed is thrown away, and nothing of it becomes visible.

    Takes a key with the scope `analyst`.
    """

    def change(session: Session, act: Act) -> Written:
        after = cancelled(session, act, _jobs(request), _job(request, job_id))
        return Written(document(_told(request, after)))

    return await write(request, scope=Scope.ANALYST, reason=sent.reason, change=change)


@resource(
    router,
    "/jobs/{job_id}/resume",
    shape=JobShape,
    method="POST",
    status=202,
    kept=False,
    refusals=(*COMMON, *WRITTEN, Unknown, JobNotFailed, JobOutdated, JobsUnavailable),
)
async def resume_job(request: Request, job_id: JobId, sent: ResumeSent, _: Nothing) -> Response:
    """Go on with a job that failed. What was done is kept; what failed, and what was not reached, is done now.

    Takes a key with the scope `analyst`. The answer is the job that goes on; its address is in `Location`.
    """

    def change(session: Session, act: Act) -> Written:
        after = resumed(session, act, _jobs(request), _job(request, job_id))
        return Written(document(_told(request, after)), 202, {"Location": f"{ROOT}/jobs/{after.id}"})

    return await write(request, scope=Scope.ANALYST, reason=sent.reason, change=change)


@resource(
    router,
    "/reassessments",
    shape=JobShape,
    method="POST",
    status=202,
    kept=False,
    refusals=(*COMMON, *WRITTEN, JobsUnavailable),
)
async def begin_reassessment(request: Request, sent: ReassessmentSent, _: Nothing) -> Response:
    """Judge targets anew where anything has changed.

    Takes a key with the scope `analyst`. The answer is a job; its address is in `Location`.
    """
    if sum((sent.targets is not None, sent.mission is not None, sent.changed)) > 1:
        raise _one_scope("Name targets, a mission or changed, not several of them.")
    asked: dict[str, Any] = sent.model_dump(exclude={"reason"}, exclude_defaults=True)
    faults = {"body.targets": sent.targets or (), "body.mission": (sent.mission,) if sent.mission else ()}
    return await _begun(request, JobKind.REASSESSMENT, asked, faults, reason=sent.reason)


@resource(
    router,
    "/recalibrations",
    shape=JobShape,
    method="POST",
    status=202,
    kept=False,
    refusals=(*COMMON, *WRITTEN, JobsUnavailable),
)
async def begin_recalibration(request: Request, sent: RecalibrationSent, _: Nothing) -> Response:
    """Make challengers: how else series may be forecast, and whether that would have been better.

    Takes a key with the scope `analyst`. The answer is a job; its address is in `Location`. Nothing is forecast
    otherwise before somebody promotes a challenger.
    """
    if sum((bool(sent.targets or sent.indicators), sent.mission is not None, sent.everything)) != 1:
        raise _one_scope("Name targets or indicators, or a mission, or say everything: one of them.")
    asked = asked_of(sent)
    return await _begun(request, JobKind.RECALIBRATION, asked.document, asked.named, reason=sent.reason)


async def _begun(
    request: Request,
    kind: JobKind,
    asked: Mapping[str, Any],
    named: Mapping[str, Collection[str]],
    *,
    reason: str,
) -> Response:
    def change(session: Session, act: Act) -> Written:
        _check_names(request, named)
        id_ = begun(session, act, _jobs(request), kind, asked)
        told = _told(request, _job(request, id_))
        return Written(document(told), 202, {"Location": f"{ROOT}/jobs/{id_}"})

    return await write(request, scope=Scope.ANALYST, reason=reason, change=change)


def _one_scope(message: str) -> ParametersInvalid:
    return ParametersInvalid(message, faults=(Fault("one_scope", message, "body"),))


def _check_names(request: Request, named: Mapping[str, Collection[str]]) -> None:
    """What a job is of must be there, for the eyes of whoever asks."""
    desk: Desk = request.app.state.desk
    faults = []
    with desk.reading(request) as session:
        for path, names in named.items():
            known = {one.id for one in missions(session)} if path == "body.mission" else seen(session, names)
            faults += [
                Fault("unknown_id", f"Nothing has the id “{name}”.", path)
                for name in names
                if name not in known
            ]
    if faults:
        raise ParametersInvalid("The request names what is not there.", faults=tuple(faults))


def _jobs(request: Request) -> Jobs:
    found: Jobs = request.app.state.jobs
    return found


def _job(request: Request, job_id: str) -> Job:
    try:
        return _jobs(request).get(job_id)
    except JobUnknown as error:
        raise unknown("job", job_id, ()) from error


def _told(request: Request, job: Job) -> dict[str, Any]:
    desk: Desk = request.app.state.desk
    with desk.reading(request) as session:
        return shown(session, job)


def _following(request: Request) -> set[object]:
    state = request.app.state
    if not hasattr(state, "following"):
        state.following = set()
    found: set[object] = state.following
    return found


async def _events(request: Request, job_id: str, following: set[object]) -> AsyncIterator[bytes]:
    """The job whenever it has changed, and a sign of life in between, so that no proxy thinks the line dead."""
    own = object()
    following.add(own)
    try:
        last, still = b"", 0.0
        while True:
            job = await run_in_threadpool(_job, request, job_id)
            data = to_json(await run_in_threadpool(_told, request, job))
            if data != last:
                name = b"end" if job.state.over else b"progress"
                yield b"event: " + name + b"\ndata: " + data + b"\n\n"
                last, still = data, 0.0
            elif still >= _STILL:
                yield b": still at it\n\n"
                still = 0.0
            if job.state.over:
                return
            await asyncio.sleep(_EVERY)
            still += _EVERY
    except (StoreError, JobsUnavailable) as error:
        # The line is cut; whoever follows calls again, and is told then.
        log.warning("store_failed", code=error.code, error=str(error), path=request.url.path)
    finally:
        following.discard(own)
