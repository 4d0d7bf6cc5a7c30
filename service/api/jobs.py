"""Jobs begun, stopped and shown: nothing is named that whoever asks may not see, and each act is in the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from service.api.links import ROOT
from service.jobs.job import Job
from service.jobs.words import JobKind, JobState
from service.store.audit_records import Subject
from service.store.reads.catalogue import indicators, missions, targets

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.writing import Act
    from service.jobs.client import Jobs

_NAMES = ("targets", "names", "indicators")
"""Members of requests and results that name entries of the catalogue."""


def begun(session: Session, act: Act, jobs: Jobs, kind: JobKind, asked: Mapping[str, Any]) -> str:
    """Put a job into the queue, with a line in the audit; its id."""
    id_ = jobs.start(kind, asked, by=act.who)
    act.record(session, action="job.begun", subject=Subject("job", id_), before=None, after=dict(asked))
    return id_


def cancelled(session: Session, act: Act, jobs: Jobs, job: Job) -> Job:
    """Stop a job, with a line in the audit; the job as it is then."""
    after = jobs.cancel(job.id)
    act.record(
        session,
        action="job.cancelled",
        subject=Subject("job", job.id),
        before={"state": job.state.value},
        after={"state": after.state.value},
    )
    return after


def resumed(session: Session, act: Act, jobs: Jobs, job: Job) -> Job:
    """Go on with a failed job, with a line in the audit; the job that does."""
    after = jobs.resume(job.id)
    act.record(
        session,
        action="job.resumed",
        subject=Subject("job", job.id),
        before={"state": job.state.value},
        after={"resumed_by": after.id},
    )
    return after


def shown(session: Session, job: Job) -> dict[str, Any]:
    """A job as JSON, as the eyes of a session may see it."""
    named = {
        str(name)
        for part in (job.request, job.result or {})
        for key in _NAMES
        for name in part.get(key) or ()
    }
    named |= {_first(one.get("name")) for one in (*job.findings, *((job.result or {}).get("problems") or ()))}
    visible = seen(session, named)
    about = asdict(job)
    about["request"] = _without(job.request, visible, session)
    about["result"] = None if job.result is None else _without(job.result, visible, session)
    about["findings"] = [_told(one, visible) for one in job.findings]
    about["links"] = _links(job)
    return about


def seen(session: Session, names: Iterable[str]) -> set[str]:
    """Which of some ids name targets or indicators that a session sees."""
    wanted = sorted(name for name in names if name)
    if not wanted:
        return set()
    return {one.id for one in targets(session, ids=wanted)} | {
        one.id for one in indicators(session, ids=wanted)
    }


def _without(document: Mapping[str, Any], visible: set[str], session: Session) -> dict[str, Any]:
    found = dict(document)
    for key in _NAMES:
        if found.get(key):
            found[key] = [name for name in found[key] if str(name) in visible]
    if found.get("mission") is not None and found["mission"] not in {one.id for one in missions(session)}:
        found["mission"] = None
    if found.get("problems"):
        found["problems"] = [_told(one, visible) for one in found["problems"]]
    return found


def _told(finding: Mapping[str, Any], visible: set[str]) -> dict[str, Any]:
    if _first(finding.get("name")) in visible:
        return dict(finding)
    return {**finding, "name": None, "message": "It is not for you to see."}


def _first(name: Any) -> str:
    return str(name[0]) if isinstance(name, (list, tuple)) and name else str(name or "")


def _links(job: Job) -> dict[str, str]:
    own = f"{ROOT}/jobs/{job.id}"
    links = {"self": own, "events": f"{own}/events", "cancel": f"{own}/cancel"}
    if job.state is JobState.FAILED and job.resumed_by is None:
        links["resume"] = f"{own}/resume"
    for name, other in (("resumes", job.resumes), ("resumed_by", job.resumed_by)):
        if other is not None:
            links[name] = f"{ROOT}/jobs/{other}"
    if job.result is None:
        return links
    if job.kind is JobKind.RECALIBRATION:
        links["calibrations"] = f"{ROOT}/calibrations"
    elif job.kind is JobKind.REASSESSMENT:
        links["assessments"] = f"{ROOT}/assessments"
    for name in ("followed_by", "asked_again_by"):
        if job.result.get(name):
            links[name] = f"{ROOT}/jobs/{job.result[name]}"
    return links
