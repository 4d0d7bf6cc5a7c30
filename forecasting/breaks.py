"""Breaks in a series and exceptional periods: what may be fitted, and what is set aside.

Only a break that the publisher calls not comparable cuts the past off; a pandemic, a strike or a
one-off withdrawal masks its own periods and leaves the past alone; a partly comparable break is
fitted across with a wider spread. The default exceptional periods are fixed before any result is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

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


def exceptional_steps(series: Series, breaks: Breaks, treatment: Exceptional) -> frozenset[int]:
    """Grid steps to set aside under a treatment.

    A series that declares its own exceptional periods uses those; otherwise the default applies to
    series with a declared pandemic break. Periods after which nothing comparable has been observed
    are kept: there is nothing else to start from.
    """
    if treatment is Exceptional.KEPT:
        return frozenset()
    if breaks.exceptional is not None:
        found = {series.step_of(p) for p in breaks.exceptional if p.frequency is series.frequency}
        if treatment is Exceptional.LONG:
            extra = max(1, round(series.steps_per_year))
            found |= {max(found) + k for k in range(1, extra + 1)} if found else set()
    elif breaks.has_pandemic:
        found = {
            int(step)
            for step, period in zip(series.steps, series.periods, strict=True)
            if _touched(period, series, long=treatment is Exceptional.LONG)
        }
    else:
        return frozenset()
    if found and int(series.steps[-1]) <= max(found):
        return frozenset()
    return frozenset(found)


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
    findings: list[Finding] = []
    start, partial = 0, 0
    for item in sorted(breaks.breaks, key=lambda b: b.period.end):
        if item.period.frequency is not series.frequency:
            continue
        step = series.step_of(item.period)
        if item.kind.is_exceptional or not 0 < step < len(values):
            continue
        if item.comparable is Comparable.NO:
            start = max(start, step)
            findings.append(
                Finding(
                    FindingCode.BREAK_CUT,
                    f"Figures before {item.period.label} are not comparable and were left out: {item.explanation}",
                    Severity.CAUTION,
                )
            )
        elif item.comparable is Comparable.PARTLY:
            partial += 1
            start = max(start, step) if since_partial else start
            findings.append(
                Finding(
                    FindingCode.BREAK_PARTLY,
                    f"Partly comparable from {item.period.label}: {item.explanation}",
                )
            )
    aside = exceptional_steps(series, breaks, treatment)
    inside = {step for step in aside if start <= step < len(values)}
    masked = values.copy()
    masked[list(inside)] = np.nan
    if inside and np.isfinite(masked[start:]).sum() >= 3:
        values = masked
        opening, closing = series.period_at(min(inside)), series.period_at(max(inside))
        findings.append(
            Finding(
                FindingCode.EXCEPTIONAL_SET_ASIDE,
                f"{opening.label} to {closing.label} was set aside as exceptional."
                if opening != closing
                else f"{opening.label} was set aside as exceptional.",
            )
        )
    else:
        inside = set()
    values = values[start:]
    known = np.flatnonzero(np.isfinite(values))
    first = int(known[0])
    values = values[first : int(known[-1]) + 1]
    return Prepared(
        values=values,
        first_step=start + first,
        origin=series.period_at(start + int(known[-1])),
        comparable=len(known),
        partial=partial,
        set_aside=frozenset(inside),
        findings=tuple(findings),
    )
