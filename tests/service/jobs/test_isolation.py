"""What fails is divided until it has a name; a process that dies takes no other with it."""

from __future__ import annotations

import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from service.jobs.errors import JobFailure, ProcessDied
from service.jobs.isolation import isolated
from service.jobs.job import COSTS, seconds_left
from service.jobs.lanes import Lanes
from service.jobs.workshop import Workshop
from service.store.reads.runs import effort, findings_of, run
from service.store.run_records import Effort
from service.store.writes.runs import save_part
from tests.service.jobs.conftest import NOW, RUN

POISON = '''
import os
from service.jobs.tasks import do_part as plain


def do_part(call, task, names):
    """Names of areas that end the process that looks at them, as a crash in a library would."""
    if any("t05" in name for name in names):
        os._exit(139)
    return plain(call, task, names)
'''


def test_what_fails_alone_is_named():
    tried = []

    def attempt(names):
        tried.append(names)
        if "c" in names or "f" in names:
            raise ProcessDied
        return ["".join(names).encode()], []

    blobs, findings = isolated(
        "abcdefgh", attempt, faults=(ProcessDied,), told=lambda name, _: {"name": name}
    )
    assert b"".join(blobs) == b"abdegh"
    assert [one["name"] for one in findings] == ["c", "f"]
    assert len(tried) < 2 * len("abcdefgh")


def test_other_errors_are_not_divided():
    def attempt(_names):
        raise JobFailure("StoreBusy", "store_busy", "Later.")

    with pytest.raises(JobFailure):
        isolated("ab", attempt, faults=(ProcessDied,), told=lambda *_: {})


def test_a_process_that_dies_is_replaced_and_an_error_survives_the_way():
    lanes = Lanes(1)
    try:
        with pytest.raises(ProcessDied):
            lanes.run(os._exit, 9)
        assert lanes.run(abs, -3) == 3
        with pytest.raises(JobFailure, match="invalid literal"):
            lanes.run(int, "three")
        lanes.rest(0.0)
        assert lanes.run(os.getppid) == os.getpid()
    finally:
        lanes.stop()


def test_a_poisoned_part_costs_one_series(new_place, tmp_path, monkeypatch):
    (tmp_path / "poisoned.py").write_text(POISON)
    monkeypatch.syspath_prepend(tmp_path)
    poisoned = import_module("poisoned")

    monkeypatch.setattr("service.jobs.workshop.do_part", poisoned.do_part)
    place, lanes = new_place(chunk=6), Lanes(1)
    call = place.call("r", targets=[f"t{number:02}" for number in range(2, 8)])
    try:
        with place.store() as store:
            shop = Workshop(place.settings, store, lanes)
            faults = [shop.do(call, number) for number in shop.plan(call)]
            assert sum(faults) == 1
            summary = shop.publish(call)
            with store.read() as session:
                (found,) = findings_of(session, "r")
                known = run(session, "r")
    finally:
        lanes.stop()
    assert known is not None
    assert known.recorded_at == RUN
    assert found["name"] == "t05"
    assert found["code"] == "process_died"
    assert summary["findings"] == 1
    assert place.digest()[0]["assessment"] >= 5
    del sys.modules["poisoned"]


def test_time_left_goes_by_the_pace_so_far():
    from datetime import timedelta

    later = RUN + timedelta(seconds=30)
    assert seconds_left(Effort(40, 40, 0), since=RUN, now=later) is None
    assert seconds_left(Effort(40, 30, 10), since=RUN, now=later) == 90
    assert seconds_left(Effort(40, 0, 40), since=RUN, now=later) == 0


def test_what_is_left_is_weighed_by_what_it_costs(new_place):
    place = new_place(chunk=100)
    first = place.planned("r")[0]
    with place.store() as store, store.session() as session:
        save_part(session, "r", first.number, payload=b"x", findings=[], done=NOW)
    with place.store() as store, store.read() as session:
        found = effort(session, "r", costs=COSTS, since=NOW)
        assert effort(session, "r", costs=COSTS, since=RUN).recent == 0
    # Thirteen judgements are done; of a dozen courses and a dozen replays little is left.
    assert found == Effort(13 * 25 + 12 * 3.5, 12 * 3.5, 13 * 25)


def test_a_process_ends_with_its_parent(tmp_path):
    import subprocess

    code = (
        "import os, time\n"
        "from service.jobs.lanes import Lanes\n"
        "if __name__ == '__main__':\n"
        "    print(Lanes(1).run(os.getpid), flush=True)\n"
        "    time.sleep(60)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the process outlived its parent")


def test_a_service_that_is_ended_as_a_whole_finds_no_fault():
    lanes = Lanes(1)
    try:
        own = lanes.run(os.getpid)
        os.kill(own, signal.SIGTERM)
        # It goes on for a moment, in which the worker learns of its end as well.
        assert lanes.run(os.getpid) == own
    finally:
        lanes.stop()
