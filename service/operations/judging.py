"""Judge the targets of an installation and keep the judgements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from forecasting.assessment import Assessment
from forecasting.judging.case import Case
from forecasting.judging.identity import assessment_key, seed_of
from forecasting.judging.joint import judge_derived, judge_joint
from forecasting.judging.judge import Judgement as Judged
from forecasting.judging.judge import judge
from forecasting.judging.record import record_for
from forecasting.judging.statements import statement
from forecasting.judging.told import told
from forecasting.targets import Kind
from service.documents import from_document
from service.operations.cases import TargetCase, cases_for
from service.operations.champions import Champions
from service.operations.constants import engine_of
from service.operations.embargoes import ahead
from service.operations.installation import Installation
from service.operations.version import code_version as code_version
from service.store.reads.assessments import assessments_with
from service.store.writes.assessments import Judgement
from service.store.writes.forecasts import NewForecast
from service.store.writes.results import Results, save_results

Progress = Callable[[int, int], None]
_JOINT = (Kind.ALL_OF, Kind.ANY_OF, Kind.DERIVED)


@dataclass(frozen=True, slots=True)
class Assessed:
    """One judgement as it is kept: its mission, its document, and whether it was made just now."""

    target_id: str
    mission_id: str
    assessment: Assessment
    fresh: bool


def judge_targets(
    installation: Installation,
    *,
    recorded: datetime,
    targets: Sequence[str] | None = None,
    mission: str | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> list[Assessed]:
    """Judge the targets asked for (None: all) and keep what is new.

    A judgement whose key is held is taken from the store: nothing is judged again that has not changed.
    All new judgements become visible at once, but those that rest on figures under embargo with the last of them.
    What is given back rests on what is public. Raises TargetUnknown or MissionUnknown.
    """
    now = installation.at(recorded)
    assessed, results = work_out(now, targets=targets, mission=mission, as_of=as_of, progress=progress)
    if as_of is None:
        for then in ahead(now, recorded=recorded, among={one.target_id for one in assessed}):
            _, more = work_out(then.installation, targets=then.targets)
            results += more.seen_from(then.instant, beside=results)
    if results:
        with installation.store.session() as session:
            save_results(session, results, recorded=recorded)
    return assessed


def work_out(
    installation: Installation,
    *,
    targets: Sequence[str] | None = None,
    mission: str | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
    champions: Champions | None = None,
) -> tuple[list[Assessed], Results]:
    """Judge the targets asked for (None: all) and keep nothing: the judgements, and what is to be kept of them.

    ``champions`` are the calibrations to forecast with (None: those in force).
    """
    cases = cases_for(installation, targets_wanted=targets, mission=mission, as_of=as_of, champions=champions)
    plain = [item for item in cases if item.case.target.kind not in _JOINT]
    engine = engine_of(installation).settings
    keys = {item.entry.id: key_of(item.case, engine.version) for item in plain}
    held = _held(installation, list(keys.values()))
    new = [item for item in plain if keys[item.entry.id] not in held]
    judged = judge(
        [item.case for item in new],
        evidence_for=record_for,
        code_version=code_version(),
        progress=progress,
        engine=engine,
    )
    made: dict[str, Judged] = {item.entry.id: result for item, result in zip(new, judged, strict=True)}
    found = {
        item.entry.id: made[item.entry.id].assessment if item.entry.id in made else held[keys[item.entry.id]]
        for item in plain
    }
    by_id = {item.entry.id: item for item in cases}
    for item in _in_order([item for item in cases if item.case.target.kind in _JOINT]):
        parts = _parts(item, found)
        key = joint_key(item, parts, engine.version)
        kept = _held(installation, [key])
        held |= kept
        if key not in kept:
            own = [by_id[part.target_id].case for part in parts]
            made[item.entry.id] = Judged(judged_jointly(item, parts, own, key=key))
        found[item.entry.id] = made[item.entry.id].assessment if key not in kept else kept[key]
    results = _results(cases, made, list(held))
    wanted = {item.entry.id for item in cases} if not targets else set(targets)
    assessed = [
        Assessed(item.entry.id, item.record.mission_id, found[item.entry.id], item.entry.id in made)
        for item in cases
        if item.entry.id in wanted and (mission is None or item.record.mission_id == mission)
    ]
    return assessed, results


def key_of(case: Case, engine: str) -> str:
    """The key a judgement of a case has under a version of the engine and the calibrations of its series."""
    return assessment_key(case, engine=case.engine_name(engine))


def _held(installation: Installation, keys: list[str]) -> dict[str, Assessment]:
    with installation.store.read() as session:
        records = assessments_with(session, keys)
    return {key: from_document(Assessment, record.data) for key, record in records.items()}


def _parts(item: TargetCase, found: dict[str, Assessment]) -> list[Assessment]:
    return [found[id_] for id_ in item.case.target.components if id_ in found]


def joint_key(item: TargetCase, parts: Sequence[Assessment], version: str) -> str:
    """The key of a judgement of a target made of others."""
    own = key_of(item.case, version)
    return sha256("\x1f".join((own, *(part.key for part in parts))).encode()).hexdigest()


def _in_order(joint: Sequence[TargetCase]) -> list[TargetCase]:
    """Targets made of others, those of which others are made first; whatever goes in a circle comes last."""
    waiting, ordered = {item.entry.id: item for item in joint}, list[TargetCase]()
    while waiting:
        ready = [i for i, item in waiting.items() if not waiting.keys() & set(item.case.target.components)]
        for id_ in ready or list(waiting):
            ordered.append(waiting.pop(id_))
    return ordered


def judged_jointly(
    item: TargetCase, parts: Sequence[Assessment], cases: Sequence[Case], *, key: str
) -> Assessment:
    """A target made of others, judged from their judgements and cases."""
    newest = max((part.as_of for part in parts), default=item.case.as_of)
    case = replace(item.case, as_of=max(item.case.as_of, newest))
    if case.target.kind is Kind.DERIVED and parts:
        made = judge_derived(case, parts[0])
    else:
        made = judge_joint(case, parts, cases=cases, seed=seed_of(key))
    complete = told(replace(made, key=key), case)
    return replace(complete, statement=statement(complete, case.target, case.indicator))


def _results(cases: Sequence[TargetCase], made: Mapping[str, Judged], held: Sequence[str]) -> Results:
    new = [(item, made[item.entry.id]) for item in cases if item.entry.id in made]
    return replace(to_keep(new), confirmed=held)


def to_keep(judged: Iterable[tuple[TargetCase, Judged]]) -> Results:
    """Judgements of cases with the forecasts they rest on, as the store keeps them."""
    judgements, forecasts, code = [], [], code_version()
    for item, result in judged:
        key = result.assessment.key
        if result.forecast is not None:
            forecasts.append(NewForecast(key, result.forecast, item.case.as_of, code))
        judgements.append(
            Judgement(
                result.assessment,
                item.record.mission_id,
                item.record.version,
                item.newest_information,
                key if result.forecast is not None else None,
            )
        )
    return Results(judgements, forecasts=forecasts)


def document_row(assessed: Assessed) -> dict[str, Any]:
    """A judgement as a flat row for tables and CSV files; the mission comes first."""
    from service.operations.rows import row_of

    return {"mission_id": assessed.mission_id, **row_of(assessed.assessment)}
