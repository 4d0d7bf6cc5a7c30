"""Judge any number of targets: settle what can be settled, forecast the rest in one batch, conclude.

This is the only place in the judging room that asks the engine for forecasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment, Reason
from forecasting.breaks import prepare
from forecasting.engine import DEFAULT as SHIPPED
from forecasting.engine import BatchForecast, EngineSettings, forecast_batch
from forecasting.findings import FindingCode
from forecasting.forecasts import Forecast
from forecasting.judging.calibrated import calibrated
from forecasting.judging.case import Case
from forecasting.judging.concluding import (
    beyond_evidence,
    conclude_rank,
    conclude_with,
    consider,
    finished,
    standing,
)
from forecasting.judging.identity import assessment_key, seed_of
from forecasting.judging.pairs import compose, operation_of
from forecasting.judging.parts import own_need
from forecasting.judging.readiness import Need, refuse
from forecasting.judging.travelling import a_year_ahead
from forecasting.judging.treatments import DEFAULT, PARTIAL_WIDENING, TREATMENTS, Scale, Treatment
from forecasting.judging.verdict import Record
from forecasting.margins import Margins
from forecasting.models.history import History
from forecasting.recalibration.calibration import SHIPPED as AS_SHIPPED
from forecasting.targets import Kind, Operation

# Horizons are rounded up to these, so that more series share a batch; the answer is then cut to what was
# asked. The bucket depends on the case alone, and so does the result.
_HORIZONS = (4, 8, 12, 16, 24, 36, 48, 72, 96, 144, 208, 384, 730)

Progress = Callable[[int, int], None]
Evidencer = Callable[[str, int, int], Record]


@dataclass(frozen=True, eq=False)
class Judgement:
    """An assessment with the forecast it rests on, if there is one."""

    assessment: Assessment
    forecast: Forecast | None = None


def judge(
    cases: Sequence[Case],
    *,
    evidence_for: Evidencer,
    code_version: str = "",
    sensitivity: bool = True,
    progress: Progress | None = None,
    engine: EngineSettings = SHIPPED,
) -> list[Judgement]:
    """Judge every case; the order of the answers is the order of the cases.

    ``evidence_for(frequency, n, horizon)`` looks the backtest record up. A judgement depends on its own
    case alone, never on the rest of the batch. ``engine`` may have other constants than the shipped ones; its
    version is part of every key, and so are the calibrations of the series of a case.
    """
    names = [case.engine_name(engine.version) for case in cases]
    keys = [assessment_key(case, engine=name) for case, name in zip(cases, names, strict=True)]
    considered = [consider(case) for case in cases]
    done: list[Judgement | None] = [
        Judgement(finished(item, case, key)) if isinstance(item, Assessment) else None
        for item, case, key in zip(considered, cases, keys, strict=True)
    ]
    needs = {index: item for index, item in enumerate(considered) if isinstance(item, Need)}
    records = {
        index: evidence_for(need.series.frequency.value, need.effective, need.steps)
        for index, need in needs.items()
    }
    for index, need in needs.items():
        if need.travels and records[index].beyond:
            needs[index] = nearer = a_year_ahead(need)
            records[index] = evidence_for(nearer.series.frequency.value, nearer.effective, nearer.steps)
    for index in [i for i, record in records.items() if record.beyond]:
        need = needs.pop(index)
        refused = need.base if need.travels else beyond_evidence(need)
        done[index] = Judgement(finished(refused, need.case, keys[index]))
    forecasts, jointly = _all_forecasts(needs, keys, names, TREATMENTS if sensitivity else (DEFAULT,), engine)
    for count, (index, need) in enumerate(needs.items(), start=1):
        variants = forecasts[index]
        main = variants.get(DEFAULT.name)
        if DEFAULT.name in jointly[index] and need.case.target.kind is Kind.RANK:
            ranked = conclude_rank(
                need,
                jointly[index][DEFAULT.name],
                variants=jointly[index],
                record=records[index],
                code_version=code_version,
                key=keys[index],
            )
            done[index] = Judgement(ranked)
        elif main is None:
            text = "No model could be fitted to this series."
            reason = Reason.MODEL_FAILED
            if DEFAULT.name in jointly[index] and operation_of(need.case.target) is Operation.RATIO:
                text = "What is divided by may come to zero, so that no ratio to it can be forecast."
                reason = Reason.RATIO_UNDEFINED_ZERO
            failed = refuse(need.base, reason, text, verdict=standing(need))
            refused = need.base if need.travels else failed
            done[index] = Judgement(finished(refused, need.case, keys[index]))
        else:
            concluded = conclude_with(
                need,
                main,
                variants=variants,
                record=records[index],
                code_version=code_version,
                key=keys[index],
            )
            done[index] = Judgement(concluded, main)
        if progress is not None:
            progress(count, len(needs))
    return [item for item in done if item is not None]


def _all_forecasts(
    needs: dict[int, Need],
    keys: Sequence[str],
    names: Sequence[str],
    treatments: Sequence[Treatment],
    engine: EngineSettings,
) -> tuple[dict[int, dict[str, Forecast]], dict[int, dict[str, list[Forecast]]]]:
    """The forecasts of every need, by treatment; and those of each of its series, where it has several.

    What is made of two series is drawn from the forecasts of both; a rank is read from those of all. Each carries the
    name of the engine with the calibrations of every series of its case.
    """
    flat: dict[int, Need] = {index: need for index, need in needs.items() if not need.parts}
    flat_keys = list(keys)
    places: dict[int, list[int]] = {}
    for index, need in needs.items():
        for part in need.parts:
            places.setdefault(index, []).append(len(flat_keys))
            flat[len(flat_keys)] = own_need(need, part)
            flat_keys.append(keys[index])
    made = _forecasts(flat, flat_keys, treatments, engine)
    single = {index: _called(made.get(index, {}), names[index]) for index in needs}
    jointly: dict[int, dict[str, list[Forecast]]] = {index: {} for index in needs}
    for index, own in places.items():
        need = needs[index]
        for name in made[own[0]]:
            if not all(name in made[place] for place in own):
                continue
            jointly[index][name] = [_called(made[place], names[index])[name] for place in own]
            if need.case.target.kind is not Kind.RANK:
                joint = compose(need, jointly[index][name], seed=seed_of(keys[index]))
                if joint is not None:
                    single[index][name] = joint
    return single, jointly


def _called(made: dict[str, Forecast], name: str) -> dict[str, Forecast]:
    """Forecasts under the name of the engine of their case; one object stays one."""
    if all(one.engine == name for one in made.values()):
        return made
    renamed = {id(one): replace(one, engine=name) for one in made.values()}
    return {treatment: renamed[id(one)] for treatment, one in made.items()}


def _forecasts(
    needs: dict[int, Need], keys: Sequence[str], treatments: Sequence[Treatment], engine: EngineSettings
) -> dict[int, dict[str, Forecast]]:
    """One forecast for each need and treatment; treatments that change nothing share the default's."""
    batches: dict[tuple[int, Scale], list[tuple[int, str, History]]] = defaultdict(list)
    shared: list[tuple[int, str]] = []
    found: dict[int, dict[str, Forecast]] = {index: {} for index in needs}
    for index, need in needs.items():
        for treatment in treatments:
            values = _treated(need, treatment)
            if values is None:
                continue
            if need.case.calibration != AS_SHIPPED:
                own = calibrated(need, treatment, values, key=keys[index], engine=engine)
                if own is not None:
                    found[index][treatment.name] = own
                continue
            if values is need.prepared.values and treatment is not DEFAULT:
                shared.append((index, treatment.name))
                continue
            history = _history(need, values, treatment.scale)
            batches[bucket(need.horizon), treatment.scale].append((index, treatment.name, history))
    for (horizon, scale), rows in batches.items():
        batch = forecast_batch([row[2] for row in rows], horizon=horizon, engine=_settings(engine, scale))
        for place, (index, name, _) in enumerate(rows):
            forecast = _forecast(needs[index], batch, place, keys[index], scale, engine.version)
            if np.isfinite(forecast.margins.grid).all():
                found[index][name] = forecast
    for index, name in shared:
        if DEFAULT.name in found[index]:
            found[index][name] = found[index][DEFAULT.name]
    return found


def _treated(need: Need, treatment: Treatment) -> NDArray[np.float64] | None:
    """The values a treatment fits: the default's own where it changes nothing, None where it leaves too few."""
    default = need.prepared.values
    other = prepare(
        need.series,
        need.case.fitted_breaks,
        treatment=treatment.exceptional,
        since_partial=treatment.since_partial,
    )
    if other.origin != need.prepared.origin or other.comparable < min(5, need.prepared.comparable):
        return None
    if treatment.scale is not Scale.BOTH:
        return other.values if np.nanmin(other.values) > 0 else default
    return default if np.array_equal(other.values, default, equal_nan=True) else other.values


def bucket(horizon: int) -> int:
    """How many steps are forecast where ``horizon`` are needed: horizons in fixed buckets share a batch."""
    return next((bucket for bucket in _HORIZONS if bucket >= horizon), horizon)


def _settings(engine: EngineSettings, scale: Scale) -> EngineSettings:
    return replace(engine, logarithms=scale is Scale.BOTH)


def _history(need: Need, values: NDArray[np.float64], scale: Scale) -> History:
    indicator = need.case.indicator
    if scale is Scale.LOGARITHMIC:  # bounds and rounding belong to the quantity itself
        return History(
            np.log(values), need.series.season, monotone=indicator.monotone, family=indicator.family
        )
    return History.of(indicator, values, season=need.series.season)


def _forecast(need: Need, batch: BatchForecast, place: int, key: str, scale: Scale, version: str) -> Forecast:
    indicator, lower = need.case.indicator, need.case.indicator.lower
    if indicator.monotone:  # a counter starts from where it stands
        lower = float(need.prepared.values[-1])
    grid = batch.quantiles[place, : need.horizon]
    if scale is Scale.LOGARITHMIC:
        with np.errstate(over="ignore"):
            grid = np.exp(grid)
        if lower is not None or indicator.upper is not None:
            grid = np.clip(grid, lower, indicator.upper)
    margins = Margins(grid, float(batch.tail[place]), lower, indicator.upper)
    if any(f.code is FindingCode.BREAK_PARTLY for f in need.prepared.findings):
        margins = margins.widened(PARTIAL_WIDENING)
    if need.case.revision_error:
        margins = margins.with_error(need.case.revision_error)
    return Forecast(
        series=need.series,
        origin=need.prepared.origin,
        margins=margins,
        dependence=batch.dependence[place],
        seed=seed_of(key),
        engine=version,
        models=("grid_ets", "log_grid_ets", "theta"),
        observations=int(batch.effective_n[place]),
        borrowed_spread=bool(batch.borrowed[place]),
    )
