"""The chart beside a proposal: history, the current course, and the way to a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from forecasting.forecasts import Forecast
from forecasting.frequency import Frequency
from forecasting.judging.tracking import shown_quantiles
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.setting.proposal import Proposal
from service.board.english import charting, numbers
from service.board.english import set_target as words
from service.board.english.quantities import Quantities
from service.charts.figure import HIGH, LOW, MIDDLE, FanPoint, Figure, Mark, MeasuredPoint, PathPoint

_YEARS = 16
_AT_THE_END = frozenset({Frequency.POINT, Frequency.DAY, Frequency.YEAR_ENDING})
_OPEN = frozenset({"provisional", "estimate"})


def set_target_figure(
    found: Proposal, series: Series, course: Forecast | None, *, print_: Quantities, title: str, area: str
) -> Figure | None:
    """The figure of a proposal, or None for a total, whose figures are flows."""
    if found.window_start is not None:
        return None
    measured = tuple(
        MeasuredPoint(_day(period), float(value), period.label, open=status in _OPEN)
        for period, value, status in zip(series.periods, series.values, series.statuses, strict=True)
    )
    fan = _fan(found, course)
    path = found.path
    required = (
        ()
        if path is None
        else (
            PathPoint(_day(found.start_period), found.start_value, found.start_period.label),
            *(PathPoint(_day(point.period), point.value, point.period.label) for point in path.points),
        )
    )
    target = None
    if path is not None:
        target = Mark(_day(found.resolved), path.towards)
    latest = measured[-1]
    since = max(measured[0].day, latest.day - timedelta(days=round(_YEARS * 365.25)))
    end = fan[-1].values if fan else None
    step = numbers.step_for(end[HIGH] - end[LOW]) if end is not None else 1.0
    figure = Figure(
        title=title,
        subtitle=", ".join(part for part in (found.title, print_.unit.axis, area) if part),
        description=_described(found, measured, end, print_),
        since=since,
        measured=measured,
        fan=fan,
        required=required,
        ours=True,
        target=target,
        bounds=(series.indicator.lower, series.indicator.upper),
        target_lines=() if target is None else (print_.label_required(target.value), _target_said(found)),
        expected_lines=()
        if end is None
        else (f"about {print_.label_expected(end[MIDDLE], step)}", words.COURSE),
        range_lines=()
        if end is None
        else (
            "8 in 10:",
            f"{print_.label_expected(end[LOW], step)} to {print_.label_expected(end[HIGH], step)}",
        ),
        latest_text=print_.label(latest.value),
        path_text=words.OWN_PATH,
    )
    first, last = charting.ends(figure.since, figure.last_day)
    return replace(figure, first_text=first, last_text=last)


def _day(period: Period) -> date:
    if period.frequency in _AT_THE_END:
        return period.end
    return period.start + (period.end - period.start) / 2


def _fan(found: Proposal, course: Forecast | None) -> tuple[FanPoint, ...]:
    if course is None or not found.ladder:
        return ()
    steps = course.series.step_of(found.resolved) - course.series.step_of(course.origin)
    quantiles = shown_quantiles(course.margins)[:steps]
    return tuple(
        FanPoint(_day(course.period_at(step)), tuple(float(q) for q in row), course.period_at(step).label)
        for step, row in enumerate(quantiles, start=1)
    )


def _target_said(found: Proposal) -> str:
    """What the end of the path is: the reader's own value, or one of ours."""
    return words.STRETCHING if found.meaning is None else f"by {found.resolved.label}"


def _described(
    found: Proposal, measured: tuple[MeasuredPoint, ...], end: tuple[float, ...] | None, print_: Quantities
) -> str:
    first, last = measured[0], measured[-1]
    parts = [
        f"Measured: {print_.measured(first.value)} for {first.period}, {print_.measured(last.value)} for {last.period}."
    ]
    if end is not None:
        low, high = print_.measured(end[LOW]), print_.measured(end[HIGH])
        parts.append(
            f"Expected for {found.resolved.label}: about {print_.measured(end[MIDDLE])}, with 8 chances in 10 between "
            f"{low} and {high}."
        )
    if found.path is not None:
        parts.append(f"The dashed line leads to {print_.required(found.path.towards)}.")
    return " ".join(parts)
