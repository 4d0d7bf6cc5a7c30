"""Judging what has changed: judgements with what moved them, current courses, replays; visible all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from service.jobs.kinds.kind import Asked, Plan
from service.jobs.kinds.scope import Scope, scope_of
from service.operations.backtest_series import work_out_replays
from service.operations.courses import courses_ahead, work_out_courses
from service.operations.reassessing import reassess
from service.store.run_records import Name
from service.store.writes.results import Results, made_into_rows, packed, save_rows, unpacked
from service.store.writes.runs import NewPart

if TYPE_CHECKING:
    from sqlmodel import Session

JUDGE, COURSE, REPLAY = "judge", "course", "replay"


class Reassessment:
    """Judges all targets, those of a mission, those named, or those that something has changed for."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def plan(self) -> Plan:
        """Targets in chunks, those made of others together with them; then series in chunks."""
        scope = scope_of(self._asked.installation, self._asked.request)
        return Plan(tuple(_parts(scope, self._asked.settings.chunk)), scope.complete)

    def do(self, task: str, names: Sequence[Name]) -> bytes:
        """Judge some targets, or forecast or replay some series."""
        at, recorded = self._asked.installation, self._asked.recorded
        series = [name for name in names if isinstance(name, tuple)]
        if task == JUDGE:
            chosen = [name for name in names if isinstance(name, str)]
            _, results = reassess(at, chosen, recorded=recorded)
        elif task == COURSE:
            made = work_out_courses(at.at(recorded), series)
            results = Results(courses=[*made, *courses_ahead(at, series, recorded=recorded)])
        else:
            results = Results(replays=work_out_replays(at.at(recorded), series))
        return packed(made_into_rows(results, recorded=recorded))

    def publish(self, session: Session, results: Iterable[bytes]) -> dict[str, Any]:
        """Keep every judgement, explanation, course and replay."""
        judged = confirmed = courses = 0
        for blob in results:
            rows = unpacked(blob)
            save_rows(session, rows, recorded=self._asked.recorded)
            judged += len(rows.assessments)
            confirmed += len(rows.confirmed)
            courses += len(rows.courses)
        return {"judged": judged, "unchanged": confirmed, "courses": courses}


def _parts(scope: Scope, size: int) -> Iterator[NewPart]:
    chunk: list[Name] = []
    for group in scope.groups:
        if chunk and len(chunk) + len(group) > size:
            yield NewPart(JUDGE, chunk)
            chunk = []
        chunk.extend(group)
    if chunk:
        yield NewPart(JUDGE, chunk)
    for task, series in ((COURSE, scope.courses), (REPLAY, scope.replays)):
        for start in range(0, len(series), size):
            yield NewPart(task, series[start : start + size])
