"""Standards that must be met in each of the last so many periods: reached, and held."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment, Outcome
from forecasting.forecasts import Forecast
from forecasting.judging.attainment import first_passage
from forecasting.judging.case import Case
from forecasting.judging.levels import Judged, consider_level, judge_level, level_probability
from forecasting.judging.readiness import Need, certain, concluded, past
from forecasting.judging.threshold import Threshold, resolve_threshold
from forecasting.paths import chance
from forecasting.periods import Period
from forecasting.series import Series

Flags = NDArray[np.bool_]


def consider_sustained(case: Case, base: Assessment) -> Assessment | Need:
    """Settle a standard held for several periods from those already known, else say what forecast it needs."""
    found = consider_level(case, base)
    series, due = case.series, case.target.due
    threshold = None if series is None else resolve_threshold(case.target, series).threshold
    if series is None or threshold is None or due is None:
        return found
    settled = found.base if isinstance(found, Need) else found
    resolved = settled.resolved or series.last_period_ending_by(due)
    known = _known(case, series, resolved)
    failed = [(period, value) for period, value in known if not bool(threshold.met(value))]
    if failed and (isinstance(found, Need) or settled.outcome is not None):
        outcome = Outcome(failed[-1][0], failed[-1][1], met=False, source="the series itself")
        return concluded(settled, outcome) if past(case, due) else certain(settled, met=False)
    return found


def _known(case: Case, series: Series, resolved: Period) -> list[tuple[Period, float]]:
    """The periods in which the standard must hold, as far as they are known."""
    last = series.step_of(resolved)
    steps = range(last - case.target.periods_required + 1, last + 1)
    periods = [series.period_at(step) for step in steps]
    return [(period, value) for period in periods if (value := series.value_at(period)) is not None]


def sustained_probability(need: Need, forecast: Forecast) -> float:
    """The chance of meeting the standard in each of the last periods."""
    return _probability(need, forecast, _threshold(need).met_by(forecast))[0]


def judge_sustained(need: Need, forecast: Forecast) -> Judged:
    """The judgement of a level at the date, with the chance of having held it and when it will have been held."""
    judged = judge_level(need, forecast)
    met = _threshold(need).met_by(forecast) if judged.met is None else judged.met
    probability, error = _probability(need, forecast, met)
    count = need.case.target.periods_required
    held = running(_before(need), met, count=count)
    periods = [forecast.period_at(k) for k in range(1, forecast.horizon + 1)]
    attainment = first_passage(held, periods, steps_per_year=need.series.steps_per_year, at=need.steps - 1)
    return Judged(replace(judged.assessment, attainment=attainment), probability, error, met=met)


def _threshold(need: Need) -> Threshold:
    threshold = need.resolution.threshold
    if threshold is None:
        raise ValueError("a standard reaches a forecast only with a threshold")
    return threshold


def _probability(need: Need, forecast: Forecast, met: Flags) -> tuple[float, float]:
    count = min(need.case.target.periods_required, need.steps)
    hits = np.asarray(np.all(met[:, need.steps - count : need.steps], axis=1))
    share, error = chance(hits)
    # Draws and margin agree to one path in N; holding for several periods is never likelier than at the last.
    return min(level_probability(need, forecast), share), error


def _before(need: Need) -> Flags:
    """Whether the newest values, before the forecast begins, met the standard; a missing one did not."""
    count = need.case.target.periods_required - 1
    end = need.series.step_of(need.prepared.origin) + 1
    values = need.series.dense[max(0, end - count) : end]
    met = _threshold(need).met(np.where(np.isfinite(values), values, 0.0)) & np.isfinite(values)
    return np.asarray(np.concatenate([np.zeros(count - len(met), dtype=bool), met]))


def running(before: Flags, met: Flags, *, count: int) -> Flags:
    """Whether a condition held in each of the last ``count`` periods, shape (N, H); ``before`` has count − 1 values."""
    whole = np.concatenate([np.broadcast_to(before, (len(met), len(before))), met], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(whole, count, axis=1)
    return np.asarray(np.all(windows, axis=2))
