"""Breaks in a series and exceptional periods: what may be fitted, and what is set aside.

Only a break that the publisher calls not comparable cuts the past off; a pandemic, a strike or a
one-off withdrawal masks its own periods and leaves the past alone; a partly comparable break is
fitted across with a wider spread. The default exceptional periods are fixed before any result is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from forecasting.errors import PeriodsNotComparable
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation
from forecasting.periods import Period
from forecasting.series import Series


class BreakKind(StrEnum):
    """What disturbed a series."""

    METHOD = "method"
    COVERAGE = "coverage"
    POPULATION = "population"
    PANDEMIC = "pandemic"
    STRIKE = "strike"
    WITHDRAWAL = "withdrawal"
    OTHER = "other"

    @property
    def is_exceptional(self) -> bool:
        """Sets periods aside instead of cutting the past off."""
        return self in (BreakKind.PANDEMIC, BreakKind.STRIKE, BreakKind.WITHDRAWAL)


class Comparable(StrEnum):
    """Whether values before a break may be compared with values after it."""

    NO = "no"
    PARTLY = "partly"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Break:
    """A disturbance of a series from a period on."""

    period: Period
    kind: BreakKind
    comparable: Comparable
    explanation: str = ""


class Exceptional(StrEnum):
    """How the exceptional periods are treated; the headline is always DEFAULT."""

    KEPT = "kept"
    DEFAULT = "default"
    LONG = "long"


# The first and last day of the exceptional period, by frequency; the long treatment adds a year.
_SUB_ANNUAL = (date(2020, 3, 1), date(2021, 6, 30))
_SPANS = {
    Frequency.FINANCIAL_YEAR: (date(2019, 4, 1), date(2021, 3, 31)),
    Frequency.ACADEMIC_YEAR: (date(2019, 9, 1), date(2021, 8, 31)),
    Frequency.YEAR: (date(2020, 1, 1), date(2021, 12, 31)),
}
_LONG_DAYS = 365
# A financial year that ends in March 2020 is touched by the pandemic only where its figure is taken at its end.
_FIRST_PANDEMIC_MONTH = date(2020, 3, 1)


@dataclass(frozen=True, slots=True)
class Breaks:
    """The breaks of one series and its own exceptional periods, if it declares any."""

    breaks: tuple[Break, ...] = ()
    exceptional: tuple[Period, ...] | None = None

    @property
    def has_pandemic(self) -> bool:
        """Whether any break of the series is an exceptional one."""
        return any(b.kind is BreakKind.PANDEMIC for b in self.breaks)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A series made ready for fitting.

    ``values`` covers the grid from ``first_step`` of the series to its newest fitted value, NaN where
    a period is missing or set aside; ``comparable`` counts the values left; ``partial`` the partly
    comparable breaks inside; ``set_aside`` the grid steps masked.
    """

    values: NDArray[np.float64]
    first_step: int
    origin: Period
    comparable: int
    partial: int = 0
    set_aside: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def cut(self) -> bool:
        """Whether an incomparable past was cut off."""
        return self.first_step > 0


def _touched(period: Period, series: Series, *, long: bool) -> bool:
    span = _SPANS.get(series.frequency, _SUB_ANNUAL)
    last = span[1].toordinal() + (_LONG_DAYS if long else 0)
    if series.frequency is Frequency.FINANCIAL_YEAR and period.end == date(2020, 3, 31):
        return series.indicator.aggregation is Aggregation.STOCK
    if series.frequency is Frequency.YEAR_ENDING or series.frequency.overlaps:
        return False
    if series.frequency is Frequency.POINT and period.anchor is None:
        # An autumn count carries only its year: 2020 and 2021, as calendar years are treated.
        return period.ordinal in ((2020, 2021, 2022) if long else (2020, 2021))
    return span[0] <= period.start and period.end.toordinal() <= last


def _steps_of(series: Series, period: Period) -> range:
    """The grid steps that a period names, or, in another notation, those whose end it touches."""
    if period.frequency is series.frequency:
        try:
            step = series.step_of(period)
        except PeriodsNotComparable:  # a point in time between the points of the series
            pass
        else:
            return range(step, step + 1)
    first = series.step_of(series.last_period_ending_by(period.start - timedelta(days=1))) + 1
    last = series.step_of(series.last_period_ending_by(period.end))
    return range(first, max(first, last) + 1)


def exceptional_steps(series: Series, breaks: Breaks, treatment: Exceptional) -> frozenset[int]:
    """Grid steps to set aside under a treatment.

    A series that declares its own exceptional periods uses those; otherwise the default applies to
    series with a declared pandemic break, and a strike or a one-off withdrawal sets its own period
    aside. Periods after which nothing ordinary has been observed are kept: there is nothing else to
    start from.
    """
    if treatment is Exceptional.KEPT:
        return frozenset()
    if breaks.exceptional is not None:
        found = {step for p in breaks.exceptional for step in _steps_of(series, p)}
        if treatment is Exceptional.LONG and found:
            extra = max(1, round(series.steps_per_year))
            found |= {max(found) + k for k in range(1, extra + 1)}
    else:
        one_off = (BreakKind.STRIKE, BreakKind.WITHDRAWAL)
        found = {step for b in breaks.breaks if b.kind in one_off for step in _steps_of(series, b.period)}
        if breaks.has_pandemic:
            long = treatment is Exceptional.LONG
            found |= {
                int(step)
                for step, period in zip(series.steps, series.periods, strict=True)
                if _touched(period, series, long=long)
            }
    ordinary = max((int(step) for step in series.steps if int(step) not in found), default=-1)
    return frozenset(step for step in found if step < ordinary)


def _inside(series: Series, breaks: Breaks) -> list[tuple[int, Break]]:
    return [
        (step, item)
        for item in breaks.breaks
        if not item.kind.is_exceptional
        and 0 < (step := _steps_of(series, item.period)[0]) < len(series.dense)
    ]


def last_cut(series: Series, breaks: Breaks) -> Period | None:
    """The first period of the newest run of comparable figures, or None where nothing was cut off."""
    cuts = [step for step, item in _inside(series, breaks) if item.comparable is Comparable.NO]
    return series.period_at(max(cuts)) if cuts else None


def prepare(
    series: Series,
    breaks: Breaks,
    *,
    treatment: Exceptional = Exceptional.DEFAULT,
    since_partial: bool = False,
) -> Prepared:
    """Cut, mask and count a series for fitting.

    ``since_partial`` starts at the last partly comparable break instead of fitting across it (one of
    the sensitivity treatments).
    """
    values = series.dense.copy()
    inside = _inside(series, breaks)
    start = max((step for step, item in inside if item.comparable is Comparable.NO), default=0)
    later = [(step, item) for step, item in inside if step > start]
    partly = [step for step, item in later if item.comparable is Comparable.PARTLY]
    cut = [(step, item) for step, item in inside if step == start and item.comparable is Comparable.NO]
    findings = [_finding(item) for _, item in sorted([*cut[:1], *later], key=lambda pair: pair[0])]
    if since_partial and partly:
        start = max(partly)
    aside = {step for step in exceptional_steps(series, breaks, treatment) if start <= step < len(values)}
    values[list(aside)] = np.nan
    if aside:
        findings.append(_set_aside(series, sorted(aside)))
    values = values[start:]
    known = np.flatnonzero(np.isfinite(values))
    first = int(known[0])
    values = values[first : int(known[-1]) + 1]
    return Prepared(
        values=values,
        first_step=start + first,
        origin=series.period_at(start + int(known[-1])),
        comparable=len(known),
        partial=sum(step > start for step in partly),
        set_aside=frozenset(aside),
        findings=tuple(findings),
    )


def _finding(item: Break) -> Finding:
    match item.comparable:
        case Comparable.NO:
            return Finding(
                FindingCode.BREAK_CUT,
                f"Figures before {item.period.label} are not comparable and were left out: {item.explanation}",
                Severity.CAUTION,
            )
        case Comparable.PARTLY:
            return Finding(
                FindingCode.BREAK_PARTLY, f"Partly comparable from {item.period.label}: {item.explanation}"
            )
        case Comparable.YES:
            return Finding(
                FindingCode.BREAK_NOTE,
                f"Changed in {item.period.label}, still comparable: {item.explanation}",
            )


def _set_aside(series: Series, steps: Sequence[int]) -> Finding:
    starts = [step for step in steps if step - 1 not in steps]
    ends = [step for step in steps if step + 1 not in steps]
    spans = [
        series.period_at(first).label
        if first == last
        else f"{series.period_at(first).label} to {series.period_at(last).label}"
        for first, last in zip(starts, ends, strict=True)
    ]
    verb = "was" if len(spans) == 1 else "were"
    return Finding(
        FindingCode.EXCEPTIONAL_SET_ASIDE, f"{' and '.join(spans)} {verb} set aside as exceptional."
    )
