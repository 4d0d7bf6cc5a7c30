"""A judgement of each target as it would have been made one release earlier, so that the current one can be compared.

It is as of the day before the newest figures became known, and rests on what was known then: its evidence says
``real_time`` where every figure comes from an edition of that time, ``pseudo_real_time`` where the editions of that
time are not held. When it was made stands beside it (``recorded_at``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from forecasting.judging.judge import judge
from forecasting.judging.record import record_for
from service.operations.cases import Moment, TargetCase, cases_in
from service.operations.constants import engine_of
from service.operations.installation import Installation
from service.operations.judging import Progress, code_version, to_keep
from service.store.reads.assessments import current_assessments, previous_assessments
from service.store.reads.catalogue import targets
from service.store.writes.results import Results, save_results

_DAY = timedelta(days=1)


def judge_earlier(
    installation: Installation,
    *,
    recorded: datetime,
    wanted: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> int:
    """Judge each target as of one release earlier where no earlier judgement is held; say how many were judged.

    Left alone are targets without a chance now, those on several other targets, and those that were not set yet.
    """
    installation = installation.at(recorded)
    with installation.store.read() as session:
        ids = list(wanted) if wanted is not None else [one.id for one in targets(session)]
        current = current_assessments(session, ids)
        held = previous_assessments(session, ids)
    alone = [
        id_
        for id_, one in current.items()
        if id_ not in held and one.probability is not None and not one.data["components"]
    ]
    results = work_out_earlier(installation, alone, progress=progress)
    if results:
        with installation.store.session() as session:
            save_results(session, results, recorded=recorded)
    return len(results.judgements)


def work_out_earlier(
    installation: Installation, targets: Iterable[str], *, progress: Progress | None = None
) -> Results:
    """Judge targets as of one release earlier and keep nothing; a target on the same figures as now is left out."""
    cases = _one_release_before(installation, targets)
    judged = judge(
        [item.case for item in cases],
        evidence_for=record_for,
        code_version=code_version(),
        progress=progress,
        engine=engine_of(installation).settings,
    )
    return to_keep(zip(cases, judged, strict=True))


def _one_release_before(installation: Installation, wanted: Iterable[str]) -> list[TargetCase]:
    """The cases of targets as of the last day on which they rested on other figures than now."""
    now = _seen(installation, dict.fromkeys(wanted, None))
    days = {id_: item.case.as_of - _DAY for id_, item in now.items()}
    found = _seen(installation, days)
    same = {id_ for id_, item in found.items() if _figures(item) == _figures(now[id_])}
    # Where editions of that time are not held, a figure counts as known from its usual lag on.
    lagging = {id_: day for id_ in same if (day := _before_newest(now[id_])) is not None}
    found |= _seen(installation, lagging)
    return [
        item
        for id_, item in found.items()
        if _figures(item) != _figures(now[id_]) and _was_set(item) and item.case.as_of < now[id_].case.as_of
    ]


def _seen(installation: Installation, days: Mapping[str, date | None]) -> dict[str, TargetCase]:
    moments = {id_: Moment(day) for id_, day in days.items()}
    with installation.store.read() as session:
        items = cases_in(session, bases_of=installation.bases_of, moments=moments)
    return {item.entry.id: item for item in items}


def _figures(item: TargetCase) -> tuple[object, ...]:
    series = item.case.series
    values = () if series is None else (series.periods, series.values.tobytes())
    return values, item.case.parts


def _before_newest(item: TargetCase) -> date | None:
    series = item.case.series
    if series is None:
        return None
    return min(
        series.latest.end + timedelta(days=item.case.indicator.lag_days) - _DAY, item.case.as_of - _DAY
    )


def _was_set(item: TargetCase) -> bool:
    announced = item.case.target.announced
    return item.case.series is not None and (announced is None or announced <= item.case.as_of)
