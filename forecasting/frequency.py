"""How often an official statistic is published, in the notations publishers use."""

from __future__ import annotations

from enum import StrEnum


class Frequency(StrEnum):
    """The kind of period a series is measured over.

    Years of three kinds (calendar, April to March, September to August), quarters, months, weeks,
    days; years ending in any quarter; averages over three financial years; totals or averages over
    five calendar years; and points in time (a count on one day or night).
    """

    YEAR = "A"
    FINANCIAL_YEAR = "FY"
    ACADEMIC_YEAR = "AY"
    QUARTER = "Q"
    MONTH = "M"
    WEEK = "W"
    DAY = "D"
    YEAR_ENDING = "YE-Q"
    THREE_YEAR = "A3"
    FIVE_YEAR = "A5"
    POINT = "POINT"

    @property
    def season(self) -> int:
        """Steps in one seasonal cycle: 1 means that no season shows within the period."""
        return _SEASON.get(self, 1)

    @property
    def steps_per_year(self) -> float:
        """How many consecutive periods of this frequency make a year (rolling windows step by quarter or year)."""
        return _STEPS_PER_YEAR.get(self, 1.0)

    @property
    def overlaps(self) -> bool:
        """Whether consecutive periods share days, so that their errors are not independent."""
        return self in (Frequency.YEAR_ENDING, Frequency.THREE_YEAR, Frequency.FIVE_YEAR)

    @property
    def words(self) -> str:
        """The frequency in words."""
        return _WORDS[self]


_SEASON = {Frequency.QUARTER: 4, Frequency.MONTH: 12, Frequency.WEEK: 52, Frequency.DAY: 7}
_STEPS_PER_YEAR = {
    Frequency.QUARTER: 4.0,
    Frequency.MONTH: 12.0,
    Frequency.WEEK: 365.25 / 7,
    Frequency.DAY: 365.25,
    Frequency.YEAR_ENDING: 4.0,
}
_WORDS = {
    Frequency.YEAR: "calendar year",
    Frequency.FINANCIAL_YEAR: "financial year, April to March",
    Frequency.ACADEMIC_YEAR: "academic year, September to August",
    Frequency.QUARTER: "quarter",
    Frequency.MONTH: "month",
    Frequency.WEEK: "week",
    Frequency.DAY: "day",
    Frequency.YEAR_ENDING: "rolling year",
    Frequency.THREE_YEAR: "average of three financial years",
    Frequency.FIVE_YEAR: "five calendar years",
    Frequency.POINT: "point in time",
}
