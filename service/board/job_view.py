"""A job as a page shows it: nothing is named that whoever reads may not see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.api.jobs import shown
from service.board.english import analyst as words
from service.board.english.numbers import plain
from service.jobs.job import Job, Progress
from service.jobs.words import JobState

if TYPE_CHECKING:
    from sqlmodel import Session

_MINUTE = 60.0
FOLLOWING = json.dumps(
    {
        "states": {state.value: text for state, text in words.JOB_STATE.items()},
        "of": words.DONE_OF,
        "left": words.LEFT,
        "short": words.LEFT_SHORT,
    },
    ensure_ascii=False,
)
"""The words that a job is followed with by a script."""


@dataclass(frozen=True, slots=True)
class JobView:
    """One job. ``done`` and ``total`` are None until its parts are settled."""

    id: str
    title: str
    state: str
    over: bool
    cancelled: bool
    failed: bool
    of: str
    reason: str
    by: str
    begun: str
    ended: str
    version: str
    done: int | None
    total: int | None
    progress: str
    note: str
    problem: str
    remedy: str
    challengers: tuple[int, ...]
    made_challengers: bool
    summary: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]
    followed_by: str
    resumes: str
    resumed_by: str

    @property
    def resumable(self) -> bool:
        """Whether somebody may go on with it."""
        return self.failed and not self.resumed_by

    @property
    def address(self) -> str:
        """Its page."""
        return f"/analyst/jobs/{self.id}"


def job_view(session: Session, job: Job) -> JobView:
    """A job through the eyes of a session."""
    about = shown(session, job)
    request, result = about["request"], about["result"] or {}
    progress = job.progress
    findings = [*about["findings"], *(result.get("problems") or ())]
    return JobView(
        job.id,
        words.JOB_TITLE[job.kind],
        words.JOB_STATE[job.state],
        job.state.over,
        job.state is JobState.CANCELLED,
        job.state is JobState.FAILED,
        _of(job.request, request),
        str(request.get("reason") or ""),
        job.by,
        words.moment(job.created_at),
        "" if job.finished_at is None else words.moment(job.finished_at),
        job.code_version,
        None if progress is None else progress.done,
        None if progress is None else progress.total,
        "" if progress is None else _progress(progress),
        job.note or "",
        "" if job.problem is None else job.problem.message,
        "" if job.problem is None else job.problem.remedy,
        tuple(result.get("challengers") or ()),
        "challengers" in result,
        tuple(
            (title, plain(result[name])) for name, title in words.JOB_SUMMARY.items() if result.get(name) is not None
        ),
        tuple((_name(one.get("name")), str(one.get("message", ""))) for one in findings),
        str(result.get("followed_by") or ""),
        job.resumes or "",
        job.resumed_by or "",
    )  # fmt: skip


def _of(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> str:
    """What a job is of: everything where nothing is named."""
    named = [str(name) for key in ("names", "targets", "sources") for name in seen.get(key) or ()]
    hidden = any(len(asked.get(key) or ()) > len(seen.get(key) or ()) for key in ("names", "targets"))
    if seen.get("mission"):
        named.append(str(seen["mission"]))
    if hidden or (asked.get("mission") and not seen.get("mission")):
        named.append(words.HIDDEN)
    return ", ".join(named) or words.EVERYTHING


def _progress(progress: Progress) -> str:
    text = words.DONE_OF.format(done=plain(progress.done), total=plain(progress.total))
    if progress.seconds_left is None or progress.done >= progress.total:
        return text
    minutes = round(progress.seconds_left / _MINUTE)
    return f"{text}, {words.LEFT.format(minutes=minutes) if minutes else words.LEFT_SHORT}"


def _name(name: Any) -> str:
    if name is None:
        return words.HIDDEN
    return "/".join(str(part) for part in name if part) if isinstance(name, (list, tuple)) else str(name)
