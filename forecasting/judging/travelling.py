"""The direction of travel: whether an indicator will be better than today, where no threshold can be judged."""

from __future__ import annotations

from dataclasses import replace

from forecasting.assessment import Assessment, Reason
from forecasting.forecasts import Forecast
from forecasting.indicators import Direction
from forecasting.judging.case import Case
from forecasting.judging.readiness import Need, fit_for
from forecasting.judging.threshold import SLIVER
from forecasting.judging.verdict import Record, shown_with
from forecasting.measured import Travel
from forecasting.series import Series

WITHOUT_THRESHOLD = frozenset(
    {
        Reason.NO_TARGET_SET,
        Reason.NO_THRESHOLD,
        Reason.COUNTERFACTUAL,
        Reason.METRIC_UNCLEAR,
        Reason.BASELINE_NOT_SET,
        Reason.SCOPE_DIFFERS,
    }
)
"""Refusals that leave it open whether things get better."""


def wanted(case: Case) -> Direction:
    """Which way is better: as the target says, else as the indicator does; a total's direction is not its flow's."""
    said = Direction.NEUTRAL if case.target.kind.is_cumulative else case.target.direction
    return said if said is not Direction.NEUTRAL else case.indicator.direction


def consider_travel(case: Case, refused: Assessment) -> Assessment | Need:
    """A refused target whose direction of travel can be told needs a forecast; any other stays as it is.

    The stated date is the target's own, moved to the season of the newest value; where that is past, or there is
    none, a year ahead of the newest value.
    """
    series = case.series
    if series is None or refused.reason not in WITHOUT_THRESHOLD or wanted(case) is Direction.NEUTRAL:
        return refused
    if not case.charted or series.indicator.monotone:
        return refused
    ahead = _ahead(case, series)
    last = series.period_at(series.step_of(series.latest) + ahead)
    need = fit_for(case, refused, series, last.end)
    if isinstance(need, Assessment):
        return refused
    return replace(need, horizon=need.steps, base=replace(need.base, resolved=refused.resolved))


def _ahead(case: Case, series: Series) -> int:
    cycle = max(1, round(series.steps_per_year))
    due = case.target.due
    if due is None or due <= series.latest.end:
        return cycle
    steps = series.step_of(series.last_period_ending_by(due)) - series.step_of(series.latest)
    return max(cycle, steps // cycle * cycle if series.season > 1 else steps)


def a_year_ahead(need: Need) -> Need:
    """The same need with the stated date brought back to a year ahead, where the target's own lies too far."""
    steps = max(1, round(need.series.steps_per_year))
    steps += need.series.step_of(need.series.latest) - need.series.step_of(need.prepared.origin)
    if steps >= need.steps:
        return need
    resolved = need.series.period_at(need.series.step_of(need.prepared.origin) + steps)
    return replace(need, steps=steps, horizon=steps, resolved=resolved)


def with_travel(need: Need, forecast: Forecast, record: Record) -> Assessment:
    """The refused assessment with its direction of travel; its chart shows no forecast, as of all without a verdict."""
    series, direction = need.series, wanted(need.case)
    margins, step = forecast.margins, need.steps - 1
    now = series.latest_value
    rises = direction is Direction.INCREASE
    better = float(1 - margins.cdf(step, now)) if rises else float(margins.below(step, now))
    better = min(max(better, SLIVER), 1 - SLIVER)
    shown, chance = shown_with(better, record)
    sentence = (
        f"Direction of travel, not a chance of meeting anything: the chance that {need.resolved.label} is "
        f"{'higher' if rises else 'lower'} than {series.latest.label} is {chance} ({shown})."
    )
    return replace(
        need.base,
        travel=Travel(
            period=need.resolved,
            since=series.latest,
            value=now,
            direction=direction,
            better=better,
            better_shown=shown,
            projected=float(margins.median[step]),
            sentence=sentence,
        ),
    )
