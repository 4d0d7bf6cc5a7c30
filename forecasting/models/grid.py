"""The default engine as one family among the others: its location, its calibrated spread, its dependence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.engine import forecast_batch
from forecasting.margins import MEDIAN, interpolation
from forecasting.models.base import Prediction
from forecasting.models.failures import ModelFailed
from forecasting.models.history import History

_NORMAL_TENTH = 1.2815515655446004


@dataclass(frozen=True)
class Grid:
    """Smoothing averaged over a fixed grid, combined with its logarithm and Theta: the default of Headway.

    ``forecasting.families`` takes its calibrated quantiles as they are; as a prediction, its spread is that
    of a normal distribution with the same tenth and ninetieth percentile, before any bound clips it.
    """

    name: str = "grid"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast from three observed values on; raises ModelFailed with the engine's own reason."""
        # Without bounds: what they clip would understate how uncertain the course is.
        free = History(history.values, season=history.season, family=history.family)
        found = forecast_batch([free], horizon=horizon)
        if not found.ok[0]:
            reason = found.reason[0] or "not_computable"
            raise ModelFailed(self.name, reason, f"the engine answered “{reason}”.")
        quantiles = found.quantiles[0]
        low, high = (quantiles @ interpolation([0.1, 0.9])).T
        spread = np.maximum(high - low, 0.0) / (2 * _NORMAL_TENTH)
        return Prediction(quantiles[:, MEDIAN], spread, found.dependence[0])
