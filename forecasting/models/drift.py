"""A random walk with drift: the series goes on as it has moved on average, and every surprise stays.

With first value y_1 at t_1, last value y_n at t_n and T = t_n − t_1,

    d = (y_n − y_1) / T,      f_h = y_n + h d,      v_h = σ² (h + h² / T)

σ² is the mean of (Δy − d Δt)² / Δt over neighbouring observations, so periods without a value are a longer
step and nothing is filled in. It is the maximum likelihood forecast of a Brownian motion read at
irregular times (Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989, §9).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.models.base import Prediction
from forecasting.models.history import History
from forecasting.models.seasonal_part import SeasonalPart
from forecasting.models.window import Window

_LEAST = 3


@dataclass(frozen=True)
class Drift:
    """Random walk with drift, on the seasonally adjusted series where a season is plain to see."""

    name: str = "drift"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast from three observed values on; raises ModelFailed below that."""
        window = Window.of(history, model=self.name, least=_LEAST, longest=2_000)
        season = SeasonalPart.of(window.bridged(), season=window.season)
        values = season.remove(window.values)
        time = np.flatnonzero(np.isfinite(values))
        seen = values[time]
        span = float(time[-1] - time[0])
        slope = (seen[-1] - seen[0]) / span
        gaps = np.diff(time)
        surprises = np.diff(seen) - slope * gaps
        variance = float((surprises**2 / gaps).sum() / max(len(surprises) - 1, 1))
        h = np.arange(1, horizon + window.ahead + 1, dtype=float)
        location, spread = season.restore(
            seen[-1] + slope * h, np.sqrt(variance * (h + h**2 / span)), start=len(values)
        )
        dependence = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0 / span])
        return window.prediction(location, spread, standard=False, dependence=dependence)
