"""The names of jobs that go on with one that failed: they work on the same run, one after the other."""

from __future__ import annotations

import re

_ATTEMPT = re.compile(r"(?P<run>.+)-again(?P<number>[2-9]|[1-9]\d+)")


def run_of(job: str) -> str:
    """The run that a job works on: its own, or that of the first job it goes on with."""
    found = _ATTEMPT.fullmatch(job)
    return job if found is None else found["run"]


def predecessor(job: str) -> str | None:
    """The job that a job goes on with."""
    found = _ATTEMPT.fullmatch(job)
    if found is None:
        return None
    before = int(found["number"]) - 1
    return found["run"] if before == 1 else f"{found['run']}-again{before}"


def successor(job: str) -> str:
    """The job that would go on with a job. There is one at most, whoever asks for it, however often."""
    found = _ATTEMPT.fullmatch(job)
    return f"{job}-again2" if found is None else f"{found['run']}-again{int(found['number']) + 1}"
