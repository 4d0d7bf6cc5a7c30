"""How wide the engine's forecasts are: a model's own spread, corrected by what a panel has seen.

A model fitted to fifteen values cannot know how wrong it is; thousands of past forecasts can. With s the
members' spread and u the step of the series,

    ln(scale_h / u) = c · (1, ln h, ln² h, ln(s_h/u), n, b, n ln h, b ln h, r, |m|, e, ρ, ρ ln h, e⁺|m|, e⁺,
                           x, x ln h, g, a, a ln h, w, q, q ln h)
    skew_h          = k · b · s_h / (level_h + s_h)
    quantile_p      = location + scale · exp(±skew) · t_ν(p)     + above the median, − below

n is the length of the series, b how plain its drift is, r its step against its level, e how rough it has been
lately and e⁺ its positive part, ρ the persistence of its changes, and m = (location_h − level_h) / s_h the size of
the move that is forecast, which enters as ln(1 + |m|). A series that has speeded up and is forecast to go on so
is seldom right: e⁺|m| widens it. x is how far the latest change lies from the usual one: unrest lasts, and less so
far ahead. g is the latest level against the mean level: where a quantity has grown, so have its changes. a is how
much neighbouring changes differ, w how far the series gets in twelve periods beyond its drift, q the step
against the latest level (yearly series only). The skew makes the upper side of a positive quantity the wider one, as growth
that compounds does, and the lower side of a negative one; a series of both signs has none.
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
    "persistence_ln_horizon",
    "acceleration_ln_move",
    "acceleration",
    "latest_surprise",
    "latest_surprise_ln_horizon",
    "level_ratio",
    "alternation",
    "alternation_ln_horizon",
    "reach",
    "last_relative",
    "last_relative_ln_horizon",
)
_LEAST_RATIO = 1e-3
_GREATEST_MOVE = 8.0
_GREATEST_SKEW = 1.2


def width_terms(description: Description, location: Floats) -> Floats:
    """The terms of the scale, shape (23, H, S)."""
    features = description.features
    spread, step = description.spread, features.step
    ln = np.log(np.arange(1, len(spread) + 1))[:, None] + np.zeros_like(spread)
    ones = np.ones_like(spread)
    room = np.maximum(spread, _LEAST_RATIO * step)
    move = np.clip((location - description.level) / room, -_GREATEST_MOVE, _GREATEST_MOVE)
    length, settled = features.length * ones, features.settled * ones
    ln_move, acceleration = np.log1p(np.abs(move)), np.maximum(features.recent_roughness, 0.0) * ones
    return np.stack(
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
            ln_move,
            features.recent_roughness * ones,
            features.persistence * ones,
            features.persistence * ln,
            acceleration * ln_move,
            acceleration,
            features.latest_surprise * ones,
            features.latest_surprise * ln,
            features.level_ratio * ones,
            features.alternation * ones,
            features.alternation * ln,
            features.reach * ones,
            features.last_relative * ones,
            features.last_relative * ln,
        ]
    )


def skew_pull(description: Description) -> Floats:
    """Which side is the wider one and how plainly, from -1 to 1, shape (H, S); the skew is a constant times this."""
    spread, features = description.spread, description.features
    share = spread / np.maximum(np.abs(description.level) + spread, 1e-300)
    return np.asarray(features.sign * features.settled * share)


def widen(description: Description, location: Floats, constants: PanelConstants) -> tuple[Floats, Floats]:
    """Scale and skew at each horizon, each (H, S); the scale never shrinks from one horizon to the next."""
    terms = width_terms(description, location)
    logarithm = (constants.width[:, None, None] * terms).sum(0)
    scale = description.features.step * np.exp(np.clip(logarithm, -12.0, 12.0))
    skew = np.clip(constants.skew * skew_pull(description), -_GREATEST_SKEW, _GREATEST_SKEW)
    return np.maximum.accumulate(scale, axis=0), skew


def quantiles(location: Floats, scale: Floats, skew: Floats, *, nu: float) -> Floats:
    """Quantiles at ``margins.LEVELS``, shape (…, P), of a Student t with another width on either side."""
    standard = student_quantiles(nu)
    side = np.exp(skew[..., None] * np.sign(standard))
    return np.asarray(location[..., None] + scale[..., None] * side * standard)
