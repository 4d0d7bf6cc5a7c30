"""From a case to the figure its charts are drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from datasets.catalogue.entries import MilestoneBasis, MilestoneKind
from forecasting.assessment import Assessment, TrackPoint
from forecasting.breaks import BreakKind, Comparable
from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.board.case import Case
from service.board.english import charting
from service.charts.figure import FanPoint, Figure, Mark, MeasuredPoint, PathPoint, Span

# How many years of the past a small and a large chart show at most before the newest figure.
SMALL_YEARS, LARGE_YEARS = 12, 26
_PERCENTILES = 7
_OPEN = frozenset({"provisional", "estimate"})
_AT_THE_END = frozenset({Frequency.POINT, Frequency.DAY, Frequency.YEAR_ENDING})


def figure_of(case: Case, *, today: date, years: int) -> Figure:
    """What is known of a target, as a figure; a target without judgement gives an empty one."""
    assessment = case.assessment
    if assessment is None:
        return Figure(charting.title(case), charting.subtitle(case), "", since=today)
    measured = _measured(case, assessment)
    target = _target(case, assessment)
    fan = tuple(
        FanPoint(day_of(case, point.period), point.quantiles, point.period.label)
        for point in assessment.track
        if len(point.quantiles) == _PERCENTILES
    )
    required = tuple(
        PathPoint(day_of(case, point.period), point.required, point.period.label)
        for point in assessment.track
        if point.required is not None
    )
    required = _up_to(required, target)
    window = case.target.window
    if case.manner.is_cumulative and window is not None and not measured:
        # Nothing of the window has been counted yet: every total begins at nought.
        required = _from_nothing(required, window.start)
        fan = _fan_from_nothing(fan, window.start)
    ours = _is_ours(case, assessment)
    latest = measured[-1] if measured else None
    figure = Figure(
        title=charting.title(case),
        subtitle=charting.subtitle(case),
        description=charting.description(case),
        since=_since(measured, required, target, years=years, today=today),
        measured=measured,
        fan=fan,
        required=required,
        ours=ours,
        target=target,
        milestones=_milestones(case),
        breaks=_breaks(case),
        bands=tuple(_bands(assessment.track)),
        zero=case.manner.is_cumulative,
        bounds=_bounds(case),
        target_lines=charting.target_lines(case),
        expected_lines=charting.expected_lines(case) if fan else (),
        gap_lines=charting.gap_lines(case) if fan else (),
        range_lines=charting.range_lines(case) if fan else (),
        latest_text=case.quantities.label(latest.value) if latest is not None else "",
        path_text=charting.PATH_OURS if ours else charting.PATH,
    )
    return _with_texts(_with_silence(figure, case, today))


def large_figure(case: Case, *, today: date, earlier: tuple[tuple[PathPoint, ...], ...]) -> Figure:
    """The figure of a target's own page, with the courses forecast ``earlier``."""
    return replace(figure_of(case, today=today, years=LARGE_YEARS), earlier=earlier)


def _with_texts(figure: Figure) -> Figure:
    """The first and last moment shown, as years where they lie far enough apart."""
    first, last = charting.ends(figure.since, figure.last_day)
    return replace(figure, first_text=first, last_text=last)


def _up_to(path: tuple[PathPoint, ...], target: Mark | None) -> tuple[PathPoint, ...]:
    """The path to the target and no further, ending in the target itself."""
    if target is None or not path:
        return path
    kept = tuple(point for point in path if point.day < target.day)
    return (*kept, PathPoint(target.day, target.value)) if kept else path


def _is_ours(case: Case, assessment: Assessment) -> bool:
    """Whether the path is ours: so says the judgement, or there is no official point on the way."""
    if assessment.gap_now is not None:
        return assessment.gap_now.illustrative
    return not any(item.kind is MilestoneKind.OFFICIAL for item in case.target.milestones)


def _from_nothing(path: tuple[PathPoint, ...], start: date) -> tuple[PathPoint, ...]:
    return (PathPoint(start, 0.0), *path) if path and path[0].day > start else path


def _fan_from_nothing(fan: tuple[FanPoint, ...], start: date) -> tuple[FanPoint, ...]:
    return (FanPoint(start, (0.0,) * _PERCENTILES), *fan) if fan and fan[0].day > start else fan


def day_of(case: Case, period: Period) -> date:
    """Where a period is drawn: at its end where a stock or a total is counted there, else in its middle."""
    if case.manner.is_cumulative or period.frequency in _AT_THE_END:
        return period.end
    return period.start + (period.end - period.start) / 2


def _measured(case: Case, assessment: Assessment) -> tuple[MeasuredPoint, ...]:
    points = [point for point in assessment.track if point.actual is not None]
    opened = [point.status in _OPEN for point in points]
    # Where nearly all figures are estimates (a survey), an open mark would say nothing.
    telling = sum(opened) * 2 <= len(points)
    return tuple(
        MeasuredPoint(
            day_of(case, point.period),
            point.actual,
            point.period.label,
            open=is_open and telling,
            aside=point.set_aside,
            comparable=point.comparable,
        )
        for point, is_open in zip(points, opened, strict=True)
        if point.actual is not None
    )


def _target(case: Case, assessment: Assessment) -> Mark | None:
    if assessment.required_value is None:
        return None
    if case.manner.is_cumulative and case.due is not None:
        return Mark(case.due, assessment.required_value)
    period = assessment.resolved or case.target.period
    return None if period is None else Mark(day_of(case, period), assessment.required_value)


def _milestones(case: Case) -> tuple[Mark, ...]:
    wanted = MilestoneBasis.TOTAL if case.manner.is_cumulative else MilestoneBasis.LEVEL
    return tuple(
        Mark(day_of(case, item.period), item.value, charting.milestone(case, item.value, item.period))
        for item in case.target.milestones
        if item.basis is wanted and not case.target.kind.is_change
    )


def _breaks(case: Case) -> tuple[Mark, ...]:
    if case.indicator is None:
        return ()
    return tuple(
        Mark(item.period.start, 0.0, charting.cause(item.kind, item.period))
        for item in case.indicator.breaks
        if item.kind is not BreakKind.PANDEMIC
        and item.comparable is not Comparable.YES
        and item.area in (None, case.target.area)
    )


def _bands(track: Iterable[TrackPoint]) -> Iterable[Span]:
    start: date | None = None
    end: date | None = None
    for point in track:
        if point.set_aside:
            start, end = start or point.period.start, point.period.end
        elif start is not None and end is not None:
            yield Span(start, end, charting.band(start, end))
            start = end = None
    if start is not None and end is not None:
        yield Span(start, end, charting.band(start, end))


def _bounds(case: Case) -> tuple[float | None, float | None]:
    if case.indicator is None or case.manner.is_cumulative:
        return (None, None)
    return (case.indicator.lower, case.indicator.upper)


def _since(
    measured: tuple[MeasuredPoint, ...],
    required: tuple[PathPoint, ...],
    target: Mark | None,
    *,
    years: int,
    today: date,
) -> date:
    """The first day shown: some years before the newest figure or the end of the target, never after the baseline."""
    if not measured:
        return required[0].day if required else today
    latest = measured[-1].day
    anchor = min(latest, target.day) if target is not None else latest
    first = anchor - timedelta(days=round(years * 365.25))
    if required:
        first = min(first, required[0].day - timedelta(days=180))
    return max(first, measured[0].day)


def _with_silence(figure: Figure, case: Case, today: date) -> Figure:
    latest = figure.latest
    if latest is None or case.overdue(today) is None or case.assessment is None:
        return figure
    period = case.assessment.latest_period
    start = period.end if period is not None else latest.day
    end = min(today, figure.last_day)
    if end <= start:
        return figure
    return replace(figure, silence=Span(start, end))
