"""The page for analysts, the form that recalibrates, and the pages of jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from service.api.jobs import begun, cancelled, resumed, seen
from service.board.analyst_view import analyst_view
from service.board.english import analyst as words
from service.board.english import suspicions
from service.board.job_view import FOLLOWING, job_view
from service.board.private_page import act, led, looked, reason_problem, show, take
from service.board.recalibrate_form import form_of, read
from service.board.rendering import render
from service.board.serving import PageDesk, PageMissing
from service.jobs.errors import JobsUnavailable, JobUnknown
from service.jobs.words import JobKind
from service.security.principal import Scope
from service.security.require import principal_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.writing import Act
    from service.jobs.client import Jobs
    from service.jobs.job import Job

router = APIRouter(include_in_schema=False, default_response_class=Response)

ADDRESS = "/analyst"
_MOST_JOBS = 20
JobId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=200)]


@router.get(ADDRESS)
async def analyst(request: Request) -> Response:
    """Challengers and champions, jobs, and the form that recalibrates."""
    return await _analyst(request, {"of": request.query_params.get("of", "")})


@router.post(f"{ADDRESS}/recalibrations")
async def recalibrate(request: Request) -> Response:
    """Ask for a recalibration, and lead to its job."""

    async def do(sent: Mapping[str, str]) -> Response:
        await _open_jobs(request)
        asked, problems = read(sent)
        if asked is not None:
            names = {name for some in asked.named.values() for name in some}
            known = await looked(request, lambda session: seen(session, names))
            missing = sorted(names - known)
            if missing:
                problems = {_field(asked.named, missing[0]): words.unknown(missing[0])}
        if asked is None or problems:
            return await _analyst(request, sent, problems)

        def change(session: Session, act: Act) -> str:
            return begun(session, act, _jobs(request), JobKind.RECALIBRATION, asked.document)

        id_ = await act(request, asked.document["reason"], change)
        return led(f"{ADDRESS}/jobs/{id_}?follow=yes")

    return await take(request, Scope.ANALYST, do)


@router.get(f"{ADDRESS}/jobs/{{job_id}}")
async def job(request: Request, job_id: JobId) -> Response:
    """How far a job is, and what came of it."""
    return await _job_page(request, job_id)


@router.post(f"{ADDRESS}/jobs/{{job_id}}/cancel")
async def cancel(request: Request, job_id: JobId) -> Response:
    """Stop a job."""

    def stop(session: Session, act: Act) -> str:
        cancelled(session, act, _jobs(request), _found(request, job_id))
        return job_id

    return await _decided(request, job_id, stop)


@router.post(f"{ADDRESS}/jobs/{{job_id}}/resume")
async def resume(request: Request, job_id: JobId) -> Response:
    """Go on with a job that failed, and lead to the one that does."""

    def go_on(session: Session, act: Act) -> str:
        return f"{resumed(session, act, _jobs(request), _found(request, job_id)).id}?follow=yes"

    return await _decided(request, job_id, go_on)


async def _decided(request: Request, job_id: str, then: Callable[[Session, Act], str]) -> Response:
    """What an analyst decides about a job, for the reason given; ``then`` says which job to be led to."""

    async def do(sent: Mapping[str, str]) -> Response:
        await _open_jobs(request)
        why = sent.get("reason", "")
        problem = reason_problem(why)
        if problem:
            return await _job_page(request, job_id, problem=problem, status=422)
        return led(f"{ADDRESS}/jobs/{await act(request, why, then)}")

    return await take(request, Scope.ANALYST, do)


async def _analyst(
    request: Request, values: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> Response:
    await _open_jobs(request)

    def build(session: Session, _: PageDesk, __: date) -> str:
        try:
            jobs = _jobs(request).list(limit=_MOST_JOBS)
        except JobsUnavailable:
            jobs = None
        view = analyst_view(session, jobs, form_of(session, values, problems))
        return render(
            "analyst.html", view=view, form=view.form, a=words, sus=suspicions, following=FOLLOWING, here="analyst",
            title=words.TITLE, summary=words.SUMMARY,
        )  # fmt: skip

    return await show(request, Scope.ANALYST, build, status=422 if problems else 200)


async def _job_page(request: Request, job_id: str, *, problem: str = "", status: int = 200) -> Response:
    await _open_jobs(request)
    follow = "follow" in request.query_params

    def build(session: Session, _: PageDesk, __: date) -> str:
        view = job_view(session, _found(request, job_id))
        return render(
            "job.html", view=view, a=words, following=FOLLOWING, follow=follow and not view.over, problem=problem,
            here="analyst", title=view.title,
        )  # fmt: skip

    return await show(request, Scope.ANALYST, build, status=status)


async def _open_jobs(request: Request) -> None:
    """Have the engine of the jobs at hand before any session is open; where it does not answer, that shows later."""
    if principal_of(request).may(Scope.ANALYST):
        with suppress(JobsUnavailable):
            await run_in_threadpool(_jobs(request).open)


def _found(request: Request, job_id: str) -> Job:
    try:
        return _jobs(request).get(job_id)
    except JobUnknown as error:
        raise PageMissing(words.NO_JOB.format(name=job_id)) from error


def _jobs(request: Request) -> Jobs:
    found: Jobs = request.app.state.jobs
    return found


def _field(named: Mapping[str, object], name: str) -> str:
    """The field of the form that an id stands in."""
    inside = named.get("body.regressors")
    return "regressors" if isinstance(inside, list) and name in inside else "of"
