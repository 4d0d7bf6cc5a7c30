"""How a year's flow falls over its days, read off a series of shorter periods that goes with it.

Certificates for new homes by the week say how much of a financial year's homes come by the 9th of July. The share of
the days is used where no such series is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from forecasting.frequency import Frequency
from forecasting.periods import Period
from forecasting.series import Series

UNEVENNESS = 0.2
"""How unevenly a year's flow falls over its days: without a profile the standard deviation of a part's share is
UNEVENNESS·w·(1−w) of the year's flow, nil when none or all of the period counts."""
_YEARS = (Frequency.YEAR, Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR)
_MOST, _FEWEST = 6, 3
_MISSING = 0.02


@dataclass(frozen=True, eq=False)
class Profile:
    """Flows by the day, cumulated, from the first day of the series: ``running[k]`` is what came before day k."""

    first: date
    running: NDArray[np.float64]

    @classmethod
    def of(cls, series: Series) -> Profile | None:
        """The profile in a series of shorter periods; None where more than one in fifty is missing, or nothing flows.

        Fewer are bridged from their neighbours.
        """
        known = np.isfinite(series.dense)
        if (~known).mean() > _MISSING or (series.values < 0).any() or series.values.sum() <= 0:
            return None
        step = np.arange(len(known))
        flows = np.interp(step, step[known], series.dense[known])
        days = [series.period_at(k).days for k in step.tolist()]
        daily = np.repeat(flows / days, days)
        return cls(series.periods[0].start, np.concatenate([[0.0], np.cumsum(daily)]))

    def share(self, period: Period, start: date, end: date) -> tuple[float, float] | None:
        """The share of a year's flow between two dates, and its standard deviation from year to year.

        The mean over the newest whole years that the profile covers, at most six: None where there are fewer
        than three, or the period is no year.
        """
        if period.frequency not in _YEARS:
            return None
        found: list[float] = []
        year = Period.containing(self.first + timedelta(days=len(self.running) - 2), period.frequency)
        while year.start >= self.first and len(found) < _MOST:
            whole = self._between(year.start, year.end)
            if whole is not None and whole > 0:
                moved = year.ordinal - period.ordinal
                part = self._between(max(_moved(start, moved), year.start), min(_moved(end, moved), year.end))
                found.append((part or 0.0) / whole)
            year = year - 1
        if len(found) < _FEWEST:
            return None
        return float(np.mean(found)), float(np.std(found, ddof=1))

    def _between(self, start: date, end: date) -> float | None:
        """What flowed from one day to another, both included; None where the profile does not reach."""
        low, high = (start - self.first).days, (end - self.first).days + 1
        if low < 0 or high >= len(self.running):
            return None
        return float(self.running[high] - self.running[low]) if high > low else 0.0


def _moved(day: date, years: int) -> date:
    """The same day of another year; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
