"""The words on and beside a chart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from forecasting.assessment import Range
from forecasting.breaks import BreakKind
from forecasting.indicators import Direction
from forecasting.periods import Period
from service.board.english import aims, dates, findings, gaps, numbers
from service.board.english.numbers import capital

if TYPE_CHECKING:
    from service.board.case import Case

PANDEMIC = "pandemic, set aside"
SET_ASIDE = "set aside"
EXPECTED = "expected"
PATH_OURS = "required path (ours)"
PATH = "required path"
MEASURED = "measured"
_PANDEMIC_YEARS = (2020, 2021)
_BREAKS = {
    BreakKind.METHOD: "method changed",
    BreakKind.COVERAGE: "coverage changed",
    BreakKind.POPULATION: "population changed",
    BreakKind.STRIKE: "strike",
    BreakKind.WITHDRAWAL: "one-off withdrawal",
}


def subtitle(case: Case) -> str:
    """What is drawn, in which unit, where: ``Waiting within 18 weeks, %, England``."""
    title = case.indicator.title if case.indicator is not None else case.target.title
    parts = [title, case.quantities.unit.axis, case.area]
    if case.manner.is_cumulative:
        parts[1] = f"{parts[1]}, added up from the start".lstrip(", ")
    return ", ".join(part for part in parts if part)


def title(case: Case) -> str:
    """The finding of the chart: ``About 68% expected in March 2029; at least 92% asked``."""
    assessment = case.assessment
    if assessment is None:
        return case.target.title
    if assessment.outcome is not None:
        said = findings.outcome(
            assessment.outcome,
            required=assessment.required_value,
            wants=case.wants,
            kind=case.manner,
            quantities=case.quantities,
        )
        return said.rstrip(".")
    projection = assessment.projection
    if projection is not None:
        value = expected_value(case)
        moment = (
            f"by {findings.ending(projection.period)}"
            if case.manner.is_cumulative
            else findings.when(projection.period)
        )
        word = "allowed" if case.wants is Direction.DECREASE else "asked"
        asked = f"; {case.asks} {word}" if case.asks else ""
        return f"About {value} expected {moment}{asked}"
    newest = findings.latest(assessment, case.quantities, total=case.manner.is_cumulative)
    return capital(newest) if newest else case.target.title


def description(case: Case) -> str:
    """The chart for those who do not see it: where it came from, stands, leads, and what is asked."""
    assessment = case.assessment
    if assessment is None:
        return ""
    measured = [point for point in assessment.track if point.actual is not None]
    said = []
    if measured and measured[0].actual is not None and measured[-1].actual is not None:
        first, last = measured[0], measured[-1]
        said.append(
            f"Measured: {case.quantities.measured(measured[0].actual)} {findings.when(first.period)}, "
            f"{case.quantities.measured(measured[-1].actual)} {findings.when(last.period)}."
        )
    if assessment.projection is not None:
        spread = assessment.projection.eight_in_ten
        said.append(
            f"Expected: about {expected_value(case)} {findings.when(assessment.projection.period)}, "
            f"8 in 10 outcomes between {range_words(case, spread)}."
        )
    if case.asks:
        said.append(
            f"Asked: {case.asks} {findings.due(case.target.period, case.due, case.manner)}".rstrip() + "."
        )
    return " ".join(said)


def expected_value(case: Case) -> str:
    """The median at the target date on the grid of its gap: ``68%``."""
    assessment = case.assessment
    if assessment is None or assessment.projection is None:
        return ""
    return case.quantities.expected(assessment.projection.median, step_of(case))


def step_of(case: Case) -> float:
    """The grid on which forecasts of this target are printed."""
    assessment = case.assessment
    if assessment is None or assessment.projection is None:
        return 1.0
    if assessment.projected_gap is not None:
        return gaps.grid(assessment.projected_gap)
    spread = assessment.projection.eight_in_ten
    return numbers.step_for(spread.high - spread.low, assessment.projection.median)


def range_words(case: Case, spread: Range) -> str:
    """``48% and 89%``."""
    step = step_of(case)
    return f"{case.quantities.expected(spread.low, step)} and {case.quantities.expected(spread.high, step)}"


def target_lines(case: Case) -> tuple[str, ...]:
    """The target beside its diamond: ``92% needed``, ``by March 2029``."""
    assessment = case.assessment
    if assessment is None or assessment.required_value is None:
        return ()
    label = aims.label(case.target.comparator, assessment.required_value, quantities=case.quantities)
    return (label, when_due(case)) if when_due(case) else (label,)


def when_due(case: Case) -> str:
    """``by March 2029``."""
    return findings.due(case.target.period, case.due, case.manner)


def expected_lines(case: Case) -> tuple[str, ...]:
    """The median beside its end: ``about 68%``, ``expected``."""
    assessment = case.assessment
    if assessment is None or assessment.projection is None:
        return ()
    return (f"about {case.quantities.label_expected(assessment.projection.median, step_of(case))}", EXPECTED)


def gap_lines(case: Case) -> tuple[str, ...]:
    """The projected gap beside its bracket: ``about 24 points short``."""
    if case.assessment is None or case.assessment.projected_gap is None:
        return ()
    gap = case.assessment.projected_gap
    return (gaps.inside(gap, quantities=case.quantities, wants=case.wants, kind=case.manner),)


def range_lines(case: Case) -> tuple[str, ...]:
    """The range that holds 8 in 10: ``8 in 10:``, ``48% to 89%``."""
    assessment = case.assessment
    if assessment is None or assessment.projection is None:
        return ()
    spread, step = assessment.projection.eight_in_ten, step_of(case)
    low, high = (case.quantities.label_expected(value, step) for value in (spread.low, spread.high))
    return ("8 in 10:", f"{low} to {high}")


def milestone(case: Case, value: float, period: Period) -> str:
    """``65% by March 2026``."""
    return f"{case.quantities.label_required(value)} by {dates.named(str(period.frequency), period.label)}"


def cause(kind: BreakKind, period: Period) -> str:
    """A break in a few words: ``coverage changed, February 2024``."""
    return f"{_BREAKS.get(kind, 'series changed')}, {period.label}"


def ends(first: date, last: date) -> tuple[str, str]:
    """How a small chart names its two ends: ``2014`` and ``2029``, or ``Dec 2020`` and ``Jul 2021``."""
    if (last - first).days > 3 * 365:
        return str(first.year), str(last.year)
    return dates.short_month(first), dates.short_month(last)


def band(start: date, end: date) -> str:
    """What an exceptional period is called."""
    return PANDEMIC if start.year <= _PANDEMIC_YEARS[1] and end.year >= _PANDEMIC_YEARS[0] else SET_ASIDE


def tick(case: Case, value: float, *, topmost: bool) -> str:
    """A gridline; the topmost carries the unit."""
    figure = numbers.compact(value)
    unit = case.quantities.unit
    return unit.bare(figure) if topmost or unit.before else figure
