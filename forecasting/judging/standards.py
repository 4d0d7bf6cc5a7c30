"""Standards that must hold in every period: a floor each year, a legal standard with no end date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from forecasting.assessment import Assessment, Gap, Outcome, Range, Rates, Reason
from forecasting.findings import Finding, FindingCode
from forecasting.forecasts import Forecast
from forecasting.judging.attainment import first_passage
from forecasting.judging.case import Case
from forecasting.judging.levels import Judged
from forecasting.judging.readiness import Need, concluded, fit_for, past, refuse, without_value
from forecasting.judging.required_path import gap_now, recent_slope, required_path
from forecasting.judging.threshold import Threshold, resolve_threshold, uncertain
from forecasting.judging.tracking import fan, measured_track, projection, shown_quantiles
from forecasting.paths import chance, share
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.verdicts import Verdict


def _year_ahead(series: Series) -> date:
    """A standard without an end is looked at over the year ahead of the newest figure."""
    steps = max(1, round(series.steps_per_year))
    return series.period_at(series.step_of(series.latest) + steps).end


def _scope(case: Case, series: Series) -> list[tuple[Period, float]]:
    """The observed periods in which the standard must hold."""
    window = case.target.window
    return [
        (period, float(value))
        for period, value in zip(series.periods, series.values, strict=True)
        if window is None
        or (period.end >= window.start and period.start >= window.start - timedelta(days=period.days - 1))
        if window is None or window.end is None or period.end <= window.end
    ]


def breach_since(observed: list[tuple[Period, float]], threshold: Threshold) -> Period | None:
    """The first period of the breach that is still open, or None where the newest value is within the standard."""
    since: Period | None = None
    for period, value in reversed(observed):
        if bool(threshold.met(value)):
            return since
        since = period
    return since


def consider_standard(case: Case, base: Assessment) -> Assessment | Need:
    """Settle a standard from its observed breaches, else say what forecast it needs."""
    series = case.series
    due = case.target.due
    if series is None:
        waiting = None if due is None else without_value(case, base, due)
        return (
            waiting
            if waiting is not None
            else refuse(base, Reason.NO_DATA, "No figures are loaded for this indicator and area.")
        )
    resolution = resolve_threshold(case.target, series)
    threshold = resolution.threshold
    if threshold is None:
        return refuse(base, resolution.reason or Reason.NO_TARGET_SET, resolution.text)
    base = replace(base, required_value=threshold.value)
    observed = _scope(case, series)
    if case.charted:
        path = required_path(
            case, series, series.last_period_ending_by(due or series.latest.end), threshold, baseline=None
        )
        base = replace(base, track=measured_track(series, path))
    if due is not None:
        resolved = series.last_period_ending_by(due)
        base = replace(base, resolved=resolved)
        failed = [(p, v) for p, v in observed if not bool(threshold.met(v))]
        if failed:
            period, _ = failed[0]
            note = Finding(
                FindingCode.DATE_RESOLVED,
                f"Had to hold in every period; first missed in {period.label} ({len(failed)} of {len(observed)} so far).",
            )
            base = replace(base, findings=(*base.findings, note))
            if past(case, due):
                return concluded(
                    base, Outcome(failed[-1][0], failed[-1][1], met=False, source="the series itself")
                )
            return replace(
                base,
                verdict=Verdict.BREACHED,
                probability=0.0,
                certain=True,
                probability_shown="0%",
                chance="none",
                breached_since=period,
            )
        if observed and observed[-1][0] == resolved and past(case, due):
            return concluded(base, Outcome(resolved, observed[-1][1], met=True, source="the series itself"))
        waiting = without_value(case, base, due)
        if waiting is not None:
            return waiting
    horizon_end = due if due is not None else _year_ahead(series)
    need = fit_for(case, base, series, horizon_end)
    since = breach_since(observed, threshold)
    if isinstance(need, Assessment):
        # That the standard is breached is a fact, whatever can be said of its return.
        return replace(
            need, breached_since=since, verdict=need.verdict if since is None else Verdict.BREACHED
        )
    return replace(need, base=replace(need.base, breached_since=since, resolved=need.resolved))


def standard_probability(need: Need, forecast: Forecast) -> float:
    """The chance of holding throughout, or, once breached, of being back within the standard at the end."""
    threshold = need.resolution.threshold
    if threshold is None:
        raise ValueError("a standard reaches a forecast only with a threshold")
    if need.base.breached_since is not None:
        return uncertain(threshold.probability(forecast.margins, need.steps - 1))
    return chance(np.all(threshold.met_by(forecast)[:, : need.steps], axis=1))[0]


def judge_standard(need: Need, forecast: Forecast) -> Judged:
    """The chance that a standard holds throughout; once breached, the chance of being back within it."""
    threshold = need.resolution.threshold
    if threshold is None:
        raise ValueError("a standard reaches a forecast only with a threshold")
    series, ahead = need.series, need.steps
    met = threshold.met_by(forecast)
    breached = need.base.breached_since is not None
    if breached:
        probability = uncertain(threshold.probability(forecast.margins, ahead - 1))
        _, error = share(met[:, ahead - 1])
    else:
        probability, error = chance(np.all(met[:, :ahead], axis=1))
    quantiles = shown_quantiles(forecast.margins)
    periods = [forecast.period_at(k) for k in range(1, forecast.horizon + 1)]
    path = required_path(need.case, series, need.resolved, threshold, baseline=None)
    spot = quantiles[ahead - 1]
    short = sorted((threshold.short_of(float(spot[1])), threshold.short_of(float(spot[5]))))
    value = threshold.short_of(float(spot[3]))
    slope = recent_slope(series, first_step=need.prepared.first_step, set_aside=need.prepared.set_aside)
    assessment = replace(
        need.base,
        projection=projection(need.resolved, spot),
        projected_gap=Gap(value, Range(short[0], short[1])),
        gap_now=gap_now(series, path, threshold, resolved=need.resolved, standing=True),
        rates=Rates(
            (threshold.value - series.latest_value) / (ahead / series.steps_per_year) if breached else None,
            slope,
            "least squares over the last five years",
        ),
        # Within the standard the date of interest is the first breach; outside it, the first return.
        attainment=first_passage(
            met if breached else ~met, periods, steps_per_year=series.steps_per_year, at=ahead - 1
        ),
        track=(
            *measured_track(
                series, path, first_step=need.prepared.first_step, set_aside=need.prepared.set_aside
            ),
            *fan(quantiles[:ahead], periods[:ahead], path),
        )
        if need.case.charted
        else (),
    )
    return Judged(assessment, probability, error, met=met)
