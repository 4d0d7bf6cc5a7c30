"""Targets judged on the value of one period: a level, a band, a change, an elimination."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment, Gap, Outcome, Range, Rates, Reason, TrackPoint
from forecasting.breaks import last_cut
from forecasting.findings import Finding, FindingCode
from forecasting.forecasts import Forecast
from forecasting.judging.attainment import first_passage
from forecasting.judging.case import Case
from forecasting.judging.readiness import Need, certain, concluded, fit_for, past, refuse, without_value
from forecasting.judging.required_path import gap_now, recent_slope, required_path
from forecasting.judging.threshold import Threshold, resolve_threshold, uncertain
from forecasting.judging.tracking import fan, measured_track, projection, shown_quantiles
from forecasting.paths import share
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.trajectories import Trajectory

# One-sided 90% normal limit for calling a slope adverse.
_ADVERSE = 1.2816


@dataclass(frozen=True, slots=True)
class Judged:
    """The parts of a judgement that depend on the forecast.

    ``met`` says which sample paths pass the target's own threshold at each step, shape (N, H), where that was asked.
    """

    assessment: Assessment
    probability: float
    error: float = 0.0
    certain: bool = False
    met: NDArray[np.bool_] | None = None


def consider_level(case: Case, base: Assessment) -> Assessment | Need:
    """Settle a level target without a forecast where that is possible, else say what forecast it needs."""
    due = case.target.due
    if due is None:
        return refuse(base, Reason.DATE_MISSING, "The target has no date.")
    if case.series is None:
        waiting = without_value(case, base, due)
        return (
            waiting
            if waiting is not None
            else refuse(base, Reason.NO_DATA, "No figures are loaded for this indicator and area.")
        )
    series = case.series
    resolution = resolve_threshold(case.target, series)
    resolved = series.last_period_ending_by(due)
    base = replace(base, resolved=resolved, findings=(*base.findings, *resolution.findings))
    asked = case.target.period
    if asked is not None and (asked.label != resolved.label or asked.end != resolved.end):
        note = Finding(
            FindingCode.DATE_RESOLVED,
            f"“By {asked.label}” is judged on the figure for {resolved.label}.",
        )
        base = replace(base, findings=(*base.findings, note))
    if resolution.threshold is None:
        return refuse(
            _with_history(case, base, series, None, resolution.baseline),
            resolution.reason or Reason.NO_TARGET_SET,
            resolution.text,
        )
    threshold = resolution.threshold
    base = replace(base, required_value=_asked(case, threshold))
    deciding = series.value_at(resolved)
    drawn = _with_history(case, base, series, threshold, resolution.baseline)
    broken = _across_a_break(case, drawn, series, due)
    if broken is not None:
        return broken
    if deciding is not None:
        return _decided(case, drawn, resolved, deciding, threshold)
    if past(case, due):
        told = _told_by_counter(series, resolved, threshold)
        if told is not None:
            return _decided(case, drawn, *told, threshold)
    waiting = without_value(case, drawn, due)
    if waiting is not None:
        return waiting
    need = fit_for(case, drawn, series, due)
    settled = settled_by(series, threshold)
    if isinstance(need, Assessment) and settled is not None:
        return certain(replace(drawn, findings=need.findings), met=settled)
    return need


def _across_a_break(case: Case, base: Assessment, series: Series, due: date) -> Assessment | None:
    """No change is measured across a break: refuse, or leave it to the official record of a past target."""
    baseline, cut = case.target.baseline.period, last_cut(series, case.breaks)
    if not case.target.kind.is_change or baseline is None or cut is None or base.resolved is None:
        return None
    if not baseline.end < cut.end <= base.resolved.end:
        return None
    if case.recorded is not None and past(case, due):
        return concluded(base, case.recorded)
    text = f"The baseline for {baseline.label} lies before a break; figures are comparable only from {cut.label}."
    return refuse(base, Reason.SERIES_BREAK, text)


def _told_by_counter(series: Series, resolved: Period, threshold: Threshold) -> tuple[Period, float] | None:
    """The reading that decides for a counter that never falls, where the deciding day itself has none."""
    if not series.indicator.monotone or threshold.sign == 0:
        return None
    readings = list(zip(series.periods, series.values.tolist(), strict=True))
    before = [(p, v) for p, v in readings if p.end <= resolved.end]
    after = [(p, v) for p, v in readings if p.end > resolved.end]
    wanted = threshold.sign > 0
    # Passed by then, it stays passed; not passed at the next reading, it was not passed by then.
    passed = next(((p, v) for p, v in before if bool(threshold.met(v)) is wanted), None)
    if passed is not None:
        return passed
    return after[0] if after and bool(threshold.met(after[0][1])) is not wanted else None


def _asked(case: Case, threshold: Threshold) -> float:
    # An elimination is compared after rounding; what is asked for is still the functional zero.
    from forecasting.targets import Kind

    return case.target.functional_zero if case.target.kind is Kind.ELIMINATION else threshold.value


def _with_history(
    case: Case, base: Assessment, series: Series, threshold: Threshold | None, baseline: float | None
) -> Assessment:
    if not case.charted:
        return base
    path = None
    if threshold is not None and base.resolved is not None:
        path = required_path(case, series, base.resolved, threshold, baseline=baseline)
    return replace(base, track=measured_track(series, path))


def _decided(
    case: Case, base: Assessment, resolved: Period, value: float, threshold: Threshold
) -> Assessment:
    met = bool(threshold.met(value))
    outcome = Outcome(resolved, value, met, source="the series itself")
    recorded = case.recorded
    if recorded is not None and recorded.met != met:
        said = "met" if recorded.met else "missed"
        note = Finding(
            FindingCode.OUTCOME_DIFFERS,
            f"The official record says {said} ({recorded.source}); the figures now held say otherwise.",
        )
        base = replace(base, findings=(*base.findings, note))
    elif recorded is not None:
        outcome = replace(outcome, recorded=recorded.recorded, source=recorded.source)
    return concluded(base, outcome)


def level_probability(need: Need, forecast: Forecast) -> float:
    """The probability of a level target from the exact margin; 0 or 1 where a counter has settled it."""
    threshold = need.resolution.threshold
    if threshold is None:
        raise ValueError("a level target reaches a forecast only with a threshold")
    settled = settled_by(need.series, threshold)
    if settled is not None:
        return float(settled)
    return uncertain(threshold.probability(forecast.margins, need.steps - 1))


def settled_by(series: Series, threshold: Threshold) -> bool | None:
    """Whether a counter that never falls has already passed a target for good, or a cap; None while open."""
    if not series.indicator.monotone:
        return None
    met = bool(threshold.met(series.latest_value))
    if threshold.sign > 0 and met:
        return True
    return False if threshold.sign < 0 and not met else None


def judge_level(need: Need, forecast: Forecast) -> Judged:
    """The probability of a level target from the exact margin, with the path, gaps, rates and attainment."""
    threshold = need.resolution.threshold
    if threshold is None or need.base.resolved is None:
        raise ValueError("a level target reaches a forecast only with a threshold and a date")
    series, ahead = need.series, need.steps
    margins = forecast.margins
    probability = level_probability(need, forecast)
    quantiles = shown_quantiles(margins)
    path = required_path(need.case, series, need.resolved, threshold, baseline=need.resolution.baseline)
    periods = [forecast.period_at(k) for k in range(1, forecast.horizon + 1)]
    hits = threshold.met_by(forecast)
    _, error = share(hits[:, ahead - 1])
    spot = quantiles[ahead - 1]
    short = sorted((threshold.short_of(float(spot[1])), threshold.short_of(float(spot[5]))))
    value = threshold.short_of(float(spot[3]))
    scale = abs(threshold.value)
    years = ahead / series.steps_per_year
    slope = recent_slope(series, first_step=need.prepared.first_step, set_aside=need.prepared.set_aside)
    met_now = bool(threshold.met(series.latest_value))
    assessment = replace(
        need.base,
        resolved=need.resolved,
        projection=projection(need.resolved, spot),
        projected_gap=Gap(value, Range(short[0], short[1]), 100 * value / scale if scale > 0 else None),
        gap_now=gap_now(series, path, threshold, resolved=need.resolved),
        rates=Rates(
            required=None if met_now else (threshold.value - series.latest_value) / years,
            recent=slope,
            window="least squares over the last five years",
        ),
        attainment=first_passage(hits, periods, steps_per_year=series.steps_per_year, at=ahead - 1),
        deteriorating=met_now and (probability <= 0.5 or _adverse(need, threshold)),
        track=(*_history(need, path), *fan(quantiles[:ahead], periods[:ahead], path))
        if need.case.charted
        else (),
    )
    return Judged(assessment, probability, error, settled_by(series, threshold) is not None, hits)


def _history(need: Need, path: Trajectory | None) -> tuple[TrackPoint, ...]:
    """The measured rows of the chart; those drawn before anything was forecast, where nothing is marked in them."""
    prepared = need.prepared
    if need.series is need.case.series and prepared.first_step == 0 and not prepared.set_aside:
        return need.base.track
    return measured_track(need.series, path, first_step=prepared.first_step, set_aside=prepared.set_aside)


def _adverse(need: Need, threshold: Threshold) -> bool:
    """Whether the last five years slope the wrong way at 90%, one-sided."""
    series, steps = need.series, need.series.steps
    keep = (steps >= need.prepared.first_step) & (steps > steps[-1] - 5 * series.steps_per_year - 0.5)
    keep &= ~np.isin(steps, list(need.prepared.set_aside))
    if keep.sum() < 4:
        return False
    time, values = steps[keep] / series.steps_per_year, series.values[keep]
    centred = time - time.mean()
    slope = float(centred @ values) / float(centred @ centred)
    residual = values - values.mean() - slope * centred
    error = float(np.sqrt(residual @ residual / (len(values) - 2) / (centred @ centred)))
    return threshold.sign * slope < -_ADVERSE * error
