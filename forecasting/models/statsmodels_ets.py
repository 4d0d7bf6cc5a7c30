"""Exponential smoothing with additive errors, by statsmodels' ETSModel, with its known faults handled.

The library refuses fewer than ten values, returns NaN without a word, and stops at wrong optima
(statsmodels issues 7319, 9555, 6243, 8344). So the initial states are given to it where the series is short, each form is
fitted from a few starting points and the best finite likelihood kept, and a forecast that runs away is a
failure. The forms are level, damped trend, and either with an additive season; the best by AICc.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from forecasting.models.base import Prediction
from forecasting.models.failures import ModelFailed
from forecasting.models.fitting import contained
from forecasting.models.history import Floats, History
from forecasting.models.impulse import deviations
from forecasting.models.window import Window
from forecasting.seasonality import additive_season

_LEAST = 5
_LONGEST_SEASON = 24
_ESTIMATED_FROM = 10
"""Observed values (beside two per season) from which the library may estimate initial states."""
_ITERATIONS = 200
_STARTS = (None, (0.8, 0.05, 0.05, 0.9), (0.2, 0.02, 0.2, 0.95))
"""Starting points as (α, β, γ, φ); None is the library's own."""


@dataclass(frozen=True)
class StatsmodelsEts:
    """Additive exponential smoothing: level or damped trend, with a season where one is plain; gaps are bridged."""

    name: str = "ets"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        """Forecast from five observed values on; raises ModelFailed where no form can be fitted."""
        window = Window.of(history, model=self.name, least=_LEAST)
        if window.still:
            return window.constant(horizon)
        steps = horizon + window.ahead
        season = window.season if window.season <= _LONGEST_SEASON else 1
        effects = additive_season(window.values, season)
        values = window.bridged(window.standard)
        found = self._best(values, None if effects is None else effects / window.unit)
        mean = np.asarray(found.forecast(steps), dtype=float)
        row = _row(found, season=1 if effects is None else season)
        with np.errstate(invalid="ignore"):
            sigma = float(np.sqrt(found.mse * len(values) / max(len(values) - found.df_model, 1)))
        return window.prediction(mean, sigma * deviations(row, steps), standard=True, dependence=row)

    def _best(self, values: Floats, effects: Floats | None) -> Any:
        """The form with the least AICc, each from the starting point with the greatest likelihood."""
        best: tuple[float, float, Any] | None = None
        failure = ModelFailed(self.name, "fit_failed", "no form could be fitted.")
        for damped in (False, True):
            try:
                with contained(self.name):
                    found = _fit(values, damped=damped, effects=effects)
            except ModelFailed as error:
                failure = error
                continue
            if found is None:
                continue
            criterion = float(found.aicc)
            rank = (criterion if np.isfinite(criterion) else np.inf, -float(found.llf))
            if best is None or rank < best[:2]:
                best = (*rank, found)
        if best is None:
            raise failure
        return best[2]


def _fit(values: Floats, *, damped: bool, effects: Floats | None) -> Any | None:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    season = 0 if effects is None else len(effects)
    options: dict[str, Any] = {"error": "add", "trend": "add" if damped else None, "damped_trend": damped}
    if effects is not None:
        options |= {"seasonal": "add", "seasonal_periods": season}
    if len(values) < _ESTIMATED_FROM + 2 * (season // 2):
        options |= {"initialization_method": "known", "initial_level": values[0]}
        if damped:
            options["initial_trend"] = float(np.diff(values).mean())
        if effects is not None:
            options["initial_seasonal"] = effects
    best: Any | None = None
    for start in _STARTS:
        model = ETSModel(values, **options)
        found = model.fit(_start(model, start), maxiter=_ITERATIONS, disp=False)
        if not (np.isfinite(found.llf) and np.isfinite(found.params).all()):
            continue
        if best is None or found.llf > best.llf:
            best = found
        converged = found.mle_retvals is not None and found.mle_retvals.get("warnflag", 1) == 0
        if start is not None and converged:
            break  # the library's own start and one other agree well enough, or the better one is kept
    return best


def _start(model: Any, point: tuple[float, float, float, float] | None) -> Floats | None:
    """The library's starting parameters with the smoothing ones replaced."""
    if point is None:
        return None
    start = np.array(model.start_params, dtype=float)
    named = dict(
        zip(("smoothing_level", "smoothing_trend", "smoothing_seasonal", "damping_trend"), point, strict=True)
    )
    for place, name in enumerate(model.param_names):
        if name in named:
            start[place] = named[name]
    return start


def _row(found: Any, *, season: int) -> Floats:
    """The dependence of the errors: an additive model's own parameters."""
    damped = bool(found.model.damped_trend)
    return np.array(
        [
            float(found.smoothing_level),
            float(found.smoothing_trend) if damped else 0.0,
            float(found.damping_trend) if damped else 1.0,
            float(found.smoothing_seasonal) if season > 1 else 0.0,
            float(season),
            0.0,
            0.0,
        ]
    )
