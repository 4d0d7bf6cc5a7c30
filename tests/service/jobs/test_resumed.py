"""A job that failed is gone on with: what was done is kept, what failed is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from service.jobs import tasks
from service.jobs.attempts import predecessor, run_of, successor
from service.jobs.blobs import joined
from service.jobs.engine import is_forsaken
from service.jobs.errors import JobNotFailed, JobOutdated, JobUnknown
from service.jobs.words import JobKind, JobState
from service.store.reads.runs import unfinished_parts
from service.store.writes.runs import let_go, save_part
from tests.service.jobs.conftest import NOW, RUN, finished, kill

BROKEN = '''
"""A publication that fails as long as a file says so: what a full disk would do."""
import os
import service.jobs.tasks as tasks

plain = tasks.publish_run


def publish_run(call, at):
    if os.path.exists(os.environ["BROKEN_WHILE"]):
        raise OSError("No space left on device")
    return plain(call, at)


publish_run.__module__ = "sitecustomize"
import service.jobs.workshop as workshop
workshop.publish_run = publish_run
'''


def test_the_names_of_what_goes_on():
    assert successor("r") == "r-again2"
    assert successor("r-again2") == "r-again3"
    assert successor("r-again9") == "r-again10"
    assert predecessor("r-again10") == "r-again9"
    assert predecessor("r-again2") == "r"
    assert predecessor("r") is None
    assert run_of("r-again12") == run_of("r") == "r"


def test_what_is_done_is_not_done_again_unless_it_was_let_go_of(new_place):
    place = new_place()
    parts = place.planned("r")
    done = parts[0]
    blobs, findings = tasks.do_part(place.call("r"), done.task, done.names)
    with place.store() as store, store.session() as session:
        save_part(session, "r", done.number, payload=joined(blobs), findings=findings, done=NOW)
    left = [one.number for one in parts if one.number != done.number]
    assert tasks.plan_run(place.call("r")) == left
    # What waited for a publication too long is gone: then all of it is done again.
    with place.store() as store, store.session() as session:
        let_go(session, ["r"])
        assert unfinished_parts(session, "r") == left
    assert tasks.plan_run(place.call("r")) == [one.number for one in parts]
    place.run_here("r")
    assert tasks.plan_run(place.call("r")) == []


def test_a_published_run_is_left_alone(new_place):
    place = new_place()
    first = place.run_here("r")
    stands = place.digest()
    assert tasks.plan_run(place.call("r")) == []
    assert tasks.publish_run(place.call("r"), datetime.now(UTC).isoformat()) == first
    assert place.digest() == stands


@pytest.mark.slow
def test_a_failed_run_is_resumed(new_place, tmp_path, monkeypatch):
    undisturbed = new_place(chunk=4)
    undisturbed.run_here("r")
    wanted = undisturbed.digest()
    place = new_place(chunk=4)
    (tmp_path / "sitecustomize.py").write_text(BROKEN)
    full = tmp_path / "full"
    full.touch()
    broken = {"PYTHONPATH": str(tmp_path), "BROKEN_WHILE": str(full)}
    with place.jobs() as jobs:
        with pytest.raises(JobUnknown):
            jobs.resume("nothing")
        id_ = jobs.start(JobKind.REASSESSMENT, {}, by="a test")
        with pytest.raises(JobNotFailed, match="is waiting"):
            jobs.resume(id_)
        running = place.worker(**broken)
        failed = finished(jobs, id_, place)
        assert failed.state is JobState.FAILED
        assert failed.problem is not None
        assert "No space left on device" in failed.problem.message
        assert not sum(place.digest()[0].values())
        with monkeypatch.context() as other:
            other.setattr("service.jobs.client.version_of_code", lambda: "0.0.1/engine-0/jobs-0")
            with pytest.raises(JobOutdated, match="was begun with version"):
                jobs.resume(id_)
        # Whoever asks, and however often, it is one job; and it may fail and be resumed in its turn.
        second = jobs.resume(id_)
        assert (second.id, second.resumes) == (f"{id_}-again2", id_)
        assert jobs.resume(id_).id == second.id
        assert finished(jobs, second.id, place).state is JobState.FAILED
        full.unlink()
        done_before = _done_at(place, id_)
        third = jobs.resume(id_)
        assert third.id == second.id
        third = jobs.resume(second.id)
        job = finished(jobs, third.id, place)
        kill(running)
        assert job.state is JobState.DONE, place.log
        assert _done_at(place, id_) == done_before
        assert place.digest() == wanted
        assert (job.result or {})["judged"] == wanted[0]["assessment"]
        before = jobs.get(id_)
        assert (before.state, before.resumed_by) == (JobState.FAILED, second.id)
        with pytest.raises(JobNotFailed, match="is done"):
            jobs.resume(third.id)
        assert [one.id for one in jobs.list()] == [third.id, second.id, id_]


def test_what_nobody_goes_on_with_is_let_go_of():
    def forsaken(*attempts: tuple[str, str, timedelta]) -> bool:
        told: list[Any] = [
            SimpleNamespace(
                workflow_id=id_, status=status, completed_at=(RUN - ago).timestamp() * 1000, updated_at=None
            )
            for id_, status, ago in attempts
        ]
        return is_forsaken("r", told, now=RUN)

    hour, month = timedelta(hours=1), timedelta(days=30)
    assert forsaken()
    assert not forsaken(("r", "PENDING", month))
    assert not forsaken(("r", "ERROR", hour))
    assert forsaken(("r", "ERROR", month))
    assert forsaken(("r", "CANCELLED", hour))
    assert not forsaken(("r", "ERROR", month), ("r-again2", "ENQUEUED", hour))
    assert forsaken(("r", "ERROR", hour), ("r-again2", "CANCELLED", hour))
    # What an ingestion is followed by is another run.
    assert forsaken(("r", "CANCELLED", hour), ("r-judged", "PENDING", hour))


def _done_at(place, run_id):
    from sqlalchemy import text

    with place.store() as store, store.read() as session:
        rows = session.connection().execute(
            text("SELECT number, done_at FROM run_part WHERE run_id = :run ORDER BY number"), {"run": run_id}
        )
        return [tuple(row) for row in rows]
