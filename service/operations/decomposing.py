"""Which places drive a gap: the shortfall of each target shared out among the places its whole is made of.

The whole keeps the forecast it was judged by; every place is forecast as any series is, and all of them are drawn
together and made to add up to it. What is up to date is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from datasets.catalogue import IndicatorEntry
from forecasting.association import surprises
from forecasting.courses import forecast_courses
from forecasting.forecasts import Forecast
from forecasting.hierarchy.coherent import Coherent, coherent_paths
from forecasting.hierarchy.shortfall import PlaceShortfall, share_out, share_out_rate, shares_of
from forecasting.judging.concluding import consider
from forecasting.judging.identity import seed_of
from forecasting.judging.readiness import Need
from forecasting.periods import Period
from forecasting.targets import Kind, Window
from service.documents import dumps, to_document
from service.operations.cases import TargetCase, cases_for
from service.operations.constants import engine_of
from service.operations.installation import Installation
from service.operations.places import Places, adds_up, places_of
from service.operations.ratios import Ratio, ratio_of
from service.store.reads.assessments import current_assessments
from service.store.reads.catalogue import indicators, targets
from service.store.reads.decompositions import decomposition_keys
from service.store.reads.forecasts import forecast
from service.store.reads.observations import areas
from service.store.records import AssessmentRecord
from service.store.writes.decompositions import NewDecomposition, replace_decompositions

if TYPE_CHECKING:
    from sqlmodel import Session

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

_LAYOUT = "1"
"""Part of the key of a decomposition: another layout is another document."""
_TOTALS = (Kind.CUMULATIVE_SUM, Kind.CUMULATIVE_CAP)


@dataclass(frozen=True, eq=False)
class _Question:
    """What is asked of the whole, at which periods, and with what weight each counts."""

    required: float
    sign: int
    periods: tuple[Period, ...]
    weights: Floats


def keep_decompositions(
    installation: Installation, *, recorded: datetime, progress: Progress | None = None
) -> int:
    """Share out the shortfall of every target whose whole has places with figures; say how many were made anew."""
    engine = engine_of(installation).settings
    with installation.store.read() as session:
        held = decomposition_keys(session)
        broad = {record.parent for record in areas(session) if record.parent}
        wide = [record.id for record in targets(session) if record.area in broad]
    # Only of a target whose area is made of others is anything read.
    cases = [
        item
        for item in (cases_for(installation, targets_wanted=wide) if wide else ())
        if item.entry.area in broad and item.case.recorded is None
    ]
    with installation.store.read() as session:
        current = current_assessments(session, [item.entry.id for item in cases])
    new: list[NewDecomposition] = []
    kept: set[str] = set()
    for done, item in enumerate(cases, start=1):
        name, judged = item.entry.id, current.get(item.entry.id)
        if judged is None or judged.forecast_key is None or item.case.series is None:
            continue
        need = consider(item.case)
        question = _question(need) if isinstance(need, Need) else None
        if question is None or not isinstance(need, Need):
            continue
        with installation.store.read() as session:
            stored = forecast(session, judged.forecast_key)
            parts = _parts(session, need)
        if parts is None or stored is None:
            continue
        kept.add(name)
        key = _key(engine.version, judged.key, parts)
        if held.get(name) != key:
            made = _decomposed(need, question, stored.forecast(need.series), parts, engine=engine, key=key)
            if made is not None:
                document = _document(item, judged, need, question, parts.places, made)
                new.append(NewDecomposition(name, key, dumps(document).decode()))
            else:
                kept.discard(name)
        if progress is not None:
            progress(done, len(cases))
    gone = [name for name in held if name not in kept]
    if new or gone:
        with installation.store.session() as session:
            replace_decompositions(session, new, gone=gone, recorded=recorded)
    return len(new)


@dataclass(frozen=True, eq=False)
class _Parts:
    """The places of a whole, and for a rate what makes it one."""

    places: Places
    ratio: Ratio | None = None


def _parts(session: Session, need: Need) -> _Parts | None:
    series = need.series
    if adds_up(series.indicator):
        places = places_of(session, series.indicator.id, series.area, series)
        return None if places is None else _Parts(places)
    if need.case.target.kind in _TOTALS:
        return None
    (record,) = indicators(session, ids=[series.indicator.id])
    ratio = ratio_of(session, record.entry(IndicatorEntry), series)
    return None if ratio is None else _Parts(ratio.numerators, ratio)


def _question(need: Need) -> _Question | None:
    """What the whole is asked for; None where the kind of target is no amount to be shared out."""
    target = need.case.target
    if need.parts or need.travels:
        return None
    if target.kind in _TOTALS and target.window is not None and target.value is not None:
        periods = _within(need, target.window)
        weights = np.array([_weight(period, target.window) for period in periods])
        sign = -1 if target.kind is Kind.CUMULATIVE_CAP else 1
        return _Question(float(target.value), sign, periods, weights) if periods else None
    threshold = need.resolution.threshold
    if not target.kind.is_level or threshold is None or threshold.sign == 0 or threshold.upper is not None:
        return None
    at = need.prepared.origin + need.steps
    return _Question(float(threshold.value), threshold.sign, (at,), np.ones(1))


def _within(need: Need, window: Window) -> tuple[Period, ...]:
    series, origin = need.series, need.prepared.origin
    first = series.step_of(series.periods[0])
    last = series.step_of(origin) + need.horizon
    every = (series.period_at(step) for step in range(first, last + 1))
    return tuple(period for period in every if _weight(period, window) > 0)


def _weight(period: Period, window: Window) -> float:
    end = window.end or period.end
    return period.overlap(window.start, end) / period.days


def _key(engine: str, judged: str, found: _Parts) -> str:
    places, ratio = found.places, found.ratio
    of = () if ratio is None else (repr(ratio.scale), *map(repr, ratio.denominators.tolist()))
    digest = sha256("\x1f".join((_LAYOUT, engine, judged, *of)).encode())
    for name in places.tree.nodes:
        series = places.series[name]
        parts = (
            name,
            places.names[name],
            *(f"{p}={v!r}" for p, v in zip(series.periods, series.values.tolist(), strict=True)),
        )
        digest.update("\x1f".join(parts).encode())
    return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class _Made:
    places: tuple[PlaceShortfall, ...]
    shared_from: Period
    drawn_in: float


def _decomposed(
    need: Need, question: _Question, whole: Forecast, parts: _Parts, *, engine: Any, key: str
) -> _Made | None:
    places, ratio = parts.places, parts.ratio
    course = whole if ratio is None else ratio.counted(whole)
    found = _coherent(question, course, places, engine=engine, seed=seed_of(key))
    if found is None:
        return None
    if ratio is not None:
        rates = share_out_rate(
            places.tree, found.leaves[:, 0], ratio.denominators, required=question.required, sign=question.sign,
            scale=ratio.scale,
        )  # fmt: skip
        return _Made(rates, need.series.latest, found.drawn_in)
    values = np.einsum("npl,p->nl", found.leaves, question.weights)
    base = _shared_from(need, places)
    shares = shares_of([_value(places, leaf, base) for leaf in places.tree.leaves])
    shared = share_out(places.tree, values, shares, required=question.required, sign=question.sign)
    return _Made(shared, base, found.drawn_in)


def _coherent(
    question: _Question, whole: Forecast, places: Places, *, engine: Any, seed: int
) -> Coherent | None:
    tree, last = places.tree, question.periods[-1]
    if whole.origin + whole.horizon < last:
        return None
    names = [name for name in tree.nodes if name != tree.root]
    grounds = [places.grounds[name] for name in names]
    horizons = [max(last - ground.prepared.origin, 1) for ground in grounds]
    courses = forecast_courses(grounds, horizons, engine=engine)
    if any(course is None for course in courses):
        return None
    forecasts = {tree.root: whole} | {
        name: course for name, course in zip(names, courses, strict=True) if course is not None
    }
    lower = places.series[tree.root].indicator.lower
    bounded = lower if all(places.series[leaf].indicator.lower is not None for leaf in tree.leaves) else None
    return coherent_paths(
        tree,
        forecasts,
        {name: surprises(places.series[name]) for name in tree.nodes},
        question.periods,
        seed=seed,
        lower=bounded,
    )


def _shared_from(need: Need, places: Places) -> Period:
    """The period whose shares every place is asked to keep: the baseline, else the newest that all of them have."""
    common = set.intersection(*(set(places.series[leaf].periods) for leaf in places.tree.leaves))
    wanted = need.case.target.baseline.period
    if wanted is not None and wanted in common:
        return wanted
    window = need.case.target.window
    before = [p for p in common if window is None or p.end < window.start] or list(common)
    return max(before, key=lambda period: period.end)


def _value(places: Places, leaf: str, period: Period) -> float:
    series = places.series[leaf]
    return float(series.dense[series.step_of(period)])


def _document(
    item: TargetCase,
    judged: AssessmentRecord,
    need: Need,
    question: _Question,
    places: Places,
    made: _Made,
) -> dict[str, Any]:
    gap = judged.data["projected_gap"]
    judged_total = item.case.target.kind in _TOTALS
    return {
        "target_id": item.entry.id,
        "assessment": judged.key,
        # An official count of the time since the last full period is in the judgement, and in no place.
        "judged_shortfall": None if gap is None else gap["value"],
        "indicator_id": need.series.indicator.id,
        "unit": need.series.indicator.unit,
        "of": "total" if judged_total else ("level" if adds_up(need.series.indicator) else "rate"),
        "periods": [to_document(period) for period in (question.periods[0], question.periods[-1])],
        "more_is_better": question.sign > 0,
        "required": question.required,
        "shared_from": to_document(made.shared_from),
        "drawn_in": made.drawn_in,
        "places": [
            {**to_document(one), "name": places.names[one.area], "level": places.levels[one.area]}
            for one in _ranked(made.places)
        ],
    }


def _ranked(places: Sequence[PlaceShortfall]) -> list[PlaceShortfall]:
    """The whole first, then every place, those furthest short first."""
    whole, *others = places
    return [whole, *sorted(others, key=lambda one: (-one.mean, one.area))]
