"""A moving target, judged point by point: what was asked in each period, what came of it, what is likely.

A later figure for the same period takes the place of an earlier one; a point recorded after the day of the judgement
is not known yet. The threshold is a step function: each point asks from its own period on, until the next.
"""

from __future__ import annotations

from datetime import date

from forecasting.forecasts import Forecast
from forecasting.judging.case import Case
from forecasting.judging.threshold import Threshold, uncertain
from forecasting.judging.verdict import Record, shown_with
from forecasting.measured import PointJudged
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Milestone
from forecasting.verdicts import Verdict, verdict_of


def known_milestones(case: Case) -> tuple[Milestone, ...]:
    """The milestones known on the day, in order of time, one for each day that counts."""
    found: dict[date, Milestone] = {}
    for milestone in sorted(case.target.milestones, key=lambda m: m.recorded or date.min):
        if milestone.recorded is None or milestone.recorded <= case.as_of:
            found[milestone.period.end] = milestone
    return tuple(found[day] for day in sorted(found))


def points_of(
    case: Case,
    series: Series,
    final: tuple[Period, float],
    threshold: Threshold,
    *,
    forecast: Forecast | None = None,
    record: Record | None = None,
    short: bool = False,
) -> tuple[PointJudged, ...]:
    """Each milestone and the ``final`` point judged by itself; none for a target without milestones.

    ``forecast`` gives the probabilities of points to come; without one, and beyond its reach, there are none.
    """
    asked = [(m.period, m.value, m.official) for m in known_milestones(case) if m.period.end < final[0].end]
    if not asked:
        return ()
    points = [*asked, (*final, True)]
    return tuple(
        _judged(case, series, point, threshold, forecast, record or Record(), short) for point in points
    )


def _judged(
    case: Case,
    series: Series,
    point: tuple[Period, float, bool],
    threshold: Threshold,
    forecast: Forecast | None,
    record: Record,
    short: bool,
) -> PointJudged:
    period, required, official = point
    asks = Threshold(threshold.comparator, required, threshold.upper)
    resolved = series.last_period_ending_by(period.end)
    value = series.value_at(resolved)
    if value is not None:
        verdict = Verdict.MET if bool(asks.met(value)) else Verdict.MISSED
        return PointJudged(resolved, required, verdict, value=value, official=official)
    if period.end < case.as_of:
        waiting = series.periods[0].end <= resolved.end  # else the series cannot tell any more
        verdict = Verdict.AWAITING_OUTCOME if waiting else Verdict.NO_VERDICT
        return PointJudged(resolved, required, verdict, official=official)
    step = 0 if forecast is None else series.step_of(resolved) - series.step_of(forecast.origin)
    if forecast is None or not 1 <= step <= forecast.horizon:
        return PointJudged(resolved, required, Verdict.NO_VERDICT, official=official)
    p = uncertain(asks.probability(forecast.margins, step - 1))
    return PointJudged(
        resolved,
        required,
        verdict_of(p, short_data=short),
        probability=p,
        probability_shown=shown_with(p, record)[0],
        official=official,
    )
