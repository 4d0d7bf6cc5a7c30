"""Targets on the sum of flows over a window: so many homes by a date, a budget not to be exceeded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import (
    Assessment,
    Gap,
    GapNow,
    Outcome,
    Range,
    Rates,
    Reason,
    TrackPoint,
)
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.forecasts import Forecast
from forecasting.frequency import Frequency
from forecasting.judging.attainment import first_passage
from forecasting.judging.case import Case, Role
from forecasting.judging.flows import Done, Share, done_by, missing_inside, still_to_come, total_draws
from forecasting.judging.levels import Judged
from forecasting.judging.profile import Profile
from forecasting.judging.readiness import Need, certain, concluded, fit_for, past, refuse, without_value
from forecasting.judging.required_path import laid_out, percent_of
from forecasting.judging.threshold import Threshold
from forecasting.judging.tracking import SHOWN, fan, projection
from forecasting.measured import Breach
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Comparator, Kind, Window
from forecasting.trajectories import Trajectory, Waypoint, decimal_year

Floats = NDArray[np.float64]
# At most this share of the days counted may be bridged from neighbours.
_BRIDGED = 1 / 3


def _day(day: date) -> Period:
    return Period(Frequency.DAY, day.toordinal())


def _threshold(case: Case) -> Threshold:
    default = Comparator.AT_MOST if case.target.kind is Kind.CUMULATIVE_CAP else Comparator.AT_LEAST
    return Threshold(case.target.comparator or default, float(case.target.value or 0.0))


def _path(case: Case, window: Window, total: float) -> Trajectory | None:
    """An even share of the total for each day, through official milestones."""
    if window.end is None:
        return None
    start, end = decimal_year(window.start) - 1 / 365.25, decimal_year(window.end)
    return laid_out(case, Waypoint(start, 0.0), Waypoint(end, total))


def _profile(case: Case) -> Profile | None:
    """How the year's flow usually falls over its days, where a series of shorter periods tells."""
    for companion in case.of_role(Role.SEASON):
        if companion.series is not None:
            return Profile.of(companion.series)
    return None


def _history(case: Case, window: Window, path: Trajectory | None) -> tuple[TrackPoint, ...]:
    """The running total at each official estimate and at the end of each observed period in the window."""
    profile = _profile(case)
    ends: dict[date, str] = {p.through: "estimate" for p in case.parts if p.through >= window.start}
    series = case.series
    if series is not None:
        for period, status in zip(series.periods, series.statuses, strict=True):
            if period.end >= window.start and (window.end is None or period.end <= window.end):
                ends.setdefault(period.end, status)
            elif window.end is not None and period.start <= window.end < period.end:
                ends.setdefault(window.end, status)
    rows = [TrackPoint(_day(window.start), actual=0.0, status="final", required=0.0)] if ends else []
    for day in sorted(ends):
        # A chart must never show a total that covers more days than its date.
        parts = tuple(p for p in case.parts if p.through <= day)
        done = done_by(series, window, parts=parts, until=day, profile=profile)
        if done.through < window.start:
            continue
        rows.append(
            TrackPoint(
                _day(min(day, done.through)),
                actual=done.value,
                status=ends[day],
                required=None if path is None else path.at(decimal_year(day)),
            )
        )
    unique = {row.period: row for row in rows}
    return tuple(unique.values())


def _done(case: Case, window: Window) -> tuple[Done, tuple[Finding, ...]]:
    """What is done so far; a hole in the figures is bridged by its neighbours and said so."""
    done = done_by(case.series, window, parts=case.parts, profile=_profile(case))
    series, holes = case.series, _holes(case, window)
    if series is None or not holes:
        return done, ()
    grid = np.arange(len(series.dense))
    known = np.isfinite(series.dense)
    filled = np.interp(grid, grid[known], series.dense[known])
    spread = float(np.std(np.diff(series.values))) if len(series) > 2 else float(np.abs(series.values).mean())
    extra = sum(filled[series.step_of(p)] * days / p.days for p, days in holes.items())
    error = float(np.hypot(done.error, spread * np.sqrt(len(holes))))
    note = Finding(
        FindingCode.GAPS,
        f"No figure for {', '.join(p.label for p in holes)}; bridged from its neighbours.",
        Severity.CAUTION,
    )
    return replace(done, value=done.value + float(extra), error=error), (note,)


def _holes(case: Case, window: Window) -> dict[Period, int]:
    """Periods without a figure that should be counted by now, with the days that no official estimate covers."""
    if case.series is None:
        return {}
    start, end = _first_uncounted(case, window), window.end or date.max
    missing = missing_inside(case.series, window, after=start - timedelta(days=1))
    return {period: period.overlap(start, end) for period in missing}


def _mostly_missing(case: Case, window: Window, done: Done) -> bool:
    """Whether too much of what should be counted by now was never published to be bridged."""
    missing = sum(_holes(case, window).values())
    return missing > _BRIDGED * ((done.through - window.start).days + 1)


def consider_total(case: Case, base: Assessment) -> Assessment | Need:
    """Settle a cumulative target from what is already counted, else say what forecast it needs."""
    target, window, due = case.target, case.target.window, case.target.due
    if target.value is None or window is None or due is None or window.end is None:
        return refuse(base, Reason.NO_TARGET_SET, "A cumulative target needs a total and a window.")
    threshold = _threshold(case)
    path = _path(case, window, threshold.value)
    done, bridged = _done(case, window)
    base = replace(
        base,
        resolved=_day(window.end),
        required_value=threshold.value,
        latest_period=_day(done.through) if done.through >= window.start else base.latest_period,
        latest_value=done.value if done.through >= window.start else None,
        track=_history(case, window, path) if case.charted else (),
        findings=(*base.findings, *done.findings, *bridged),
    )
    if _mostly_missing(case, window, done):
        text = "Too many of the figures that should be counted were never published."
        return without_value(case, base, due) or refuse(base, Reason.NO_DATA, text)
    if done.through >= window.end:
        return _decided(case, base, window, done, threshold)
    settled = _settled(case, done, threshold)
    if settled is not None:
        if past(case, due) and case.recorded is None:
            source = "the series itself"
            return concluded(base, Outcome(_day(done.through), done.value, settled, source=source))
        if not past(case, due):
            return certain(base, met=settled)
    waiting = without_value(case, base, due)
    if waiting is not None:
        return waiting
    series = case.series
    if series is None:
        return refuse(base, Reason.NO_DATA, "No figures are loaded for this indicator and area.")
    uncounted = _first_uncounted(case, window)
    if series.periods[0].start > uncounted:
        text = f"The figures begin in {series.periods[0].label}, after the window opens."
        return refuse(base, Reason.NO_DATA, text)
    # The period that straddles the end of the window counts by its days inside, and is forecast too.
    last = series.last_period_ending_by(window.end)
    if last.end < window.end:
        last = series.period_at(series.step_of(last) + 1)
    need = fit_for(case, base, series, last.end)
    if isinstance(need, Assessment):
        return need
    shares = still_to_come(
        need.series, need.prepared.origin, after=done.through, end=window.end, profile=_profile(case)
    )
    steps = shares[-1].step if shares else 1
    beyond = round(need.series.steps_per_year * max(1.0, (window.end - window.start).days / 365.25))
    return replace(need, steps=steps, horizon=steps + beyond, resolved=_day(window.end))


def _settled(case: Case, done: Done, threshold: Threshold) -> bool | None:
    """Whether what is counted already passes a total or breaks a cap for good; None while open.

    Flows that can be negative never settle anything, and an estimate only beyond three standard errors.
    """
    if case.indicator.lower is None or case.indicator.lower < 0:
        return None
    passed = bool(threshold.met(done.value - 3 * done.error))
    if threshold.sign > 0 and passed:
        return True
    return False if threshold.sign < 0 and not passed else None


def _first_uncounted(case: Case, window: Window) -> date:
    """The first day of the window that no official estimate covers."""
    counted = [p.through for p in case.parts if p.through >= window.start]
    return max(counted) + timedelta(days=1) if counted else window.start


def _decided(case: Case, base: Assessment, window: Window, done: Done, threshold: Threshold) -> Assessment:
    met = bool(threshold.met(done.value))
    recorded = case.recorded
    if recorded is not None and (recorded.met != met or _far(recorded, done)):
        # A total that had to be divided at its edges yields to the official record of the same total.
        note = Finding(
            FindingCode.OUTCOME_DIFFERS,
            f"The official record says {_said(recorded)}; adding the figures now held by days gives {done.value:,.0f}.",
        )
        return concluded(replace(base, findings=(*base.findings, note)), recorded)
    outcome = Outcome(_day(window.end or done.through), done.value, met, source="the series itself")
    if recorded is not None:
        outcome = replace(outcome, recorded=recorded.recorded, source=recorded.source)
    return concluded(base, outcome)


def _far(recorded: Outcome, done: Done) -> bool:
    return recorded.value is not None and abs(recorded.value - done.value) > 2 * done.error


def _said(recorded: Outcome) -> str:
    if recorded.value is not None:
        return f"{recorded.value:,g}"
    return "met" if recorded.met else "missed"


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a total stands before its forecast: what is asked, what is done, and the steps that are still to come."""

    threshold: Threshold
    window: Window
    end: date
    done: Done
    shares: tuple[Share, ...]
    path: Trajectory | None

    @property
    def gap_now(self) -> GapNow | None:
        """What is done against an even share of the total, or None before the window opens."""
        return _gap_now(self.done, self.path, self.threshold)

    @property
    def required(self) -> float:
        """The flow a year that the rest of the window asks for."""
        left = max((self.end - self.done.through).days, 1) / 365.25
        return (self.threshold.value - self.done.value) / left


def counted(need: Need) -> Counted:
    """Where a total that waits for a forecast stands. Raises ValueError for a target without a window."""
    case, window = need.case, need.case.target.window
    if window is None or window.end is None:
        raise ValueError("a cumulative target reaches a forecast only with a window")
    threshold = _threshold(case)
    done, _ = _done(case, window)
    shares = still_to_come(
        need.series, need.prepared.origin, after=done.through, end=window.end, profile=_profile(case)
    )
    return Counted(threshold, window, window.end, done, shares, _path(case, window, threshold.value))


def total_probability(need: Need, forecast: Forecast) -> float:
    """The probability of a total from paths, without anything else."""
    so_far = counted(need)
    paths = forecast.paths(horizon=need.steps)
    rng = np.random.default_rng([forecast.seed, 1])
    running = total_draws(so_far.done, so_far.shares, paths.values, rng=rng)
    return paths.probability(so_far.threshold.met(running[:, -1]))[0]


def judge_total(need: Need, forecast: Forecast) -> Judged:
    """The probability of a total from paths: what is done plus what the current course adds."""
    so_far = counted(need)
    threshold, done, shares, path, end = (
        so_far.threshold, so_far.done, so_far.shares, so_far.path, so_far.end,
    )  # fmt: skip
    paths = forecast.paths()
    followed = shares if threshold.sign < 0 else _followed(need, forecast, done)
    further = total_draws(done, followed, paths.values, rng=np.random.default_rng([forecast.seed, 1]))
    if followed[: len(shares)] == shares:
        running = further[:, : len(shares)]
    else:  # of the last period of the window only a part counts
        running = total_draws(done, shares, paths.values, rng=np.random.default_rng([forecast.seed, 1]))
    final = running[:, -1] if shares else np.full(len(paths.values), done.value)
    probability, error = paths.probability(threshold.met(final))
    quantiles = np.quantile(running, SHOWN, axis=0).T
    ends = [_day(min(s.period.end, end)) for s in shares]
    spot = quantiles[-1]
    short = sorted((threshold.short_of(float(spot[1])), threshold.short_of(float(spot[5]))))
    value = threshold.short_of(float(spot[3]))
    assessment = replace(
        need.base,
        projection=projection(_day(end), spot),
        projected_gap=Gap(
            value, Range(short[0], short[1]), 100 * value / abs(threshold.value) if threshold.value else None
        ),
        gap_now=so_far.gap_now,
        rates=Rates(so_far.required, yearly_pace(need.series), f"{need.series.latest.label}, a year"),
        attainment=None
        if threshold.sign < 0
        else first_passage(
            threshold.met(further), [s.period for s in followed], steps_per_year=need.series.steps_per_year
        ),
        breach=_broken(threshold, running, ends, need.series.steps_per_year) if threshold.sign < 0 else None,
        track=(*need.base.track, *fan(quantiles, ends, path)) if need.case.charted else (),
    )
    return Judged(assessment, probability, error)


def _broken(
    threshold: Threshold, running: Floats, ends: list[Period], steps_per_year: float
) -> Breach | None:
    """When a cap is first broken inside its window."""
    if not ends:
        return None
    over = first_passage(~threshold.met(running), ends, steps_per_year=steps_per_year)
    return Breach(over.horizon, over.never, over.by_period)


def yearly_pace(series: Series) -> float:
    """The newest flow as a pace a year; a rolling year is one already, five years are five."""
    if series.frequency.overlaps:
        return series.latest_value / round(series.latest.days / 365.25)
    return float(series.latest_value * series.steps_per_year)


def _gap_now(done: Done, path: Trajectory | None, threshold: Threshold) -> GapNow | None:
    if path is None:
        return None
    required = path.at(decimal_year(done.through))
    if required is None:
        return None
    return GapNow(
        _day(done.through),
        done.value,
        required,
        threshold.short_of(done.value) - threshold.short_of(required),
        None,
        path.illustrative,
        percent_of(threshold.short_of(done.value) - threshold.short_of(required), required),
    )


def _followed(need: Need, forecast: Forecast, done: Done) -> tuple[Share, ...]:
    """The forecast steps from which a running total is made, followed beyond the window."""
    last = forecast.period_at(forecast.horizon)
    shares = still_to_come(
        need.series, need.prepared.origin, after=done.through, end=last.end, profile=_profile(need.case)
    )
    return tuple(share for share in shares if share.step <= forecast.horizon)
