"""Judge every target of a file on the series of a file.

Level targets, by far the most, are judged by column, one forecast a series; every other case goes the way
of the catalogue's targets, through ``judge``. Both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from forecasting.assessment import Assessment
from forecasting.errors import HeadwayError
from forecasting.indicators import Indicator
from forecasting.judging.case import Case
from forecasting.judging.joint import judge_joint
from forecasting.judging.judge import Evidencer, judge
from forecasting.judging.readiness import skeleton
from forecasting.targets import Kind, Target
from forecasting.verdicts import Verdict
from service.operations.bulk_levels import LevelJudge, ready_level
from service.operations.bulk_series import BulkSeries
from service.operations.rows import row_of

Progress = Callable[[int, int], None]
Row = dict[str, Any]

_JOINT = (Kind.ALL_OF, Kind.ANY_OF)
_TOGETHER = 128  # cases judged at once outside the columns: their paths are held meanwhile


@dataclass(frozen=True, eq=False, slots=True)
class BulkTarget:
    """One line of a targets file. ``any_k`` is how many components must be met, None for the kind's own rule."""

    target: Target
    series_id: str
    any_k: int | None = None


# A value of 1e300 in one series is that series' reason, not a warning to whoever reads the terminal.
@np.errstate(over="ignore", invalid="ignore")
def assess_in_bulk(
    series: Mapping[str, BulkSeries],
    targets: Sequence[BulkTarget],
    *,
    evidence_for: Evidencer,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> list[Row]:
    """One row a target, in the order of the targets, with the columns of ``rows.COLUMNS``.

    A target that cannot be judged is a row with a reason. ``as_of`` is the day of the judgements; without
    one each speaks from the newest publication of its series, or the end of its newest period.
    """
    rows: list[Row | None] = [None] * len(targets)
    say = _Counter(len(targets), progress)
    levels = LevelJudge(evidence_for=evidence_for)
    other: list[int] = []
    for index, item in enumerate(targets):
        found = series.get(item.series_id)
        day = as_of or (None if found is None else newest(found))
        ready = None
        if found is not None and day is not None:
            ready = ready_level(index, item.target, found, as_of=day, evidence_for=levels.record)
        if ready is None:
            other.append(index)
        else:
            levels.add(ready)
    for index, row in levels.rows(say.by):
        if row is None:
            other.append(index)
        else:
            rows[index] = row
    singles = sorted(index for index in other if targets[index].target.kind not in _JOINT)
    for start in range(0, len(singles), _TOGETHER):
        chosen = singles[start : start + _TOGETHER]
        cases = [case_of(targets[index], series, as_of=as_of) for index in chosen]
        for index, row in zip(chosen, _judged(cases, evidence_for), strict=True):
            rows[index] = row
        say.by(len(chosen))
    known = {item.target.id: index for index, item in enumerate(targets)}
    for index in other:
        if rows[index] is None:
            parts = [rows[known[name]] for name in targets[index].target.components if name in known]
            case = case_of(targets[index], series, as_of=as_of)
            rows[index] = _joint(case, [p for p in parts if p is not None], targets[index])
            say.by(1)
    return [row for row in rows if row is not None]


def newest(series: BulkSeries) -> date:
    """The day a series speaks from: its newest publication, else the end of its newest period."""
    return series.published or series.series.latest.end


def case_of(item: BulkTarget, series: Mapping[str, BulkSeries], *, as_of: date | None) -> Case:
    """The case that ``judge`` would be given, figures only."""
    found = series.get(item.series_id)
    day = as_of or (item.target.due or date.min if found is None else newest(found))
    return Case(
        target=item.target,
        indicator=Indicator(item.series_id) if found is None else found.indicator,
        area="",
        series=None if found is None else found.series,
        as_of=day,
        charted=False,
    )


def _judged(cases: Sequence[Case], evidence_for: Evidencer) -> list[Row]:
    try:
        judged = judge(cases, evidence_for=evidence_for, sensitivity=False)
    except HeadwayError as error:
        if len(cases) > 1:
            # One of them cannot be judged; the others can.
            return [row for case in cases for row in _judged([case], evidence_for)]
        return [row_of(skeleton(cases[0])) | {"reason": error.code}]
    return [row_of(item.assessment) for item in judged]


def _joint(case: Case, parts: Sequence[Row], item: BulkTarget) -> Row:
    """A target made of other targets of the file, from their rows."""
    made = [
        Assessment(
            target_id=row["target_id"],
            kind=Kind.LEVEL,
            series_id=row["series_id"],
            as_of=case.as_of,
            verdict=Verdict(row["verdict"]),
            probability=row["probability"],
        )
        for row in parts
    ]
    return row_of(judge_joint(case, made, required=item.any_k))


class _Counter:
    """Counts what is done and passes it on."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._done = total, progress, 0

    def by(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)
