"""A level that wanders, a slope that fades, a season that changes: statsmodels' UnobservedComponents.

    y_t = μ_t + γ_t + x_t'δ + ε_t,   μ_{t+1} = μ_t + ν_t + η_t,   ν_{t+1} = φ ν_t + ζ_t

(Harvey, 1989, ch. 2). The library has no damped slope, so φ is set in the transition matrix and chosen
from a short list by likelihood. Missing values inside are stepped over; a level shift or a strike is an
intervention, and outside regressors carry their own uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np

from forecasting.models.base import Prediction
from forecasting.models.history import Floats, History
from forecasting.models.interventions import Intervention
from forecasting.models.regressors import Regressor, design
from forecasting.models.state_space import Candidate, fit_best, read_forecast
from forecasting.models.window import Window
from forecasting.seasonality import additive_season

_LEAST = 6
_LONGEST_STATE = 13
_PAIRS = 2
_DAMPING = (0.8, 0.9, 0.97)


class Trend(StrEnum):
    """How the slope goes on: not at all, as it is, or fading."""

    LEVEL = "level"
    LINEAR = "linear"
    DAMPED = "damped"


@dataclass(frozen=True)
class UnobservedComponents:
    """A structural time series model, optionally with regressors and interventions."""

    trend: Trend = Trend.DAMPED
    regressors: tuple[Regressor, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    seed: int = 0
    name: str = "unobserved_components"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast from six observed values on; raises ModelFailed where nothing can be fitted."""
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
        seasonal = additive_season(window.values, window.season) is not None
        season = window.season if seasonal else 1
        past = None if outside is None else outside.past
        found = fit_best(self.name, _candidates(values, season, past, self.trend))
        mean, deviation, row = read_forecast(
            self.name,
            found,
            steps=steps,
            season=season if season <= _LONGEST_STATE else 1,
            exogenous=outside,
            seed=self.seed,
        )
        return window.prediction(mean, deviation, standard=True, dependence=row)


def _candidates(values: Floats, season: int, exogenous: Floats | None, trend: Trend) -> list[Candidate]:
    from statsmodels.tsa.statespace.structural import UnobservedComponents as Library

    options: dict[str, Any] = {"exog": exogenous}
    if season > _LONGEST_STATE:
        options["freq_seasonal"] = [{"period": season, "harmonics": _PAIRS}]
    elif season > 1:
        options["seasonal"] = season

    def build(phi: float | None) -> Any:
        model = Library(values, level="llevel" if phi is None else "lltrend", **options)
        if phi is not None:
            model.ssm["transition", 1, 1] = phi
        return model

    damping: tuple[float | None, ...] = {
        Trend.LEVEL: (None,),
        Trend.LINEAR: (1.0,),
        Trend.DAMPED: _DAMPING,
    }[trend]
    return [partial(build, phi) for phi in damping]
