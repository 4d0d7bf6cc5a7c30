"""Making challengers: each series by itself, all of them kept at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from service.documents import dumps, from_document, to_document
from service.jobs.kinds.kind import Asked
from service.jobs.kinds.kind import Plan as JobPlan
from service.operations.recalibration.challenging import Result, challenge_chunk
from service.operations.recalibration.keeping import keep_challengers
from service.operations.recalibration.plan import Plan, begin, finish, plan_recalibration
from service.operations.recalibration.request import request_from
from service.store.calibration_records import ItemOutcome
from service.store.run_records import Name
from service.store.writes.runs import NewPart

if TYPE_CHECKING:
    from sqlmodel import Session

CHUNK = 4
"""Series in a part: a challenger takes seconds, a judgement milliseconds."""


class Recalibration:
    """Makes challengers for the series that were asked for."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    @cached_property
    def _plan(self) -> Plan:
        asked = self._asked
        request = request_from(asked.request)
        return plan_recalibration(asked.installation, request, run=asked.run, who=asked.by)

    def plan(self) -> JobPlan:
        """The series in chunks. Raises what is wrong with the request."""
        series = self._plan.series
        return JobPlan(
            [NewPart("challenge", series[start : start + CHUNK]) for start in range(0, len(series), CHUNK)]
        )

    def do(self, _task: str, names: Sequence[Name]) -> bytes:
        """The challengers of some series; what is wrong with one of them is said in its place."""
        places = [name for name in names if isinstance(name, tuple)]
        made = challenge_chunk(self._asked.installation, self._plan, places)
        return dumps([to_document(one) for one in made])

    def publish(self, session: Session, results: Iterable[bytes]) -> dict[str, Any]:
        """Keep every challenger; none of them is in use before somebody promotes it."""
        recorded = self._asked.recorded
        begin(session, self._plan, recorded=recorded)
        challengers, series, problems = list[int](), 0, list[dict[str, Any]]()
        for blob in results:
            made = [from_document(Result, one) for one in json.loads(blob)]
            challengers += keep_challengers(session, self._plan, made, recorded=recorded)
            series += len(made)
            problems += [
                {"name": list(one.place), "code": one.code, "message": one.message}
                for one in made
                if one.outcome is ItemOutcome.FINDING
            ]
        finish(session, self._plan.run, recorded=recorded)
        return {"series": series, "challengers": challengers, "problems": problems[:100]}
