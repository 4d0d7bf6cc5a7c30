"""Periods of official statistics: read, label, order, step, measure.

A financial year is labelled by the year it starts in (`2024/25` runs from 1 April 2024 to
31 March 2025). pandas labels it by the year it ends in; that label never leaves this module.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from forecasting.errors import PeriodsNotComparable
from forecasting.frequency import Frequency

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Frequency", "Period"]

_QUARTERS = ("January to March", "April to June", "July to September", "October to December")
_FIRST_MONTH = {Frequency.YEAR: 1, Frequency.FINANCIAL_YEAR: 4, Frequency.ACADEMIC_YEAR: 9}
_SPAN_YEARS = {Frequency.THREE_YEAR: 3, Frequency.FIVE_YEAR: 5}


@lru_cache(maxsize=4096)
def month_end(year: int, month: int) -> date:
    """The last day of a month; ``month`` may run past 12 or below 1."""
    carry, index = divmod(month - 1, 12)
    return date(year + carry, index + 1, calendar.monthrange(year + carry, index + 1)[1])


def _long_date(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a series: a year, a month, a day, a rolling year or a point in time.

    ``ordinal`` counts periods of the frequency, so that consecutive periods differ by one; for a
    point in time it is the year and ``anchor`` the month and day (none where only the year is known,
    as for an autumn count). Periods of one frequency are ordered and can be subtracted.

    >>> Period.parse("2024/25", Frequency.FINANCIAL_YEAR).end
    datetime.date(2025, 3, 31)
    >>> str(Period.parse("2024-11") + 3), Period.parse("2029-03").label
    ('2025-02', 'March 2029')
    """

    frequency: Frequency
    ordinal: int
    anchor: tuple[int, int] | None = None

    @classmethod
    def parse(cls, text: str, frequency: Frequency | str | None = None) -> Period:
        """Read a period in any notation of the field.

        ``2024/25`` alone is refused, because it may be a financial or an academic year: name the
        frequency. Raises PeriodUnreadable or PeriodAmbiguous.
        """
        from forecasting.notation import read_period

        return read_period(text, frequency)

    @classmethod
    def containing(cls, day: date, frequency: Frequency) -> Period:
        """The period of this frequency that a day falls in.

        A rolling year, like the other overlapping windows, is the one that ends first on or after the day.
        """
        match frequency:
            case Frequency.YEAR:
                return cls(frequency, day.year)
            case Frequency.FINANCIAL_YEAR | Frequency.ACADEMIC_YEAR:
                return cls(frequency, day.year - (day.month < _FIRST_MONTH[frequency]))
            case Frequency.QUARTER | Frequency.YEAR_ENDING:
                return cls(frequency, day.year * 4 + (day.month - 1) // 3)
            case Frequency.MONTH:
                return cls(frequency, day.year * 12 + day.month - 1)
            case Frequency.WEEK:
                return cls(frequency, (day.toordinal() - 1) // 7)
            case Frequency.DAY:
                return cls(frequency, day.toordinal())
            case Frequency.THREE_YEAR:
                return cls(frequency, day.year - (day.month < 4) - 2)
            case Frequency.FIVE_YEAR:
                return cls(frequency, day.year - 4)
            case Frequency.POINT:
                return cls(frequency, day.year, (day.month, day.day))

    @property
    def start(self) -> date:
        """The first day the period covers."""
        match self.frequency:
            case Frequency.YEAR | Frequency.FINANCIAL_YEAR | Frequency.ACADEMIC_YEAR:
                return date(self.ordinal, _FIRST_MONTH[self.frequency], 1)
            case Frequency.QUARTER:
                return date(self.ordinal // 4, self.ordinal % 4 * 3 + 1, 1)
            case Frequency.MONTH:
                return date(self.ordinal // 12, self.ordinal % 12 + 1, 1)
            case Frequency.WEEK:
                return date.fromordinal(self.ordinal * 7 + 1)
            case Frequency.DAY:
                return date.fromordinal(self.ordinal)
            case Frequency.YEAR_ENDING:
                year, quarter = divmod(self.ordinal, 4)
                return month_end(year - 1, quarter * 3 + 3) + timedelta(days=1)
            case Frequency.THREE_YEAR:
                return date(self.ordinal, 4, 1)
            case Frequency.FIVE_YEAR:
                return date(self.ordinal, 1, 1)
            case Frequency.POINT:
                return date(self.ordinal, 1, 1) if self.anchor is None else self._anchored()

    @property
    def end(self) -> date:
        """The last day the period covers."""
        match self.frequency:
            case Frequency.YEAR | Frequency.FINANCIAL_YEAR | Frequency.ACADEMIC_YEAR:
                return month_end(self.ordinal, _FIRST_MONTH[self.frequency] + 11)
            case Frequency.QUARTER | Frequency.YEAR_ENDING:
                return month_end(self.ordinal // 4, self.ordinal % 4 * 3 + 3)
            case Frequency.MONTH:
                return month_end(self.ordinal // 12, self.ordinal % 12 + 1)
            case Frequency.WEEK:
                return date.fromordinal(self.ordinal * 7 + 7)
            case Frequency.DAY:
                return date.fromordinal(self.ordinal)
            case Frequency.THREE_YEAR:
                return date(self.ordinal + 3, 3, 31)
            case Frequency.FIVE_YEAR:
                return date(self.ordinal + 4, 12, 31)
            case Frequency.POINT:
                return date(self.ordinal, 12, 31) if self.anchor is None else self._anchored()

    def _anchored(self) -> date:
        month, day = self.anchor or (12, 31)
        return date(self.ordinal, month, min(day, calendar.monthrange(self.ordinal, month)[1]))

    @property
    def days(self) -> int:
        """How many days the period covers."""
        return (self.end - self.start).days + 1

    @property
    def midpoint(self) -> float:
        """The middle of the period as a decimal year, for drawing and for regression on time."""
        start, end = self.start, self.end
        middle = start.toordinal() + (end.toordinal() - start.toordinal()) / 2
        first = date(start.year, 1, 1).toordinal()
        return start.year + (middle - first) / 365.25

    @property
    def label(self) -> str:
        """The period as publishers write it in a sentence."""
        match self.frequency:
            case Frequency.QUARTER:
                return f"{_QUARTERS[self.ordinal % 4]} {self.ordinal // 4}"
            case Frequency.MONTH:
                return f"{calendar.month_name[self.ordinal % 12 + 1]} {self.ordinal // 12}"
            case Frequency.WEEK:
                return f"week ending {_long_date(self.end)}"
            case Frequency.DAY:
                return _long_date(self.end)
            case Frequency.YEAR_ENDING:
                end = self.end
                return f"year ending {calendar.month_name[end.month]} {end.year}"
            case Frequency.THREE_YEAR | Frequency.FIVE_YEAR:
                first, last = str(self).rsplit("-", 1)
                return f"{first} to {last}"
            case Frequency.POINT:
                return str(self.ordinal) if self.anchor is None else _long_date(self.end)
        return str(self)

    @property
    def when(self) -> str:
        """The period with its preposition: "in March 2029", "on 14 February 2021", "in the year ending June 2024"."""
        dated = self.frequency is Frequency.DAY or (
            self.frequency is Frequency.POINT and self.anchor is not None
        )
        article = "the " if self.frequency in (Frequency.WEEK, Frequency.YEAR_ENDING) else ""
        return f"on {self.label}" if dated else f"in {article}{self.label}"

    def __str__(self) -> str:
        n = self.ordinal
        match self.frequency:
            case Frequency.YEAR:
                return f"{n:04d}"
            case Frequency.FINANCIAL_YEAR | Frequency.ACADEMIC_YEAR:
                return f"{n:04d}/{(n + 1) % 100:02d}"
            case Frequency.QUARTER:
                return f"{n // 4:04d}-Q{n % 4 + 1}"
            case Frequency.MONTH:
                return f"{n // 12:04d}-{n % 12 + 1:02d}"
            case Frequency.WEEK:
                iso = self.start.isocalendar()
                return f"{iso.year:04d}-W{iso.week:02d}"
            case Frequency.YEAR_ENDING:
                return f"YE-{n // 4:04d}-{n % 4 * 3 + 3:02d}"
            case Frequency.THREE_YEAR:
                return f"{n:04d}/{(n + 1) % 100:02d}-{n + 2:04d}/{(n + 3) % 100:02d}"
            case Frequency.FIVE_YEAR:
                return f"{n:04d}-{n + 4:04d}"
            case Frequency.POINT if self.anchor is None:
                return f"{n:04d}"
        return self.end.isoformat()

    def __add__(self, steps: int) -> Period:
        return Period(self.frequency, self.ordinal + steps, self.anchor)

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, Period):
            self._comparable(other)
            return self.ordinal - other.ordinal
        return Period(self.frequency, self.ordinal - other, self.anchor)

    def _comparable(self, other: Period) -> None:
        if self.frequency is not other.frequency or self.anchor != other.anchor:
            raise PeriodsNotComparable(
                f"{self} ({self.frequency.words}) and {other} ({other.frequency.words}) cannot be subtracted.",
                field="period",
                value=str(other),
                remedy="Compare their start or end dates instead.",
            )

    def _key(self, other: Period) -> tuple[int, int, int]:
        if self.frequency is not other.frequency:
            self._comparable(other)
        return (self.ordinal, *(self.anchor or (13, 0)))

    def __lt__(self, other: Period) -> bool:
        return self._key(other) < other._key(self)

    def __le__(self, other: Period) -> bool:
        return self._key(other) <= other._key(self)

    def __gt__(self, other: Period) -> bool:
        return self._key(other) > other._key(self)

    def __ge__(self, other: Period) -> bool:
        return self._key(other) >= other._key(self)

    def overlap(self, start: date, end: date) -> int:
        """How many days of the period lie between two dates, both included."""
        return max(0, (min(self.end, end) - max(self.start, start)).days + 1)

    def to_pandas(self) -> pd.Period:
        """The pandas period that covers the same days (a window's last year or quarter where pandas has no window)."""
        import pandas as pd

        code = {
            Frequency.YEAR: "Y-DEC",
            Frequency.FINANCIAL_YEAR: "Y-MAR",
            Frequency.ACADEMIC_YEAR: "Y-AUG",
            Frequency.QUARTER: "Q-DEC",
            Frequency.YEAR_ENDING: "Q-DEC",
            Frequency.MONTH: "M",
            Frequency.WEEK: "W-SUN",
            Frequency.THREE_YEAR: "Y-MAR",
            Frequency.FIVE_YEAR: "Y-DEC",
        }.get(self.frequency, "D")
        return pd.Period(pd.Timestamp(self.end), freq=code)

    @classmethod
    def from_pandas(cls, period: pd.Period, frequency: Frequency) -> Period:
        """The inverse of ``to_pandas`` for a known frequency."""
        day = period.end_time.date()
        return cls.containing(day, frequency)
