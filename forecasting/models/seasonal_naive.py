"""Seasonal naive: every season repeats its latest value; without a season, the last value stays.

With m periods in a season and k = ⌈h / m⌉ seasons ahead, f_h = y_{n+h−km} and v_h = k σ², where σ² is the
mean squared change from one season to the same season of the next cycle. It never trends, so it is also
the yardstick a better family has to beat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.dependence import RANDOM_WALK
from forecasting.models.base import Prediction
from forecasting.models.history import History
from forecasting.models.window import Window

_LEAST = 3


@dataclass(frozen=True)
class SeasonalNaive:
    """The last value of the same season; the last value where fewer than two seasons were observed."""

    name: str = "seasonal_naive"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast from three observed values on; raises ModelFailed below that."""
        window = Window.of(history, model=self.name, least=_LEAST, longest=2_000)
        n = len(window)
        season = window.season if n >= 2 * window.season else 1
        filled = window.bridged()
        # The latest value seen in each position of the cycle; a position never seen is read off the bridge.
        latest = filled[n - season :].copy()
        for place in range(season):
            seen = np.flatnonzero(np.isfinite(window.values[(n - season + place) % season :: season]))
            if len(seen):
                latest[place] = window.values[(n - season + place) % season + int(seen[-1]) * season]
        steps = np.arange(horizon + window.ahead)
        change = window.values[season:] - window.values[:-season]
        change = change[np.isfinite(change)]
        variance = float((change**2).mean()) if len(change) else float((np.diff(filled) ** 2).mean())
        location = latest[steps % season]
        spread = np.sqrt(variance * (1 + steps // season))
        row = RANDOM_WALK if season == 1 else np.array([0.0, 0.0, 0.9, 1.0, float(season), 0.0, 0.0])
        return window.prediction(location, spread, standard=False, dependence=np.array(row))
