"""The dates behind a history, for the families that need them: holidays, working days, Easter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from forecasting.frequency import Frequency
from forecasting.models.history import Floats
from forecasting.series import Series

_BY_SEASON = {1: (0, 12), 4: (0, 3), 7: (1, 0), 12: (0, 1)}
_DAYS = {Frequency.DAY: 1, Frequency.WEEK: 7}
_WEEKLY = (7, 0)
_MONDAY = date(2001, 1, 1)
_EASTER_DAYS = 8
"""Easter is felt from the Monday before to Easter Monday."""


@dataclass(frozen=True)
class Calendar:
    """Dates on which the periods of a history begin: every ``days`` days, or every ``months`` months."""

    first: date
    days: int = 0
    months: int = 0

    @classmethod
    def assumed(cls, season: int) -> Calendar:
        """A calendar for a history whose dates are not known: the right spacing, at an arbitrary time."""
        days, months = _BY_SEASON.get(season, _WEEKLY if season > 12 else (1, 0))
        return cls(_MONDAY, days, months)

    @classmethod
    def of(cls, series: Series, *, first_step: int = 0) -> Calendar:
        """The calendar of a series from a step of its grid on."""
        if series.frequency in _DAYS:
            return cls(series.period_at(first_step).start, days=_DAYS[series.frequency])
        return cls(series.period_at(first_step).start, months=round(12 / series.steps_per_year))

    def begins(self, count: int) -> list[date]:
        """The first day of each of the first ``count`` periods."""
        if self.days:
            return [self.first + timedelta(days=self.days * k) for k in range(count)]
        start = self.first.year * 12 + self.first.month - 1
        months = [start + self.months * k for k in range(count)]
        return [date(month // 12, month % 12 + 1, 1) for month in months]

    def working_days(self, count: int) -> Floats:
        """Weekdays less 5/2 weekend days in each period: the one-coefficient trading-day regressor of X-13."""
        edges = np.array([day.toordinal() for day in self.begins(count + 1)])
        weekdays = _weekdays_before(edges[1:]) - _weekdays_before(edges[:-1])
        return weekdays - 2.5 * (np.diff(edges) - weekdays)

    def easter(self, count: int) -> Floats:
        """The share of the eight days around Easter that falls into each period."""
        begins = self.begins(count + 1)
        out = np.zeros(count)
        for k, (start, stop) in enumerate(pairwise(begins)):
            for year in range(start.year, stop.year + 1):
                last = easter_sunday(year) + timedelta(days=2)
                opening = last - timedelta(days=_EASTER_DAYS)
                out[k] += max(0, (min(stop, last) - max(start, opening)).days) / _EASTER_DAYS
        return out


def _weekdays_before(ordinals: Floats) -> Floats:
    """Mondays to Fridays before each day, counted from ordinal 1, a Monday."""
    weeks, rest = np.divmod(ordinals - 1, 7)
    return np.asarray(5 * weeks + np.minimum(rest, 5), dtype=float)


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Astronomical Algorithms, 1991)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
