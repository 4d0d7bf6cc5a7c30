"""History, required path, forecast fan and earlier forecasts of one target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forecasting.assessment import Assessment
from service.board.case import Case
from service.board.english import chart_titles, charting, target_page
from service.board.figures import LARGE_YEARS, day_of, figure_of
from service.charts.figure import MIDDLE, Figure, PathPoint
from service.charts.frame import Size
from service.charts.sheet import Words, blank
from service.charts.trajectory import trajectory
from service.documents import from_document
from service.pictures.cases import case_on, earlier_than
from service.pictures.picture import Picture

if TYPE_CHECKING:
    from sqlmodel import Session

_MOST_EARLIER = 4
_PERCENTILES = 7


def trajectory_picture(session: Session, target_id: str, as_of: date | None) -> Picture:
    """The chart of a target as judged on a day. Raises Unknown or NotAssessed."""
    case = case_on(session, target_id, as_of)
    words = _words(case)
    own = f"/v1/targets/{target_id}/trajectory"
    asked = f"?as_of={as_of.isoformat()}" if as_of is not None else ""
    tables = ((f"{own}.csv{asked}", "text/csv"), (f"{own}{asked}", "application/json"))
    # The chart of a judgement reads as of that judgement's own day, never by the clock.
    day = case.assessment.as_of if case.assessment is not None else date.min
    figure = figure_of(case, today=day, years=LARGE_YEARS)
    if not figure.measured and not figure.fan:
        return Picture(
            f"{target_id}-trajectory", words, lambda width: blank(words, width, words.description), tables
        )
    figure = _told(figure, words, earlier_courses(session, case))

    def draw(width: int) -> dict[str, object]:
        return trajectory(
            figure,
            Size.fitting(width),
            tick_text=lambda value, topmost: charting.tick(case, value, topmost=topmost),
            width=width,
        )

    return Picture(f"{target_id}-trajectory", words, draw, tables)


def earlier_courses(session: Session, case: Case) -> tuple[tuple[PathPoint, ...], ...]:
    """The medians of the few forecasts made before a case's own, oldest first."""
    return tuple(
        line
        for record in earlier_than(session, case, _MOST_EARLIER)
        if (line := _middle(case, from_document(Assessment, record.data)))
    )


def drawn_besides(earlier: tuple[tuple[PathPoint, ...], ...]) -> str:
    """What the thin lines of a chart are, or nothing where there are none."""
    return {0: "", 1: chart_titles.EARLIER_ONE}.get(len(earlier), chart_titles.EARLIER_MANY)


def _words(case: Case) -> Words:
    described = charting.description(case) or chart_titles.NOTHING_DRAWN
    return Words(
        chart_titles.course(case),
        charting.subtitle(case),
        described,
        chart_titles.source(case, target_page.source_of(case)),
    )


def _told(figure: Figure, words: Words, earlier: tuple[tuple[PathPoint, ...], ...]) -> Figure:
    drawn = drawn_besides(earlier)
    return replace(
        figure,
        title=words.title,
        subtitle=f"{words.subtitle}; {drawn}" if drawn else words.subtitle,
        description=words.description,
        source=words.source,
        earlier=earlier,
    )


def _middle(case: Case, assessment: Assessment) -> tuple[PathPoint, ...]:
    """The median of a forecast made before, from the newest figure it knew."""
    line = tuple(
        PathPoint(day_of(case, point.period), point.quantiles[MIDDLE], point.period.label)
        for point in assessment.track
        if len(point.quantiles) == _PERCENTILES
    )
    measured = [point for point in assessment.track if point.actual is not None]
    if not line or not measured or measured[-1].actual is None:
        return line
    last = measured[-1]
    return (PathPoint(day_of(case, last.period), measured[-1].actual, last.period.label), *line)
