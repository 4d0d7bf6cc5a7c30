"""The required path of a target and how the latest value stands to it."""

from __future__ import annotations

from datetime import date

import numpy as np

from forecasting.assessment import GapNow
from forecasting.delivery import default_of, drawn, known_on
from forecasting.errors import TargetContradictory
from forecasting.judging.case import Case
from forecasting.judging.threshold import Threshold
from forecasting.periods import Period
from forecasting.seasonality import additive_season
from forecasting.series import Series
from forecasting.targets import Kind, Milestone
from forecasting.trajectories import NAMED, Trajectory, Waypoint, decimal_year, trajectory


def _time(period: Period) -> float:
    return decimal_year(period.end)


def anchor(case: Case, series: Series, due: date, baseline: float | None) -> tuple[Period, float] | None:
    """Where the path starts: the baseline, else the newest value when the target was announced, else the first."""
    start = case.target.baseline.period
    if start is not None and baseline is not None:
        return start, baseline
    announced = case.target.announced
    known = [
        (period, float(value))
        for period, value in zip(series.periods, series.values, strict=True)
        if period.end < due and (announced is None or period.end <= announced)
    ]
    if known:
        return known[-1] if announced is not None else known[0]
    first = series.periods[0]
    return (first, float(series.values[0])) if first.end < due else None


def required_path(
    case: Case, series: Series, resolved: Period, threshold: Threshold, *, baseline: float | None
) -> Trajectory | None:
    """The path from the baseline through official milestones to the target, or None where none can be drawn.

    Standards that must hold throughout, and bands, ask for the threshold itself at every moment.
    A milestone recorded after the as-of date is not known yet.
    """
    end = Waypoint(_time(resolved), threshold.value)
    if case.target.kind is Kind.MAINTAIN or threshold.upper is not None:
        window = case.target.window
        start = decimal_year(window.start) if window is not None else _time(series.periods[0])
        end = Waypoint(max(end.time, start + 0.1), threshold.value)
        return trajectory([Waypoint(start, threshold.value), end], illustrative=False)
    found = anchor(case, series, resolved.end, baseline)
    if found is None or (start_time := _time(found[0])) >= end.time - 1e-6:
        return None
    return laid_out(case, Waypoint(start_time, found[1]), end, series=series)


def laid_out(case: Case, start: Waypoint, end: Waypoint, *, series: Series | None = None) -> Trajectory:
    """The path the owner of the target laid out, where one is declared the default, else that of the milestones.

    Only what was known on the day counts. ``series`` has the figure a re-anchored path begins at.
    """
    default = default_of(known_on(case.target.deliveries, case.as_of))
    if default is None:
        return through_milestones(case, start, end)
    held = None if series is None else held_at(series, default.points[0][0])
    return drawn(default, start=start, end=end, held=held)


def held_at(series: Series, period: Period) -> float | None:
    """The figure of a period, None where there is none."""
    found = {p: float(v) for p, v in zip(series.periods, series.values, strict=True)}
    return found.get(period)


def through_milestones(case: Case, start: Waypoint, end: Waypoint) -> Trajectory:
    """The path between two points by way of the milestones known, in the shape that the target names.

    It is illustrative without an official milestone. Of two for one day the one recorded last stands.
    """
    known: dict[float, Milestone] = {}
    for milestone in sorted(case.target.milestones, key=lambda m: m.recorded or date.min):
        time = _time(milestone.period)
        told = milestone.recorded is None or milestone.recorded <= case.as_of
        if told and start.time + 1e-6 < time < end.time - 1e-6:
            known[time] = milestone
    points = [start, end, *(Waypoint(time, milestone.value) for time, milestone in known.items())]
    illustrative = not any(m.official for m in known.values())
    shape, bend = NAMED[case.target.path]
    try:
        return trajectory(points, shape=shape, bend=bend, illustrative=illustrative)
    except TargetContradictory:
        # A constant rate cannot lead through zero, nor a logit path to its end: such points are joined straight.
        return trajectory(points, illustrative=illustrative)


def gap_now(
    series: Series,
    path: Trajectory | None,
    threshold: Threshold,
    *,
    resolved: Period,
    standing: bool = False,
) -> GapNow | None:
    """The newest value against the path at the end of its period; positive means behind.

    Where the series has a season, the value is first put on the season of the target date, because
    the path ends there. A ``standing`` standard must hold in every season and is compared as it stands.
    """
    if path is None:
        return None
    period, actual = series.latest, series.latest_value
    required = path.at(_time(period))
    if required is None:
        return None
    adjusted, seasonal = actual, None
    effects = None if standing else additive_season(series.dense, series.season)
    if effects is not None and resolved.frequency is series.frequency:
        here = series.step_of(period) % series.season
        there = series.step_of(resolved) % series.season
        if here != there:
            adjusted = actual - float(effects[here]) + float(effects[there])
            seasonal = f"adjusted to the season of {resolved.label}"
        else:
            seasonal = "same season"
    behind = threshold.short_of(adjusted)
    if threshold.upper is None:
        behind -= threshold.short_of(required)
    return GapNow(
        period=period,
        actual=actual,
        required=required,
        value=behind,
        seasonal=seasonal,
        illustrative=path.illustrative,
        percent=percent_of(behind, required),
    )


def percent_of(behind: float, required: float) -> float | None:
    """A gap as a share of what is required, in percent; None where nothing is required."""
    return 100 * behind / abs(required) if required != 0 else None


def recent_slope(
    series: Series, *, first_step: int, set_aside: frozenset[int], years: float = 5.0
) -> float | None:
    """Least-squares change a year over the last five years, exceptional and incomparable values left out.

    None with fewer than three values.
    """
    steps = series.steps
    keep = (steps >= first_step) & (steps > steps[-1] - years * series.steps_per_year - 0.5)
    keep &= ~np.isin(steps, list(set_aside))
    if keep.sum() < 3:
        return None
    time = steps[keep] / series.steps_per_year
    slope = np.polyfit(time - time.mean(), series.values[keep], 1)[0]
    return float(slope)
