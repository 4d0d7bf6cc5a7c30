"""A series: one indicator, one area, one frequency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import gcd, isfinite
from operator import lt

import numpy as np
from numpy.typing import NDArray

from forecasting.errors import (
    ConflictingObservations,
    EmptySeries,
    MixedFrequencies,
    NotANumber,
    PeriodsNotComparable,
)
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from forecasting.periods import Period, month_end

Floats = NDArray[np.float64]
_SETTLED = "final"


def _check_points(indicator: Indicator, points: Sequence[Period]) -> None:
    if len({point.anchor is None for point in points}) > 1:
        raise MixedFrequencies(
            f"“{indicator.id}” has points known by their day and points known by their year.",
            field="period",
            value=str(next(point for point in points if point.anchor is None)),
            remedy="Give every point its day, or none.",
        )
    for earlier, later in pairwise(points):
        if (earlier.end.year, earlier.end.month) == (later.end.year, later.end.month):
            raise ConflictingObservations(
                f"“{indicator.id}” has two points in one month, {earlier} and {later}.",
                field="period",
                value=str(later),
                remedy="Use the frequency D for counts less than a month apart.",
            )


def _orderly(rows: Sequence[tuple[Period, float]], frequency: Frequency) -> bool:
    """Whether rows are one a period already, oldest first, all numbers, so that there is nothing to check or sort."""
    if frequency is Frequency.POINT:
        return False
    ordinals = [period.ordinal for period, _ in rows]
    return (
        all(map(lt, ordinals, ordinals[1:]))
        and all(period.frequency is frequency for period, _ in rows)
        and all(map(isfinite, (value for _, value in rows)))
    )


@dataclass(frozen=True, eq=False)
class Series:
    """The observations of one indicator in one area, oldest first, one value a period.

    Immutable. ``statuses`` holds the publisher's word for each value (final, provisional,
    estimate). Build it with ``Series.of``, which sorts and checks. Steps number the periods on the
    series' regular grid, so that a missing period is a missing step.
    """

    indicator: Indicator
    area: str
    frequency: Frequency
    periods: tuple[Period, ...]
    values: Floats
    statuses: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @classmethod
    def _made(
        cls,
        indicator: Indicator,
        area: str,
        frequency: Frequency,
        rows: Sequence[tuple[Period, float]],
        words: Sequence[str],
        findings: tuple[Finding, ...] = (),
    ) -> Series:
        """The series of rows in order, one a period."""
        values = np.array([float(value) for _, value in rows])
        values.setflags(write=False)
        return cls(
            indicator, area, frequency, tuple(period for period, _ in rows), values, tuple(words), findings
        )

    @classmethod
    def of(
        cls,
        indicator: Indicator,
        observations: Iterable[tuple[Period, float]],
        *,
        area: str = "",
        statuses: Sequence[str] | None = None,
    ) -> Series:
        """Make a series from observations in any order.

        An identical repeat is dropped and reported as a finding. Raises EmptySeries,
        MixedFrequencies, NotANumber or ConflictingObservations.
        """
        pairs = list(observations)
        if not pairs:
            raise EmptySeries(f"“{indicator.id}” has no observations.", field="period", value=indicator.id)
        words = list(statuses) if statuses is not None else [_SETTLED] * len(pairs)
        frequency = pairs[0][0].frequency
        if _orderly(pairs, frequency):
            return cls._made(indicator, area, frequency, pairs, words)
        kept: dict[Period, tuple[float, str]] = {}
        repeats = 0
        for (period, value), word in zip(pairs, words, strict=True):
            if period.frequency is not frequency:
                raise MixedFrequencies(
                    f"“{indicator.id}” mixes {frequency.words} and {period.frequency.words}.",
                    field="period",
                    value=str(period),
                    remedy="Give each frequency a series of its own.",
                )
            if not np.isfinite(value):
                raise NotANumber(
                    f"“{indicator.id}” has the value {value} for {period}.",
                    field="value",
                    value=value,
                    remedy="Leave the row out where no value was published.",
                )
            known = kept.get(period)
            if known is not None and known[0] != value:
                raise ConflictingObservations(
                    f"“{indicator.id}” has both {known[0]:g} and {value:g} for {period}.",
                    field="value",
                    value=value,
                    remedy="Keep one value a period, or say when each was published.",
                )
            repeats += known is not None
            # Of two words for one value the less settled stays, whichever row came first.
            words_known = (word,) if known is None else (word, known[1])
            kept[period] = (float(value), max(words_known, key=lambda w: (w != _SETTLED, w)))
        ordered = sorted(kept, key=lambda period: (period.end, period.ordinal))
        if frequency is Frequency.POINT:
            _check_points(indicator, ordered)
        findings: tuple[Finding, ...] = ()
        if repeats:
            findings = (
                Finding(
                    FindingCode.DUPLICATES, f"{repeats} observations were given twice with the same value."
                ),
            )
        rows = [(period, kept[period][0]) for period in ordered]
        return cls._made(indicator, area, frequency, rows, [kept[period][1] for period in ordered], findings)

    def __len__(self) -> int:
        return len(self.periods)

    @property
    def latest(self) -> Period:
        """The newest period with a value."""
        return self.periods[-1]

    @property
    def latest_value(self) -> float:
        """The newest value."""
        return float(self.values[-1])

    @cached_property
    def cadence_months(self) -> int:
        """For points in time: months between consecutive points of the grid (12 for a yearly count)."""
        months = {self._month(period) for period in self.periods}
        if any(period.anchor is None for period in self.periods) or len(months) < 2:
            return 12
        first = min(months)
        return gcd(*(month - first for month in months)) or 12

    @staticmethod
    def _month(period: Period) -> int:
        end = period.end
        return end.year * 12 + end.month - 1

    @property
    def steps_per_year(self) -> float:
        """Steps of the grid in a year."""
        if self.frequency is Frequency.POINT:
            return 12 / self.cadence_months
        return self.frequency.steps_per_year

    @property
    def season(self) -> int:
        """Steps in one seasonal cycle (1: none)."""
        if self.frequency is Frequency.POINT:
            return 12 // self.cadence_months if 12 % self.cadence_months == 0 else 1
        return self.frequency.season

    def step_of(self, period: Period) -> int:
        """The position of a period on the grid; the first observation is step 0."""
        first = self.periods[0]
        if self.frequency is Frequency.POINT and period.frequency is Frequency.POINT:
            months = self._month(period) - self._month(first)
            if months % self.cadence_months == 0:
                return months // self.cadence_months
        elif period.frequency is self.frequency:
            return period.ordinal - first.ordinal
        raise PeriodsNotComparable(
            f"{period} is not on the grid of “{self.indicator.id}”, which is measured by {self.frequency.words}.",
            field="period",
            value=str(period),
            remedy="Give the period in the notation of the series.",
        )

    def period_at(self, step: int) -> Period:
        """The period at a step of the grid, before, inside or after the observations."""
        first = self.periods[0]
        if self.frequency is not Frequency.POINT or first.anchor is None:
            return first + step
        month = self._month(first) + step * self.cadence_months
        last = month_end(month // 12, month % 12 + 1)
        # A count on the last day of a month stays on the last day; any other keeps its day of the month.
        _, day = first.anchor
        at_month_end = day >= first.end.day == month_end(first.end.year, first.end.month).day
        return Period(
            Frequency.POINT, last.year, (last.month, last.day if at_month_end else min(day, last.day))
        )

    @cached_property
    def steps(self) -> NDArray[np.int64]:
        """The grid position of each observation."""
        return np.array([self.step_of(period) for period in self.periods], dtype=np.int64)

    @cached_property
    def dense(self) -> Floats:
        """Values on the whole grid from the first to the last observation, NaN where none was published."""
        grid = np.full(int(self.steps[-1]) + 1, np.nan)
        grid[self.steps] = self.values
        grid.setflags(write=False)
        return grid

    def value_at(self, period: Period) -> float | None:
        """The value published for a period, or None."""
        try:
            step = self.step_of(period)
        except PeriodsNotComparable:
            return None
        if not 0 <= step < len(self.dense) or np.isnan(self.dense[step]):
            return None
        return float(self.dense[step])

    def last_period_ending_by(self, day: date) -> Period:
        """The last period of the grid that ends on or before a date, observed or not."""
        step = int(self.steps[-1])
        while self.period_at(step).end > day:
            step -= self._stride(self.period_at(step).end, day)
        while self.period_at(step + 1).end <= day:
            step += self._stride(day, self.period_at(step + 1).end)
        return self.period_at(step)

    def _stride(self, later: date, earlier: date) -> int:
        # Leap most of the way for long daily grids, but never past the goal.
        return max(1, int((later - earlier).days / 366 * self.steps_per_year) - 1)

    @cached_property
    def checks(self) -> tuple[Finding, ...]:
        """Findings about the observations themselves: repeats, gaps, a constant value, a provisional end."""
        found = list(self.findings)
        missing = int(np.isnan(self.dense).sum())
        if missing:
            found.append(
                Finding(
                    FindingCode.GAPS,
                    f"{missing} of {len(self.dense)} periods since {self.periods[0].label} have no value.",
                )
            )
        if len(self) > 1 and np.all(self.values == self.values[0]):
            found.append(
                Finding(FindingCode.CONSTANT, "Every published value is the same.", Severity.CAUTION)
            )
        open_tail = 0
        for word in reversed(self.statuses):
            if word == _SETTLED:
                break
            open_tail += 1
        if 0 < open_tail < len(self):
            found.append(
                Finding(
                    FindingCode.PROVISIONAL,
                    f"The newest {open_tail} values are provisional or estimates and may be revised.",
                )
            )
        return tuple(found)
