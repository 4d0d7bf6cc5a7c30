"""Judge any number of targets: settle what can be settled, forecast the rest in one batch, conclude.

This is the only place in the judging room that asks the engine for forecasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment, Evidence, Range, Reason
from forecasting.breaks import prepare
from forecasting.engine import ENGINE_VERSION, BatchForecast, EngineSettings, forecast_batch
from forecasting.findings import FindingCode
from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.identity import assessment_key, seed_of
from forecasting.judging.levels import Judged, consider_level, judge_level, level_probability
from forecasting.judging.readiness import Need, refusal_before_data, refuse, skeleton
from forecasting.judging.standards import consider_standard, judge_standard, standard_probability
from forecasting.judging.statements import statement
from forecasting.judging.totals import consider_total, judge_total, total_probability
from forecasting.judging.treatments import DEFAULT, TREATMENTS, Scale, Treatment
from forecasting.judging.verdict import Record, conclude
from forecasting.margins import Margins
from forecasting.models.history import History
from forecasting.targets import Kind
from forecasting.verdicts import Verdict

# A partly comparable break inside the fitted history widens the forecast by a tenth.
PARTIAL_WIDENING = 1.1
# Beyond the tested horizons the spread itself is uncertain by about this much either way.
_NARROW, _WIDE = 0.7, 1.4

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


def consider(case: Case) -> Assessment | Need:
    """Settle a case without a forecast where possible, else say what forecast it needs."""
    base = skeleton(case)
    refused = refusal_before_data(case, base)
    if refused is not None:
        return _with_plain_history(case, refused)
    if case.target.kind.is_cumulative:
        return consider_total(case, base)
    if case.target.kind is Kind.MAINTAIN:
        return consider_standard(case, base)
    return consider_level(case, base)


def _with_plain_history(case: Case, refused: Assessment) -> Assessment:
    from forecasting.judging.tracking import measured_track

    if case.series is None or not case.charted:
        return refused
    plain = replace(refused, track=measured_track(case.series, None))
    if refused.reason is not Reason.SCOPE_DIFFERS:
        return plain
    # No verdict, but the way that the target asks for is still shown beside the history.
    shown = consider(replace(case, target=replace(case.target, scope_one_way=False)))
    drawn = shown.base if isinstance(shown, Need) else shown
    if not drawn.track:
        return plain
    return replace(refused, track=drawn.track, resolved=drawn.resolved, required_value=drawn.required_value)


def judge(
    cases: Sequence[Case],
    *,
    evidence_for: Evidencer,
    code_version: str = "",
    sensitivity: bool = True,
    progress: Progress | None = None,
) -> list[Judgement]:
    """Judge every case; the order of the answers is the order of the cases.

    ``evidence_for(frequency, n, horizon)`` looks the backtest record up. A judgement depends on its own
    case alone, never on the rest of the batch.
    """
    keys = [assessment_key(case, engine=ENGINE_VERSION) for case in cases]
    considered = [consider(case) for case in cases]
    done: list[Judgement | None] = [
        Judgement(_finished(item, case, key)) if isinstance(item, Assessment) else None
        for item, case, key in zip(considered, cases, keys, strict=True)
    ]
    needs = {index: item for index, item in enumerate(considered) if isinstance(item, Need)}
    records = {
        index: evidence_for(need.series.frequency.value, need.effective, need.steps)
        for index, need in needs.items()
    }
    for index in [i for i, record in records.items() if record.beyond]:
        need = needs.pop(index)
        text = "The target lies more than twice as far ahead as the horizons that could be tested."
        refused = refuse(need.base, Reason.HORIZON_TOO_LONG, text, verdict=_standing(need))
        done[index] = Judgement(_finished(refused, need.case, keys[index]))
    forecasts = _forecasts(needs, keys, TREATMENTS if sensitivity else (DEFAULT,))
    for count, (index, need) in enumerate(needs.items(), start=1):
        variants = forecasts[index]
        main = variants.get(DEFAULT.name)
        if main is None:
            text = "No model could be fitted to this series."
            refused = refuse(need.base, Reason.MODEL_FAILED, text, verdict=_standing(need))
            done[index] = Judgement(_finished(refused, need.case, keys[index]))
        else:
            finished = _concluded(need, main, variants, records[index], code_version)
            done[index] = Judgement(_finished(finished, need.case, keys[index]), main)
        if progress is not None:
            progress(count, len(needs))
    return [item for item in done if item is not None]


def _standing(need: Need) -> Verdict:
    """The verdict that stands without a forecast: a breach is a fact."""
    return Verdict.NO_VERDICT if need.base.breached_since is None else Verdict.BREACHED


def _finished(assessment: Assessment, case: Case, key: str) -> Assessment:
    evidence = assessment.evidence or Evidence(
        case.knowledge, case.releases, 0 if case.series is None else len(case.series), seed=seed_of(key)
    )
    complete = replace(assessment, key=key, evidence=evidence)
    if not case.charted:
        return complete
    return replace(complete, statement=statement(complete, case.target, case.indicator))


def _concluded(
    need: Need, main: Forecast, variants: dict[str, Forecast], record: Record, code_version: str
) -> Assessment:
    judged = _judge_one(need, main)
    treatments = [
        (name, judged.probability if variant is main else _probability(need, variant))
        for name, variant in variants.items()
    ]
    spread = None
    if record.extrapolated:
        ends = [_probability(need, replace(main, margins=main.margins.widened(f))) for f in (_NARROW, _WIDE)]
        ends.append(judged.probability)
        spread = Range(min(ends), max(ends))
    evidence = Evidence(
        knowledge=need.case.knowledge,
        releases=need.case.releases,
        observations=main.observations,
        engine=main.engine,
        models=main.models,
        seed=main.seed,
        code_version=code_version,
        horizon=need.steps,
        record=record.text,
        record_series=record.series,
        coverage_80=record.coverage_80,
        brier=record.brier,
        extrapolated=record.extrapolated,
    )
    return conclude(need, judged, record=record, evidence=evidence, treatments=treatments, spread=spread)


def _judge_one(need: Need, forecast: Forecast) -> Judged:
    if need.case.target.kind.is_cumulative:
        return judge_total(need, forecast)
    if need.case.target.kind is Kind.MAINTAIN:
        return judge_standard(need, forecast)
    return judge_level(need, forecast)


def _probability(need: Need, forecast: Forecast) -> float:
    """The probability alone, for treatments beside the headline."""
    if need.case.target.kind.is_cumulative:
        return total_probability(need, forecast)
    if need.case.target.kind is Kind.MAINTAIN:
        return standard_probability(need, forecast)
    return level_probability(need, forecast)


def _forecasts(
    needs: dict[int, Need], keys: Sequence[str], treatments: Sequence[Treatment]
) -> dict[int, dict[str, Forecast]]:
    """One forecast for each need and treatment; treatments that change nothing share the default's."""
    batches: dict[tuple[int, Scale], list[tuple[int, str, History]]] = defaultdict(list)
    shared: list[tuple[int, str]] = []
    for index, need in needs.items():
        for treatment in treatments:
            values = _treated(need, treatment)
            if values is None:
                continue
            if values is need.prepared.values and treatment is not DEFAULT:
                shared.append((index, treatment.name))
                continue
            history = _history(need, values, treatment.scale)
            batches[bucket(need.horizon), treatment.scale].append((index, treatment.name, history))
    found: dict[int, dict[str, Forecast]] = {index: {} for index in needs}
    for (horizon, scale), rows in batches.items():
        batch = forecast_batch([row[2] for row in rows], horizon=horizon, engine=_settings(scale))
        for place, (index, name, _) in enumerate(rows):
            forecast = _forecast(needs[index], batch, place, keys[index], scale)
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
        need.series, need.case.breaks, treatment=treatment.exceptional, since_partial=treatment.since_partial
    )
    if other.origin != need.prepared.origin or other.comparable < min(5, need.prepared.comparable):
        return None
    if treatment.scale is not Scale.BOTH:
        return other.values if np.nanmin(other.values) > 0 else default
    return default if np.array_equal(other.values, default, equal_nan=True) else other.values


def bucket(horizon: int) -> int:
    """How many steps are forecast where ``horizon`` are needed: horizons in fixed buckets share a batch."""
    return next((bucket for bucket in _HORIZONS if bucket >= horizon), horizon)


def _settings(scale: Scale) -> EngineSettings:
    return EngineSettings(logarithms=scale is Scale.BOTH)


def _history(need: Need, values: NDArray[np.float64], scale: Scale) -> History:
    indicator = need.case.indicator
    if scale is Scale.LOGARITHMIC:  # bounds and rounding belong to the quantity itself
        return History(
            np.log(values), need.series.season, monotone=indicator.monotone, family=indicator.family
        )
    return History(
        values=values,
        season=need.series.season,
        lower=indicator.lower,
        upper=indicator.upper,
        rounding=indicator.rounding,
        monotone=indicator.monotone,
        family=indicator.family,
    )


def _forecast(need: Need, batch: BatchForecast, place: int, key: str, scale: Scale) -> Forecast:
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
    return Forecast(
        series=need.series,
        origin=need.prepared.origin,
        margins=margins,
        dependence=batch.dependence[place],
        seed=seed_of(key),
        engine=ENGINE_VERSION,
        models=("grid_ets", "log_grid_ets", "theta"),
        observations=int(batch.effective_n[place]),
        borrowed_spread=bool(batch.borrowed[place]),
    )
