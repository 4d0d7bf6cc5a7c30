"""How wide the engine's forecasts are: a model's own spread, corrected by what a panel has seen.

A model fitted to fifteen values cannot know how wrong it is; thousands of past forecasts can. With s the
members' spread and u the step of the series,

    ln(scale_h / u) = c · (1, ln h, ln² h, ln(s_h/u), n, b, n ln h, b ln h, r, |m|, e, ρ)
    skew_h          = k · tanh(m_h),          m_h = (location_h − level_h) / s_h
    quantile_p      = location + scale · exp(±skew) · t_ν(p)     + above the median, − below

n is the length of the series, b how plain its drift is, r its step against its level, e how rough it has been
lately, ρ the persistence of its changes, and m the size of the move that is forecast, which enters as
ln(1 + |m|). The skew gives the side towards which a series is moving another width than the side it comes from.
"""

from __future__ import annotations

import numpy as np

from forecasting.combination import Description
from forecasting.models.constants import PanelConstants
from forecasting.models.history import Floats
from forecasting.spread import student_quantiles

TERMS = (
    "constant",
    "ln_horizon",
    "ln_horizon_squared",
    "ln_spread",
    "length",
    "settled",
    "length_ln_horizon",
    "settled_ln_horizon",
    "relative_step",
    "ln_move",
    "recent_roughness",
    "persistence",
)
_LEAST_RATIO = 1e-3
_GREATEST_MOVE = 8.0
_GREATEST_SKEW = 1.2


def width_terms(description: Description, location: Floats) -> tuple[Floats, Floats]:
    """The terms of the scale, shape (12, H, S), and m, the forecast move in spreads, shape (H, S)."""
    features = description.features
    spread, step = description.spread, features.step
    ln = np.log(np.arange(1, len(spread) + 1))[:, None] + np.zeros_like(spread)
    ones = np.ones_like(spread)
    room = np.maximum(spread, _LEAST_RATIO * step)
    move = np.clip((location - description.level) / room, -_GREATEST_MOVE, _GREATEST_MOVE)
    length, settled = features.length * ones, features.settled * ones
    terms = np.stack(
        [
            ones,
            ln,
            ln**2,
            np.log(room / step),
            length,
            settled,
            length * ln,
            settled * ln,
            features.relative_step * ones,
            np.log1p(np.abs(move)),
            features.recent_roughness * ones,
            features.persistence * ones,
        ]
    )
    return terms, move


def widen(description: Description, location: Floats, constants: PanelConstants) -> tuple[Floats, Floats]:
    """Scale and skew at each horizon, each (H, S); the scale never shrinks from one horizon to the next."""
    terms, move = width_terms(description, location)
    logarithm = (constants.width[:, None, None] * terms).sum(0)
    scale = description.features.step * np.exp(np.clip(logarithm, -12.0, 12.0))
    skew = np.clip(constants.skew * np.tanh(move), -_GREATEST_SKEW, _GREATEST_SKEW)
    return np.maximum.accumulate(scale, axis=0), skew


def quantiles(location: Floats, scale: Floats, skew: Floats, *, nu: float) -> Floats:
    """Quantiles at ``margins.LEVELS``, shape (…, P), of a Student t with another width on either side."""
    standard = student_quantiles(nu)
    side = np.exp(skew[..., None] * np.sign(standard))
    return np.asarray(location[..., None] + scale[..., None] * side * standard)
