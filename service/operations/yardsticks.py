"""The public methods beside our own judgement of a target, from what the store holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from datasets.catalogue import IndicatorEntry
from datasets.releases import known_as_of
from forecasting.assessment import Assessment
from forecasting.judging.threshold import resolve_threshold
from forecasting.public_methods import disagreement as comparison
from forecasting.public_methods.side_by_side import side_by_side
from forecasting.public_methods.yardstick import Yardstick
from service.documents import from_document
from service.operations.cases import TargetCase, cases_for, observations_of
from service.operations.installation import Installation
from service.store.reads.assessments import assessment_as_of
from service.store.reads.catalogue import indicators
from service.store.reads.forecasts import forecast
from service.store.reads.observations import areas, editions_of
from service.store.records import AssessmentRecord


def yardsticks_for(
    installation: Installation, target_id: str, *, as_of: date | None = None
) -> list[Yardstick]:
    """What each public method says of a target, with what was known on a day (None: with everything held).

    Uses the stored judgement for what rests on our probability and makes no new one. Raises TargetUnknown.
    """
    item = _case_of(installation, target_id, as_of)
    record = _record(installation, target_id, as_of)
    return side_by_side(
        item.case,
        _assessment(record),
        peers=_peers(installation, item, as_of),
        next_met=_next_met(installation, item, record),
    )


def stored_assessment(
    installation: Installation, target_id: str, *, as_of: date | None = None
) -> Assessment | None:
    """The judgement that stands beside the yardsticks, or None where none was made yet."""
    return _assessment(_record(installation, target_id, as_of))


def disagreement(yardsticks: Sequence[Yardstick], assessment: Assessment | None) -> str:
    """Where the methods disagree with each other or with us, and why, in plain sentences."""
    return comparison.disagreement(yardsticks, assessment)


def _case_of(installation: Installation, target_id: str, as_of: date | None) -> TargetCase:
    cases = cases_for(installation, targets_wanted=[target_id], as_of=as_of)
    return next(item for item in cases if item.entry.id == target_id)


def _record(installation: Installation, target_id: str, as_of: date | None) -> AssessmentRecord | None:
    with installation.store.read() as session:
        return assessment_as_of(session, target_id, as_of, track=False)


def _assessment(record: AssessmentRecord | None) -> Assessment | None:
    return None if record is None else from_document(Assessment, record.data)


def _next_met(installation: Installation, item: TargetCase, record: AssessmentRecord | None) -> float | None:
    """Our chance that the next published figure meets the target, from the stored forecast."""
    series = item.case.series
    threshold = resolve_threshold(item.case.target, series).threshold
    if record is None or record.forecast_key is None or series is None or threshold is None:
        return None
    if item.case.target.kind.is_cumulative:
        return None
    with installation.store.read() as session:
        stored = forecast(session, record.forecast_key)
    return None if stored is None else threshold.probability(stored.forecast(series).margins, 0)


def _peers(installation: Installation, item: TargetCase, as_of: date | None) -> tuple[float, ...]:
    """Figures of the other areas of the same level in the newest period of this one."""
    series, name = item.case.series, item.entry.indicator
    if series is None or name is None:
        return ()
    with installation.store.read() as session:
        register = {area.code: area for area in areas(session, indicator_id=name)}
        own = register.get(item.case.area)
        codes = (
            [] if own is None else [c for c, a in register.items() if a.level == own.level and c != own.code]
        )
        if not codes:
            return ()
        entry = indicators(session, ids=[name])[0].entry(IndicatorEntry)
        held = editions_of(session, [(name, code) for code in codes])
    found = []
    for code in codes:
        known = known_as_of(
            observations_of(name, code, held[name, code]),
            as_of=as_of,
            lag_days=entry.lag_days,
            bases=installation.bases_of(name, code),
        )
        value = next((k.observation.value for k in known if k.observation.period == series.latest), None)
        if value is not None:
            found.append(value)
    return (*found, series.latest_value) if found else ()
