"""Judge every target of a file on the series of a file.

Level targets, by far the most, and totals and standards are judged by column, one forecast a series; every other
case goes the way of the catalogue's targets, through ``judge``. Both give the same numbers; where paths are drawn, the
same within what draws leave open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from forecasting.assessment import Assessment, Reason
from forecasting.errors import HeadwayError, PeriodError
from forecasting.judging.case import Case
from forecasting.judging.joint import judge_derived, judge_joint
from forecasting.judging.judge import Evidencer, judge
from forecasting.judging.readiness import skeleton
from forecasting.periods import Period
from forecasting.targets import Kind
from forecasting.verdicts import Verdict, likelihood
from service.operations.bulk_cases import BulkTarget, case_of, newest
from service.operations.bulk_levels import LevelJudge, ready_level
from service.operations.bulk_paths import PathJudge
from service.operations.bulk_series import BulkSeries
from service.operations.rows import row_of

Progress = Callable[[int, int], None]
Row = dict[str, Any]

_JOINT = (Kind.ALL_OF, Kind.ANY_OF, Kind.DERIVED)
_SEED = 20260102  # of joint figures, the same for every file
__all__ = ["BulkTarget", "assess_in_bulk", "case_of", "newest"]

_TOGETHER = 128  # cases judged at once outside the columns: their paths are held meanwhile


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
    paths = PathJudge(evidence_for=evidence_for)
    other: list[int] = []
    for index, item in enumerate(targets):
        found = series.get(item.series_id)
        day = as_of or (None if found is None else newest(found))
        ready = None
        if found is not None and day is not None:
            ready = ready_level(index, item.target, found, as_of=day, evidence_for=levels.record)
        if ready is not None:
            levels.add(ready)
            continue
        taken = False if found is None else paths.take(index, case_of(item, series, as_of=as_of), found)
        if isinstance(taken, dict):
            rows[index] = taken
            say.by(1)
        elif not taken:
            other.append(index)
    for index, row in (*levels.rows(say.by), *paths.rows(say.by)):
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
    for index in _in_order([index for index in other if rows[index] is None], targets, known):
        rows[index] = _whole(index, targets, rows, known, series, as_of)
        say.by(1)
    return [row for row in rows if row is not None]


def _judged(cases: Sequence[Case], evidence_for: Evidencer) -> list[Row]:
    try:
        judged = judge(cases, evidence_for=evidence_for, sensitivity=False)
    except HeadwayError as error:
        if len(cases) > 1:
            # One of them cannot be judged; the others can.
            return [row for case in cases for row in _judged([case], evidence_for)]
        return [row_of(skeleton(cases[0])) | {"reason": error.code}]
    return [row_of(item.assessment) for item in judged]


def _in_order(waiting: list[int], targets: Sequence[BulkTarget], known: Mapping[str, int]) -> list[int]:
    """Targets made of others, those of which others are made first; whatever goes in a circle comes last."""
    ordered: list[int] = []
    while waiting:
        left = set(waiting)
        ready = [i for i in waiting if not left & {known.get(name) for name in targets[i].target.components}]
        ordered += ready or waiting
        waiting = [i for i in waiting if i not in ordered]
    return ordered


def _whole(
    index: int,
    targets: Sequence[BulkTarget],
    rows: Sequence[Row | None],
    known: Mapping[str, int],
    series: Mapping[str, BulkSeries],
    as_of: date | None,
) -> Row:
    """A target made of other targets of the file, from their rows and their series."""
    item = targets[index]
    found = [(known[name], row) for name in item.target.components if (row := _row(name, rows, known))]
    cases = [case_of(targets[place], series, as_of=as_of) for place, _ in found]
    newest_day = max((case.as_of for case in cases), default=None)
    case = case_of(item, series, as_of=as_of or newest_day)
    parts = [_part(row, part) for (_, row), part in zip(found, cases, strict=True)]
    if item.target.kind is Kind.DERIVED and parts:
        return row_of(judge_derived(case, parts[0]))
    return row_of(judge_joint(case, parts, cases=cases, seed=_SEED))


def _row(name: str, rows: Sequence[Row | None], known: Mapping[str, int]) -> Row | None:
    return rows[known[name]] if name in known else None


def _part(row: Row, case: Case) -> Assessment:
    """What a row says, as the judgement of a part."""
    probability, resolved = row["probability"], row["target_period"]
    return Assessment(
        target_id=row["target_id"],
        kind=case.target.kind,
        series_id=row["series_id"],
        as_of=case.as_of,
        verdict=Verdict(row["verdict"]),
        probability=probability,
        certain=probability in (0.0, 1.0),
        resolved=None if not resolved else _period(resolved, case),
        likelihood=None if probability is None else likelihood(probability),
        reason=None if row["reason"] is None else Reason(row["reason"]),
    )


def _period(text: str, case: Case) -> Period:
    frequency = None if case.series is None else case.series.frequency
    try:
        return Period.parse(text, frequency)
    except PeriodError:
        return Period.parse(text)


class _Counter:
    """Counts what is done and passes it on."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._done = total, progress, 0

    def by(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)
