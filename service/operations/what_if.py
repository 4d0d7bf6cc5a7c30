"""A target under scenarios, from what is stored: nothing is fitted, so that the web may ask too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from datasets.catalogue import IndicatorEntry
from datasets.releases import known_as_of
from forecasting.assessment import Assessment, Knowledge
from forecasting.breaks import prepare
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.judging.concluding import conclude_with, consider
from forecasting.judging.identity import assessment_key
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from forecasting.judging.required_path import recent_slope
from forecasting.judging.verdict import Record
from forecasting.scenarios.appraisal import Appraised, appraise
from forecasting.scenarios.failures import NoCourse, ScenarioImpossible
from forecasting.scenarios.shifted import ranked
from forecasting.scenarios.stated import Stated
from forecasting.series import Series
from service.documents import from_document
from service.operations.cases import TargetCase, cases_in
from service.operations.domain import breaks_of
from service.operations.errors import JudgementOutdated, NotJudged
from service.operations.figures import observations_of
from service.store.reads.assessments import assessment_as_of
from service.store.reads.bases import bases
from service.store.reads.catalogue import indicator
from service.store.reads.forecasts import forecast
from service.store.reads.observations import editions_of, series_of
from service.store.records import AssessmentRecord, ForecastRecord

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A target on its current course and under scenarios; ``stated`` are the scenarios as they were put."""

    indicator: Indicator
    current: Assessment
    stated: tuple[Stated, ...]
    scenarios: tuple[Appraised, ...]


@dataclass(frozen=True, eq=False)
class Course:
    """The stored judgement of a target with all that it rests on, found again."""

    item: TargetCase
    need: Need
    forecast: Forecast
    record: Record
    assessment: Assessment


def what_if(
    session: Session, target_id: str, scenarios: Sequence[Stated], *, as_of: date | None = None
) -> WhatIf:
    """Judge a target under each scenario, on the draws of the stored forecast.

    Raises TargetUnknown, NotJudged, JudgementOutdated, NoCourse, ScenarioInvalid or ScenarioImpossible.
    """
    course = course_of(session, target_id, as_of=as_of)
    start = course.forecast.origin.end + timedelta(days=1)
    found = [
        appraise(
            course.need,
            course.forecast,
            stated.scenario(start=start, pace_of=lambda area: _pace_of(session, course.item, area, as_of)),
            record=course.record,
            code_version=course.assessment.evidence.code_version if course.assessment.evidence else "",
            key=course.assessment.key,
        )
        for stated in scenarios
    ]
    return WhatIf(course.item.case.indicator, course.assessment, tuple(scenarios), tuple(found))


def course_of(session: Session, target_id: str, *, as_of: date | None = None) -> Course:
    """The current course of a target: its stored forecast, over the very observations it was made from."""
    record = assessment_as_of(session, target_id, as_of, track=False)
    items = _candidates(session, target_id, record, as_of)
    if record is None:
        raise NotJudged(target_id)
    stored = None if record.forecast_key is None else forecast(session, record.forecast_key)
    if stored is None:
        raise _no_course(target_id, record)
    for item in items:
        if assessment_key(item.case, engine=stored.engine) == record.key:
            return _course(item, stored, record)
    raise JudgementOutdated(target_id)


def _candidates(
    session: Session, target_id: str, record: AssessmentRecord | None, as_of: date | None
) -> list[TargetCase]:
    known = bases(session)
    days: list[date | None] = [None] if as_of is None else [as_of]
    if record is not None and record.data["evidence"]["knowledge"] != Knowledge.CURRENT.value:
        days.append(record.as_of)
    else:
        days.append(None)
    found = []
    for day in dict.fromkeys(days):
        cases = cases_in(
            session,
            bases_of=lambda name, area: tuple(
                b for b in known if b.indicator == name and b.area in ("", area)
            ),
            targets_wanted=[target_id],
            as_of=day,
            # What it was judged with; a champion promoted since may not have judged it yet.
            engine=None if record is None else record.data["evidence"]["engine"] or None,
        )
        found.append(next(item for item in cases if item.entry.id == target_id))
    return found


def _course(item: TargetCase, stored: ForecastRecord, record: AssessmentRecord) -> Course:
    need = consider(item.case)
    if not isinstance(need, Need) or need.travels:
        raise _no_course(item.entry.id, record)
    forecast_ = ranked(stored.forecast(need.series))
    if forecast_.origin != need.prepared.origin or forecast_.horizon < need.steps:
        raise JudgementOutdated(item.entry.id)
    evidence = record_for(need.series.frequency.value, need.effective, need.steps)
    judged = conclude_with(
        need, forecast_, variants={"default": forecast_}, record=evidence, code_version=stored.code_version, key=record.key
    )  # fmt: skip
    return Course(item, need, forecast_, evidence, judged)


def _no_course(target_id: str, record: AssessmentRecord) -> NoCourse:
    judged = from_document(Assessment, record.data)
    why = judged.reason_text or f"It stands as “{judged.verdict.words.lower()}”."
    if judged.probability is not None and not judged.certain:
        why = "It is judged on several series or targets together, which scenarios do not cover."
    return NoCourse(
        f"“{target_id}” has no current course to change. {why}",
        field="target_id",
        value=target_id,
        remedy="Scenarios are for targets that have a probability.",
    )


def _pace_of(session: Session, item: TargetCase, area: str, as_of: date | None) -> float:
    """The recent pace a year of the same indicator in another area: least squares over its last five years."""
    name = item.case.indicator.id
    found = indicator(session, name)
    held = {one.area for one in series_of(session, indicator_id=name)}
    if found is None or area not in held:
        raise ScenarioImpossible(
            f"“{name}” is not held for the area “{area}”.",
            field="area",
            value=area,
            remedy=f"Choose one of {', '.join(sorted(held)[:12])}." if held else None,
        )
    entry = found.entry(IndicatorEntry)
    editions = editions_of(session, [(name, area)])[name, area]
    known = known_as_of(
        observations_of(name, area, editions),
        as_of=as_of,
        lag_days=entry.lag_days,
        bases=bases(session, indicator_id=name),
    )
    pace = None
    if known:
        series = Series.of(
            item.case.indicator, [(k.observation.period, k.observation.value) for k in known], area=area
        )
        prepared = prepare(series, breaks_of(entry, area=area, as_of=as_of))
        pace = recent_slope(series, first_step=prepared.first_step, set_aside=prepared.set_aside)
    if pace is None:
        raise ScenarioImpossible(
            f"“{area}” has fewer than three comparable figures in the last five years.",
            field="area",
            value=area,
            remedy="Choose another area, or give a pace.",
        )
    return pace
