"""The Theta method of Assimakopoulos and Nikolopoulos (2000), by statsmodels' ThetaModel.

The season is taken out before and put back after by our own test and ratios, because the library
estimates its error variance from the unadjusted series, which is far too wide for seasonal ones; and the
variance is that of the smoothing errors, v_h = σ² (1 + (h − 1) α²).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.models.base import Prediction
from forecasting.models.fitting import contained
from forecasting.models.history import Floats, History
from forecasting.models.impulse import deviations
from forecasting.models.seasonal_part import SeasonalPart
from forecasting.models.window import Window

_LEAST = 5
_LEAST_ALPHA = 1e-3


@dataclass(frozen=True)
class StatsmodelsTheta:
    """Simple exponential smoothing with half the slope of the straight line; gaps are bridged."""

    name: str = "theta"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast from five observed values on; raises ModelFailed where the fit fails."""
        window = Window.of(history, model=self.name, least=_LEAST)
        if window.still:
            return window.constant(horizon)
        steps = horizon + window.ahead
        filled = window.bridged()
        season = SeasonalPart.of(filled, season=window.season)
        adjusted = season.remove(filled)
        values = (adjusted - adjusted[0]) / window.unit
        with contained(self.name):
            mean, alpha = _fit(values, steps)
            errors = smoothing_errors(values, alpha)
            sigma = float(np.sqrt((errors**2).sum() / max(len(errors) - 1, 1)))
        row = np.array([alpha, 0.0, 0.9, 0.0, 1.0, 0.0, 0.0])
        location, spread = season.restore(
            adjusted[0] + window.unit * mean,
            window.unit * sigma * deviations(row, steps),
            start=len(window),
        )
        return window.prediction(location, spread, standard=False, dependence=row)


def _fit(values: Floats, steps: int) -> tuple[Floats, float]:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    found = ThetaModel(values, deseasonalize=False).fit(use_mle=False, disp=False)
    alpha = float(np.clip(found.params["alpha"], _LEAST_ALPHA, 1.0))
    return np.asarray(found.forecast(steps), dtype=float), alpha


def smoothing_errors(values: Floats, alpha: float) -> Floats:
    """One-step errors of simple exponential smoothing that starts at the first value."""
    errors = np.empty(len(values) - 1)
    level = float(values[0])
    for t, value in enumerate(values[1:]):
        errors[t] = value - level
        level += alpha * errors[t]
    return errors
