"""Seasonal ARIMA with regressors, by statsmodels' SARIMAX: airline-like orders, the best by AICc.

The first difference is always taken (and the seasonal one where a season is plain to see), so that the
information criterion compares like with like; the moving-average and autoregressive orders are at most
one, as in the airline model (0,1,1)(0,1,1) of Box and Jenkins (1970). A season longer than thirteen periods
is a sum of two harmonics. Missing values inside are stepped over by the filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from forecasting.models.base import Prediction
from forecasting.models.history import Floats, History
from forecasting.models.interventions import Intervention
from forecasting.models.regressors import Design, Regressor, design, harmonics
from forecasting.models.state_space import Candidate, fit_best, read_forecast
from forecasting.models.window import Window
from forecasting.seasonality import additive_season

_LEAST = 6
_LONGEST_STATE = 13
_PAIRS = 2
_PLAIN = ((0, 0), (0, 1), (1, 0), (1, 1))
"""Autoregressive and moving-average orders tried."""


@dataclass(frozen=True)
class Sarimax:
    """Seasonal ARIMA, optionally with regressors and interventions.

    ``seed`` fixes the drawn futures of regressors.
    """

    regressors: tuple[Regressor, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    seed: int = 0
    name: str = "sarimax"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast from six observed values on; raises ModelFailed where no order can be fitted."""
        window = Window.of(history, model=self.name, least=_LEAST + len(self.regressors))
        if window.still:
            return window.constant(horizon)
        steps = horizon + window.ahead
        outside = design(
            window,
            horizon=steps,
            regressors=self.regressors,
            interventions=self.interventions,
            seed=self.seed,
        )
        values = window.standard if outside is None else np.where(outside.usable, window.standard, np.nan)
        season = window.season
        seasonal = additive_season(window.values, season) is not None
        waves = (
            harmonics(season=season, pairs=_PAIRS, first=window.first, count=len(window) + steps)
            if seasonal and season > _LONGEST_STATE
            else None
        )
        outside = _with_waves(outside, waves, len(window))
        state = season if seasonal and season <= _LONGEST_STATE else 1
        found = fit_best(self.name, _candidates(values, state, None if outside is None else outside.past))
        mean, deviation, row = read_forecast(
            self.name, found, steps=steps, season=state, exogenous=outside, seed=self.seed
        )
        return window.prediction(mean, deviation, standard=True, dependence=row)


def _with_waves(outside: Design | None, waves: Floats | None, n: int) -> Design | None:
    """The regressors with the harmonics of a long season among them, which are known for all time."""
    if waves is None:
        return outside
    if outside is None:
        usable = np.ones(n, dtype=bool)
        return Design(past=waves[:n], usable=usable, future=waves[n:], draws=waves[None, n:])
    drawn = np.broadcast_to(waves[n:], (len(outside.draws), *waves[n:].shape))
    return Design(
        past=np.concatenate([outside.past, waves[:n]], axis=1),
        usable=outside.usable,
        future=np.concatenate([outside.future, waves[n:]], axis=1),
        draws=np.concatenate([outside.draws, drawn], axis=2),
    )


def _candidates(values: Floats, season: int, exogenous: Floats | None) -> list[Candidate]:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    def build(p: int, q: int, trend: str) -> Any:
        return SARIMAX(
            values,
            exog=exogenous,
            order=(p, 1, q),
            seasonal_order=(0, 1, 1, season) if season > 1 else (0, 0, 0, 0),
            trend=trend,
            concentrate_scale=True,
        )

    # With a seasonal difference a constant would be a quadratic trend.
    trends = ("n", "c") if season == 1 else ("n",)
    return [partial(build, p, q, trend) for p, q in _PLAIN for trend in trends]
