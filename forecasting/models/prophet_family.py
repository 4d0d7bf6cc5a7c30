"""Prophet (Taylor and Letham, 2018): a piecewise trend, seasons and holidays, for daily, weekly and long monthly series.

It gives the location alone: trend and mean. Its own intervals hardly widen with the horizon and cover far
less than they say, so the spread and the dependence are those of the default engine for the same series,
which the calibration then widens by what this family is measured to miss. Periods without a value
are left out, so irregular readings are no difficulty. The optimum is found from a fixed start with a
fixed seed: the same history gives the same numbers.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np

from forecasting.errors import ForecastError
from forecasting.models.base import Prediction
from forecasting.models.calendar import Calendar
from forecasting.models.fitting import contained
from forecasting.models.grid import Grid
from forecasting.models.history import Floats, History
from forecasting.models.window import Window

_LEAST = 10
_LONGEST = 3_000
_CYCLES = 2
"""Whole cycles that must be seen before a season is fitted."""
_LOUD = ("prophet", "prophet.models", "prophet.plot", "cmdstanpy")


class Growth(StrEnum):
    """The shape of the trend: straight pieces, level, or saturating between a floor and a cap."""

    LINEAR = "linear"
    FLAT = "flat"
    LOGISTIC = "logistic"


@dataclass(frozen=True)
class ProphetModel:
    """Prophet for one series.

    ``calendar`` gives the dates (else the right spacing at an arbitrary time). ``country`` (ISO 3166, such
    as ``GB``) brings its public holidays into a daily series. ``cap`` and ``floor`` are where logistic
    growth saturates. ``changepoints`` are dates at which the slope may change, else up to twenty-five are
    tried in the first ``reach`` of the history, with ``flexibility`` as their prior scale. The library's
    own settings (0.8 and 0.05) cling to an old slope; these were better on the development half.
    """

    calendar: Calendar | None = None
    country: str | None = None
    growth: Growth = Growth.LINEAR
    cap: float | None = None
    floor: float | None = None
    changepoints: tuple[date, ...] | None = None
    flexibility: float = 0.2
    reach: float = 0.9
    seed: int = 1
    name: str = "prophet"

    def __post_init__(self) -> None:
        if self.growth is Growth.LOGISTIC and self.cap is None:
            raise ForecastError(
                "Logistic growth needs the value at which it saturates.",
                field="cap",
                value=self.cap,
                remedy="Give a cap, or choose linear growth.",
            )
        if self.cap is not None and self.floor is not None and self.cap <= self.floor:
            raise ForecastError(
                f"The cap {self.cap:g} is not above the floor {self.floor:g}.", field="cap", value=self.cap
            )

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast from ten observed values on; raises ModelFailed where Prophet cannot be fitted."""
        window = Window.of(history, model=self.name, least=_LEAST, longest=_LONGEST)
        if window.still:
            return window.constant(horizon)
        steps = horizon + window.ahead
        calendar = self.calendar or Calendar.assumed(window.season)
        location = self._location(window, calendar, steps)
        engine = Grid().predict(History(window.values, season=window.season), horizon=steps)
        return window.prediction(location, engine.spread, standard=False, dependence=engine.dependence)

    def _location(self, window: Window, calendar: Calendar, steps: int) -> Floats:
        dates = calendar.begins(window.first + len(window) + steps)[window.first :]
        with contained(self.name), _silent():
            found = self._fit(window, calendar, dates)
            ahead = found.predict(_frame(dates[len(window) :], None, self._limits()))
            return np.asarray(ahead["yhat"], dtype=float)

    def _limits(self) -> dict[str, float]:
        if self.growth is not Growth.LOGISTIC or self.cap is None:
            return {}
        return {"cap": self.cap, "floor": 0.0 if self.floor is None else self.floor}

    def _fit(self, window: Window, calendar: Calendar, dates: list[date]) -> Any:
        import pandas as pd
        from prophet import Prophet

        n, daily = len(window), calendar.days == 1
        years = n * (calendar.days or 30.4375 * calendar.months) / 365.25
        changes = None
        if self.changepoints is not None:
            changes = pd.Series(
                pd.to_datetime([day for day in self.changepoints if dates[0] < day < dates[n - 1]])
            )
        model = Prophet(
            growth=self.growth.value,
            changepoints=changes,
            n_changepoints=min(25, max(1, window.observed // 3)),
            changepoint_range=self.reach,
            changepoint_prior_scale=self.flexibility,
            weekly_seasonality=daily and n >= _CYCLES * 7,
            # A yearly season needs periods shorter than a year to be seen in, and two years to be told by.
            yearly_seasonality=_yearly_pairs(window.season, calendar) if years >= _CYCLES else False,
            daily_seasonality=False,
            uncertainty_samples=0,
        )
        if self.country is not None and daily:
            model.add_country_holidays(self.country)
        known = np.flatnonzero(np.isfinite(window.values))
        frame = _frame([dates[k] for k in known], window.values[known], self._limits())
        return model.fit(frame, seed=self.seed)


def _yearly_pairs(season: int, calendar: Calendar) -> int | bool:
    """Pairs of waves in a year: no more than the periods of a year can tell apart."""
    if calendar.days:
        return 10 if calendar.days == 1 else 5
    return False if season <= 1 else season // 2


def _frame(dates: list[date], values: Floats | None, limits: dict[str, float]) -> Any:
    import pandas as pd

    columns: dict[str, Any] = {"ds": pd.to_datetime(dates)}
    if values is not None:
        columns["y"] = values
    return pd.DataFrame(columns | limits)


@contextmanager
def _silent() -> Iterator[None]:
    """Hold Prophet's and Stan's loggers; Stan itself writes to files of its own in the system's temporary folder."""
    loggers = [logging.getLogger(name) for name in _LOUD]
    before = [(logger, logger.disabled, logger.level) for logger in loggers]
    with warnings.catch_warnings():
        # prophet 1.5 drops columns in place, which pandas 3 deprecates.
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        for logger in loggers:
            logger.disabled = True
        try:
            yield
        finally:
            for logger, disabled, level in before:
                logger.disabled = disabled
                logger.setLevel(level)
