"""Turns what a family says into calibrated quantiles, by the formula of ``forecasting.spread``.

Every family is wrong in its own measure: intervals of ETS on annual series cover half of what they
should. So the five constants of the formula are fitted for each family and frequency class on the
development half of the benchmark; a family without constants of its own takes those of the engine.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from forecasting.limits import least_scale, within_limits
from forecasting.models.base import Prediction
from forecasting.models.constants import FrequencyClass, SpreadConstants, spread_constants
from forecasting.models.history import Floats, History
from forecasting.models.seasonal_part import SeasonalPart
from forecasting.spread import calibrated_scale, student_quantiles
from forecasting.staying import stay_probability, touches_zero, with_atom


@cache
def shipped() -> dict[str, Any]:
    """The constants file as it is, by family and frequency class."""
    loaded: dict[str, Any] = json.loads((files("forecasting") / "family_constants.json").read_text("utf-8"))
    return loaded


def family_constants(family: str, frequency: FrequencyClass) -> SpreadConstants:
    """The calibration of a family's spread, or the engine's where the family has none."""
    entry = shipped()["families"].get(family, {}).get(frequency)
    if entry is None:
        return spread_constants(frequency)
    c0, c1, c2 = entry["c"]
    return SpreadConstants((c0, c1, c2), entry["g"], entry["nu"], entry["calibrated_horizon"])


def typical_step(history: History) -> float:
    """Mean absolute change of the seasonally adjusted series from one period to the next: the unit of spread."""
    values = np.asarray(history.values, dtype=float)
    observed = np.flatnonzero(np.isfinite(values))
    filled = np.interp(np.arange(observed[0], observed[-1] + 1), observed, values[observed])
    adjusted = SeasonalPart.of(filled, season=history.season).remove(filled)
    return float(np.abs(np.diff(adjusted)).mean())


def calibrated_quantiles(prediction: Prediction, history: History, *, family: str) -> tuple[Floats, float]:
    """Quantiles at ``margins.LEVELS`` (H, P), within all limits, and the power of their tails."""
    constants = family_constants(family, FrequencyClass.of(history.season))
    step = typical_step(history)
    scale = calibrated_scale(prediction.spread[:, None], step=np.array([step]), constants=constants)[:, 0]
    # A series that never moved has no step to measure a spread in.
    scale = np.maximum(scale if step > 0 else np.zeros_like(scale), least_scale(history))
    quantiles = prediction.location[:, None] + scale[:, None] * student_quantiles(constants.nu)
    return within_limits(_as_values_stay(quantiles, history), history), constants.nu


def _as_values_stay(quantiles: Floats, history: History) -> Floats:
    """What the engine knows of counts at zero and of figures that tend to repeat, whichever family forecasts them."""
    values = np.asarray(history.values, dtype=float)
    observed = np.flatnonzero(np.isfinite(values))
    ahead = len(values) - 1 - int(observed[-1])
    values = values[observed[0] : observed[-1] + 1]
    if touches_zero(values):
        quantiles = np.maximum(quantiles, 0.0)
    if history.monotone:
        return quantiles
    share = stay_probability(values, ahead + len(quantiles))[ahead:]
    return with_atom(quantiles, value=float(values[-1]), share=share)
