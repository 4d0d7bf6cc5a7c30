"""Killed at any moment, a run is resumed and comes to what an undisturbed one comes to; on each database."""

from __future__ import annotations

from functools import partial

import pytest

from service.jobs.client import Jobs
from service.jobs.errors import JobNotFailed, JobOver, JobUnknown
from service.jobs.words import JobKind, JobState
from service.store.reads.calibrations import calibrations
from tests.service.jobs.conftest import finished, kill, until

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def url(request):
    return request.getfixturevalue("postgres_database") if request.param == "postgres" else None


def so_far(jobs: Jobs, id_: str, done: int) -> bool:
    progress = jobs.get(id_).progress
    return progress is not None and progress.done >= done


@pytest.mark.slow
@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_a_killed_worker(new_place, url):
    undisturbed = new_place(chunk=2)
    undisturbed.run_here("r")
    wanted = undisturbed.digest()
    place = new_place(url=url, chunk=2)
    with place.jobs() as jobs:
        id_ = jobs.start(JobKind.REASSESSMENT, {}, by="a test")
        assert jobs.get(id_).note == "No worker is running: start one with `headway worker`."
        for done in (1, 4) if url else (2,):
            running = place.worker()
            until(partial(so_far, jobs, id_, done), place=place)
            kill(running)
            assert not sum(place.digest()[0].values())
        running = place.worker("--once")
        job = finished(jobs, id_, place)
        assert running.wait(timeout=60) == 0
        assert job.state is JobState.DONE, place.log
        assert (job.result or {})["judged"] == wanted[0]["assessment"]
        assert place.digest() == wanted
        assert "Traceback" not in place.log
        with pytest.raises(JobOver):
            jobs.cancel(id_)


@pytest.mark.slow
def test_cancelled_resumed_and_of_another_version(new_place, monkeypatch):
    place = new_place(chunk=1)
    with place.jobs() as jobs:
        with pytest.raises(JobUnknown):
            jobs.get("nothing")
        with monkeypatch.context() as other:
            other.setattr("service.jobs.client.version_of_code", lambda: "0.0.1/engine-0/jobs-0")
            waits = jobs.start(JobKind.REASSESSMENT, {}, by="a test")
        wrong = jobs.start(JobKind.REASSESSMENT, {"targets": ["nothing"]}, by="a test")
        closed = jobs.start(JobKind.INGESTION, {}, by="a test")
        stopped = jobs.start(JobKind.REASSESSMENT, {}, by="a test")
        running = place.worker()
        until(partial(so_far, jobs, stopped, 1), place=place)
        assert jobs.cancel(stopped).state is JobState.CANCELLED
        assert "begun with version 0.0.1/engine-0/jobs-0" in jobs.get(waits).note
        assert jobs.get(waits).state is JobState.WAITING
        problems = [finished(jobs, one, place).problem for one in (wrong, closed)]
        assert [one.code for one in problems if one] == ["target_unknown", "fetching_off"]
        assert problems[1]
        assert "HEADWAY_FETCH" in problems[1].remedy
        assert [one.id for one in jobs.list(limit=2)] == [stopped, closed]
        running.terminate()
        assert running.wait(timeout=30) == 0
        # Waiting, running, failed, cancelled before: in each state it is clear what stopping a job does.
        for _ in range(2):
            assert jobs.cancel(waits).state is JobState.CANCELLED
        with pytest.raises(JobOver, match="is failed already"):
            jobs.cancel(wrong)
        with pytest.raises(JobNotFailed, match="is cancelled"):
            jobs.resume(stopped)
        made = jobs.start(JobKind.RECALIBRATION, {"names": ["t01"], "reason": "To stop it"}, by="a test")
        assert jobs.cancel(made).state is JobState.CANCELLED
    with place.store() as store, store.read() as session:
        assert not calibrations(session)  # what was cancelled left nothing that could be promoted
    assert not sum(place.digest()[0].values())
