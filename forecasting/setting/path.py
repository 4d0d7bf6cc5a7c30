"""A way from today's figure to a value: which shape suits it, and what it asks for in each year."""

from __future__ import annotations

from dataclasses import replace

from forecasting.errors import TargetContradictory
from forecasting.indicators import Indicator
from forecasting.judging.flows import done_by, still_to_come
from forecasting.judging.totals import yearly_pace
from forecasting.periods import Period
from forecasting.seasonality import additive_season
from forecasting.setting.odds import step_odds
from forecasting.setting.proposal import PathPoint, SuggestedPath
from forecasting.setting.question import Question
from forecasting.targets import Window
from forecasting.trajectories import Bend, Shape, Waypoint, decimal_year, trajectory

_MOST_POINTS = 12
_NEAR_END = 0.15
_MANY_TIMES = 2.0


def suggested_path(question: Question, value: float) -> SuggestedPath | None:
    """The path to a value, with a point for each year, or for each period where the way is short."""
    if question.since is not None:
        return _flow_path(question, value)
    start_period, start = question.start
    shape, why = _shape(question.indicator, start, value)
    upper = question.indicator.upper
    bend = Bend(scale=upper) if shape is Shape.LOGIT_LINEAR and upper is not None else Bend()
    ends = (decimal_year(start_period.end), decimal_year(question.resolved.end))
    try:
        path = trajectory([Waypoint(ends[0], start), Waypoint(ends[1], value)], shape=shape, bend=bend)
    except TargetContradictory:
        return None
    points = []
    for step, period in _periods(question):
        wanted = path.at(decimal_year(period.end))
        if wanted is not None:
            course = question.course_here
            ahead = None if course is None else step - question.grid.step_of(course.origin)
            chance = None
            if course is not None and ahead is not None and 1 <= ahead <= course.horizon:
                chance = step_odds(question, course, ahead).of(wanted)
            points.append(PathPoint(period, wanted, chance))
    return SuggestedPath(value, shape, why, tuple(points))


def _shape(indicator: Indicator, start: float, value: float) -> tuple[Shape, str]:
    lower, upper = indicator.lower, indicator.upper
    if lower == 0 and upper is not None and 0 < start < upper and 0 < value < upper:
        edge = _NEAR_END * upper
        if min(start, value) < edge or max(start, value) > upper - edge:
            return (
                Shape.LOGIT_LINEAR,
                "Near an end of its scale a share moves ever more slowly, so the path bends there.",
            )
    if (
        not indicator.monotone
        and start > 0
        and value > 0
        and not 1 / _MANY_TIMES < value / start < _MANY_TIMES
    ):
        return Shape.GEOMETRIC, "So large a change is steadier as the same percentage each year."
    return Shape.LINEAR, "The same step each year; nothing known of this indicator asks for another shape."


def _periods(question: Question) -> list[tuple[int, Period]]:
    """The steps to give a value for, in the season of the date where there is room; the date itself comes last."""
    series = question.grid
    last, first = series.step_of(question.resolved), series.step_of(series.latest)
    whole_year = max(1, round(series.steps_per_year))
    # A season must not be mistaken for progress: then only periods of the season of the date are given.
    seasonal = additive_season(series.dense, series.season) is not None
    room = (last - first) >= 2 * whole_year
    stride = whole_year if room or seasonal else max(1, series.season // 4)
    steps = list(range(last, first, -stride))[:_MOST_POINTS]
    return [(step, series.period_at(step)) for step in reversed(steps)]


def _flow_path(question: Question, total: float) -> SuggestedPath | None:
    """The running total at the end of each period, if the flow changes by the same step each period.

    Periods at the ends of the window count by the share of their days inside.
    """
    if question.since is None or question.grid.frequency.overlaps:
        return None
    grid, end = question.grid, question.by.end
    done = done_by(question.series, Window(question.since, end))
    shares = still_to_come(grid, grid.latest, after=done.through, end=end)
    if not shares:
        return None
    flow = yearly_pace(grid) / grid.steps_per_year
    weights = [share.weight for share in shares]
    growing = sum(weight * place for place, weight in enumerate(weights, start=1))
    step = (total - done.value - flow * sum(weights)) / growing
    running, points, lowest = done.value, [], flow
    for place, share in enumerate(shares, start=1):
        lowest = min(lowest, flow + step * place)
        running += share.weight * (flow + step * place)
        points.append(PathPoint(share.period, running, None))
    points[-1] = replace(points[-1], value=total)
    why = (
        "A running total whose flow starts from the newest one and changes by the same step each period."
        if lowest >= 0
        else "So far from the newest flow that a steady change of pace would have to turn negative: look again."
    )
    stride = max(1, -(-len(points) // _MOST_POINTS))
    return SuggestedPath(total, Shape.LINEAR, why, tuple(points[len(points) - 1 :: -stride][::-1]))
