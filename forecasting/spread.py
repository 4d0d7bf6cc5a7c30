"""Turns a location and a model's own spread into calibrated quantiles.

A model fitted to fifteen values cannot know how wrong it is; a panel of thousands of series can. With
s the model's spread at horizon h and s0 the typical change of the series,

    ln s' = c0 + c1 ln h + c2 ln² h + g ln(s / s0) + ln s0,      Y = location + s' · t_ν

"""

from __future__ import annotations

import numpy as np

from forecasting.margins import LEVELS
from forecasting.models.constants import SpreadConstants
from forecasting.models.history import Floats

_LEAST_RATIO = 1e-3


def calibrated_scale(spread: Floats, *, step: Floats, constants: SpreadConstants) -> Floats:
    """The scale s' of the Student t at each horizon, shape (H, S), from the model's spread (H, S) and s0 (S,)."""
    h = np.minimum(np.arange(1, len(spread) + 1), constants.calibrated_horizon)
    ln = np.log(h)[:, None]
    unit = np.where(step > 0, step, 1.0)
    ratio = np.log(np.maximum(spread / unit, _LEAST_RATIO))
    c0, c1, c2 = constants.c
    return np.asarray(np.exp(c0 + c1 * ln + c2 * ln**2 + constants.g * ratio) * unit)


def student_quantiles(nu: float) -> Floats:
    """Quantiles of the standard Student t at ``LEVELS``."""
    from scipy.special import stdtrit  # loads in milliseconds, unlike scipy.stats

    upper = np.asarray(stdtrit(nu, LEVELS[LEVELS > 0.5]), dtype=float)
    return np.concatenate([-upper[::-1], [0.0], upper])
