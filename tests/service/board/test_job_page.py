"""The page of a job that failed leads on: to a form that resumes it, or to the job that did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from service.board.english import analyst as words
from service.board.job_view import FOLLOWING, job_view
from service.board.rendering import render
from service.jobs.job import Job, Problem
from service.jobs.words import JobKind, JobState
from service.store import open_store

NOW = datetime(2026, 3, 2, tzinfo=UTC)
JOB = Job(
    "r-1", JobKind.REASSESSMENT, JobState.FAILED, {}, "somebody", NOW, NOW, NOW, "1",
    problem=Problem("unexpected", "No space left on device.", "Make room."),
)  # fmt: skip


def test_a_failed_job_is_gone_on_with_once(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/headway.db") as store, store.read() as session:

        def page(job: Job) -> str:
            view = job_view(session, job)
            return render(
                "job.html", view=view, a=words, following=FOLLOWING, follow=False, problem="", here="analyst",
                title=view.title,
            )  # fmt: skip

        failed = page(JOB)
        after = page(replace(JOB, resumed_by="r-1-again2"))
        following = page(replace(JOB, id="r-1-again2", state=JobState.RUNNING, problem=None, resumes="r-1"))
    assert 'action="/analyst/jobs/r-1/resume"' in failed
    assert "/cancel" not in failed
    assert "/resume" not in after
    assert 'href="/analyst/jobs/r-1-again2"' in after
    assert 'href="/analyst/jobs/r-1"' in following
    assert "/cancel" in following
