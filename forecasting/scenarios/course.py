"""The current course of a forecast as a line in time: its middle without the season, and when its periods lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasts import Forecast
from forecasting.indicators import Aggregation
from forecasting.periods import Period
from forecasting.scenarios.failures import ScenarioImpossible
from forecasting.scenarios.timing import DAYS, moment
from forecasting.seasonality import additive_season

Floats = NDArray[np.float64]
_FEWEST = 3


@dataclass(frozen=True, eq=False)
class Course:
    """Where a forecast leads, step by step."""

    forecast: Forecast

    @cached_property
    def _first(self) -> int:
        return self.forecast.series.step_of(self.forecast.origin)

    @cached_property
    def starts(self) -> Floats:
        """Where the time each figure stands for begins, in years, shape (H,)."""
        if self._at_the_end:
            return self.ends - 1 / DAYS
        return np.array([moment(p.start) for p in self._periods])

    @cached_property
    def ends(self) -> Floats:
        """Where the time each figure stands for ends, in years, shape (H,)."""
        return np.array([moment(p.end) + 1 / DAYS for p in self._periods])

    @cached_property
    def middles(self) -> Floats:
        """The middle of the time each figure stands for, in years, shape (H,)."""
        return (self.starts + self.ends) / 2

    @cached_property
    def begun(self) -> float:
        """The middle of the time the newest figure stands for, in years."""
        return self._middle(self.forecast.origin.start, self.forecast.origin.end)

    @cached_property
    def trend(self) -> Floats:
        """The median of each step without its season, shape (H,)."""
        return self.forecast.margins.median - self._season(np.arange(self.forecast.horizon) + self._first + 1)

    @cached_property
    def level(self) -> float:
        """The newest figure without its season."""
        value = self.forecast.series.value_at(self.forecast.origin)
        if value is None:
            value = self.forecast.series.latest_value
        return float(value - self._season(np.array([self._first]))[0])

    def trend_at(self, times: Floats) -> Floats:
        """The course at moments in years: what was measured until the newest figure, then the trend."""
        steps = self.forecast.series.steps
        past = np.array([self._middle(p.start, p.end) for p in self.forecast.series.periods])
        seen = self.forecast.series.values - self._season(steps)
        earlier = past < self.begun
        known = np.concatenate([past[earlier], [self.begun], self.middles])
        return np.asarray(np.interp(times, known, np.concatenate([seen[earlier], [self.level], self.trend])))

    def line(self, since: date, until: date) -> tuple[float, float]:
        """Level at year 0 and pace a year of the straight line through the figures between two days.

        Least squares, the season taken out. Raises ScenarioImpossible with fewer than three figures.
        """
        series = self.forecast.series
        keep = np.array([since <= p.end <= until for p in series.periods])
        if keep.sum() < _FEWEST:
            raise ScenarioImpossible(
                f"Only {int(keep.sum())} figures lie between {since} and {until}; a trend needs {_FEWEST}.",
                field="since",
                value=since.isoformat(),
                remedy=f"Choose years between {series.periods[0].label} and {series.latest.label}.",
            )
        times = np.array([self._middle(p.start, p.end) for p in series.periods])[keep]
        values = (series.values - self._season(series.steps))[keep]
        centre = float(times.mean())
        pace = float((times - centre) @ values / ((times - centre) @ (times - centre)))
        return float(values.mean()) - pace * centre, pace

    @cached_property
    def _periods(self) -> tuple[Period, ...]:
        return tuple(self.forecast.period_at(step) for step in range(1, self.forecast.horizon + 1))

    @property
    def _at_the_end(self) -> bool:
        return self.forecast.series.indicator.aggregation is Aggregation.STOCK

    def _middle(self, start: date, end: date) -> float:
        last = moment(end) + 1 / DAYS
        return last - 0.5 / DAYS if self._at_the_end else (moment(start) + last) / 2

    @cached_property
    def _effects(self) -> Floats | None:
        return additive_season(self.forecast.series.dense, self.forecast.series.season)

    def _season(self, steps: NDArray[np.int64]) -> Floats:
        if self._effects is None:
            return np.zeros(len(steps))
        return np.asarray(self._effects[steps % self.forecast.series.season])
