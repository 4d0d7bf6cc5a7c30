"""The further figures of a judgement, from the same forecast as its probability."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Assessment
from forecasting.forecasts import Forecast
from forecasting.frequency import Frequency
from forecasting.indicators import Direction
from forecasting.judging.case import Case
from forecasting.judging.levels import Judged
from forecasting.judging.moving import deciding
from forecasting.judging.paces import pace_place
from forecasting.judging.points import points_of
from forecasting.judging.readiness import Need
from forecasting.judging.required_path import anchor, required_path
from forecasting.judging.revised import revision_of, with_forecast, with_outcome
from forecasting.judging.threshold import Threshold, baseline_of, resolve_threshold, uncertain
from forecasting.judging.verdict import Record
from forecasting.measured import Acceleration, Breach, Chances, PacePlace, Progress, Timing
from forecasting.measures import Undefined, acceleration_factor, pace, share_of_change, share_of_time
from forecasting.periods import Period
from forecasting.student import Slope, slope_of, student_cdf, student_quantile
from forecasting.targets import Kind
from forecasting.trajectories import Trajectory, decimal_year
from forecasting.verdicts import Verdict

_YEARS = 5.0
_INTERVAL = 0.8
_PLACES = 6  # of a year: half a minute


def with_measures(need: Need, forecast: Forecast, judged: Judged, record: Record) -> Judged:
    """A judgement with shares, timing, acceleration, chances, place among paces, points on the way."""
    threshold, base = need.resolution.threshold, judged.assessment
    if threshold is None or not need.case.charted:
        return judged
    if need.case.target.kind.is_cumulative:
        return replace(judged, assessment=replace(base, progress=counted(base, need.case), timing=late(base)))
    path = required_path(need.case, need.series, need.resolved, threshold, baseline=need.resolution.baseline)
    revision = revision_of(need.case, need.series, threshold)
    return replace(
        judged,
        assessment=replace(
            base,
            progress=progress(need, threshold),
            timing=timing(base, path, threshold),
            acceleration=acceleration(need, threshold),
            chances=None if judged.certain else chances(need, forecast, threshold, judged.met),
            pace=place_of(need),
            breach=breach(base),
            points=points_of(
                need.case,
                need.series,
                (need.resolved, threshold.value),
                threshold,
                forecast=forecast,
                record=record,
                short=need.short,
            ),
            baseline_revised=None
            if revision is None
            else with_forecast(revision, threshold, forecast, steps=need.steps),
        ),
    )


def settled_figures(assessment: Assessment, case: Case) -> Assessment:
    """What can be told without a forecast: points on the way that are known, and a revised baseline."""
    case = deciding(case)
    series, resolved, kind = case.series, assessment.resolved, case.target.kind
    if series is None or resolved is None or not (kind.is_level or kind is Kind.MILESTONES):
        return assessment
    threshold = resolve_threshold(case.target, series).threshold
    if threshold is None or assessment.points or assessment.baseline_revised is not None:
        return assessment
    revision = revision_of(case, series, threshold)
    points = points_of(case, series, (resolved, threshold.value), threshold)
    if points and assessment.outcome is not None:
        outcome = assessment.outcome
        verdict = Verdict.MET if outcome.met else Verdict.MISSED
        points = (*points[:-1], replace(points[-1], verdict=verdict, value=outcome.value))
    return replace(
        assessment,
        points=points,
        baseline_revised=None if revision is None else with_outcome(revision, threshold, assessment),
    )


def progress(need: Need, threshold: Threshold) -> Progress | None:
    """The share of the change made beside the share of the time gone; None for a band or a standing standard."""
    if threshold.sign == 0 or need.case.target.kind is Kind.MAINTAIN:
        return None
    stated, _ = baseline_of(need.case.target, need.series)
    start = anchor(need.case, need.series, need.resolved.end, stated)
    if start is None:
        return None
    period, value = start
    series = need.series
    change = share_of_change(value, series.latest_value, threshold.value)
    first, now, last = (decimal_year(p.end) for p in (period, series.latest, need.resolved))
    time = share_of_time(first, now, last)
    ratio = pace(change, time)
    return Progress(period, value, change.value, time.value, ratio.value, change.reason or time.reason)


def timing(base: Assessment, path: Trajectory | None, threshold: Threshold) -> Timing | None:
    """How late, in years, against the required path now and against the target date."""
    now = None
    if base.gap_now is not None and path is not None and threshold.sign != 0:
        adjusted = base.gap_now.required - threshold.sign * base.gap_now.value
        asked = asked_when(path, adjusted, sign=threshold.sign)
        now = None if asked is None else round(decimal_year(base.gap_now.period.end) - asked, _PLACES)
    ends: dict[float, float | None] = {}
    met = base.latest_value is not None and bool(threshold.met(base.latest_value))
    if base.attainment is not None and base.resolved is not None and not met:
        due = decimal_year(base.resolved.end)
        for share in (0.1, 0.5, 0.9):
            reached = base.attainment.quantiles.get(share)
            ends[share] = None if reached is None else decimal_year(reached.end) - due
    if now is None and not any(end is not None for end in ends.values()):
        return None
    return Timing(now, ends.get(0.5), ends.get(0.1), ends.get(0.9))


def counted(base: Assessment, case: Case) -> Progress | None:
    """The share of a total that is counted beside the share of the window that is gone."""
    window, latest, value = case.target.window, base.latest_period, base.latest_value
    if window is None or window.end is None or latest is None or value is None or not base.required_value:
        return None
    start = Period(Frequency.DAY, window.start.toordinal())
    change = share_of_change(0.0, value, base.required_value)
    first = decimal_year(window.start) - 1 / 365.25
    time = share_of_time(first, decimal_year(latest.end), decimal_year(window.end))
    ratio = pace(change, time)
    return Progress(start, 0.0, change.value, time.value, ratio.value, change.reason or time.reason)


def late(base: Assessment) -> Timing | None:
    """How long after its window a total is reached."""
    if base.attainment is None or base.resolved is None:
        return None
    due = decimal_year(base.resolved.end)
    reached = [base.attainment.quantiles.get(share) for share in (0.5, 0.1, 0.9)]
    if not any(reached):
        return None
    return Timing(None, *(None if one is None else decimal_year(one.end) - due for one in reached))


def asked_when(path: Trajectory, value: float, *, sign: int) -> float | None:
    """The moment from which the path asks for more than a value; its end where the target is reached.

    None before the path begins, and for a path that does not lead towards the target.
    """
    points = path.waypoints
    if sign * (points[-1].value - points[0].value) <= 0 or sign * (value - points[0].value) < 0:
        return None
    if sign * (value - points[-1].value) >= 0:
        return points[-1].time
    low, high = points[0].time, points[-1].time
    for _ in range(60):
        middle = 0.5 * (low + high)
        asked = path.at(middle)
        if asked is not None and sign * (asked - value) > 0:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)


def recent_line(need: Need) -> Slope | None:
    """The straight line through the last five years, with its error; None with fewer than three values."""
    series, steps = need.series, need.series.steps
    keep = (steps >= need.prepared.first_step) & (steps > steps[-1] - _YEARS * series.steps_per_year - 0.5)
    keep &= ~np.isin(steps, list(need.prepared.set_aside))
    if keep.sum() < 3:
        return None
    return slope_of((steps[keep] / series.steps_per_year).tolist(), series.values[keep].tolist())


def acceleration(need: Need, threshold: Threshold) -> Acceleration | None:
    """Required pace over recent pace, with the interval that the error of the recent slope gives."""
    if threshold.sign == 0:
        return None
    line, latest = recent_line(need), need.series.latest_value
    if line is None:
        return Acceleration(None, reason=Undefined.TOO_SHORT)
    wanted = (threshold.value - latest) / (need.steps / need.series.steps_per_year)
    direction = Direction.INCREASE if threshold.sign > 0 else Direction.DECREASE
    factor = acceleration_factor(line.value, wanted, direction=direction)
    towards = threshold.sign * wanted
    if factor.reason is Undefined.ALREADY_MET:
        return Acceleration(None, reason=factor.reason)
    slope = threshold.sign * line.value
    if line.error <= 0:
        enough = 1.0 if slope >= towards else 0.0
        return Acceleration(factor.value, factor.value, factor.value, enough, factor.reason)
    reach = student_quantile(0.5 + _INTERVAL / 2, line.degrees) * line.error
    return Acceleration(
        factor=factor.value,
        low=towards / (slope + reach) if slope + reach > 0 else None,
        high=towards / (slope - reach) if slope - reach > 0 else None,
        enough=1 - student_cdf((towards - slope) / line.error, line.degrees),
        reason=factor.reason,
    )


def chances(
    need: Need, forecast: Forecast, threshold: Threshold, met: NDArray[np.bool_] | None = None
) -> Chances:
    """The probabilities at, by and up to the date, coherent with each other and with the exact margin.

    ``met`` says which paths pass at each step, where that is known already.
    """
    met = (threshold.met_by(forecast) if met is None else met)[:, : need.steps]
    exact = uncertain(threshold.probability(forecast.margins, need.steps - 1))
    return chances_of(met, exact, periods=sustained_periods(need))


def sustained_periods(need: Need) -> int:
    """Over how many last periods a target should hold: as stated, else a year of them, two where yearly."""
    stated = need.case.target.periods_required
    wanted = stated if stated > 1 else max(2, round(need.series.steps_per_year))
    return min(wanted, need.steps)


def chances_of(met: NDArray[np.bool_], at_date: float, *, periods: int) -> Chances:
    """Chances from paths that meet (N, H), the last period being the target's, and the exact end point."""
    count = len(met) + 1

    def share(hits: int) -> float:
        return (hits + 0.5) / count

    return Chances(
        at_date=at_date,
        by_date=max(at_date, share(int(np.any(met, axis=1).sum()))),
        sustained=min(at_date, share(int(np.all(met[:, -periods:], axis=1).sum()))),
        periods=periods,
        throughout=min(at_date, share(int(np.all(met, axis=1).sum()))),
    )


def place_of(need: Need) -> PacePlace | None:
    """Where the required pace stands among the paces ever achieved; None where nothing more is required."""
    threshold, series = need.resolution.threshold, need.series
    if threshold is None or threshold.sign == 0 or bool(threshold.met(series.latest_value)):
        return None
    if need.case.target.kind.is_cumulative:
        return None
    return pace_place(
        series,
        (threshold.value - series.latest_value) / (need.steps / series.steps_per_year),
        steps=need.steps,
        sign=threshold.sign,
        first_step=need.prepared.first_step,
        set_aside=need.prepared.set_aside,
        elsewhere=need.case.elsewhere,
    )


def breach(base: Assessment) -> Breach | None:
    """When a standard that holds today is first broken: the attainment of its opposite."""
    if base.kind is not Kind.MAINTAIN or base.breached_since is not None or base.attainment is None:
        return None
    reached = base.attainment
    return Breach(reached.horizon, reached.never, reached.by_period)
