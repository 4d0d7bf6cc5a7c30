"""Where the value is expected: members believed as far as the drift is plain, and what the panel adds.

With ℓ_h the level member (no trend), u the step of the series, d_j = (location_j − ℓ) / u the departure of
member j from staying put, and t the mean change over its standard error,

    b = t² / (t² + κ)                                       belief in a drift
    location_h = ℓ_h + u · (Σ_j (w_j b + v_j (1 − b) + z_j n) d_jh  +  Σ_k B_k(h) Σ_f c_fk x_f)

The first sum is the combination: raw smoothing ½, log smoothing ¼, Theta ¼ before fitting, nothing where
no drift is plain. The second is a pooled regression: x are the recent moves of the series in its own
steps, B_k(h) = 1 and two damped sums, so that an effect can jump, build up and die out, and never
explodes. Both were fitted together by ridge regression with absolute loss on thousands of past
origins, shrunk towards the unfitted combination (``calibration``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.models.constants import FrequencyClass, PanelConstants
from forecasting.models.features import Features
from forecasting.models.history import Floats
from forecasting.models.members import Members

WEIGHTS: Floats = np.array([0.5, 0.25, 0.25])
"""Raw smoothing, log smoothing, Theta, before fitting; also the weights of their spreads."""
WEIGHTS.setflags(write=False)
_NEAREST_REACH, _FURTHER_REACH = 30.0, 1.5
"""A member may depart by 30 typical changes and 1.5 more for every period: beyond that it has exploded."""
DEPARTURES = (
    "raw_believed",
    "log_believed",
    "theta_believed",
    "damped",
    "raw_doubted",
    "log_doubted",
    "theta_doubted",
    "raw_length",
    "log_length",
    "theta_length",
)


_TEMPERED: dict[FrequencyClass, Floats] = {
    FrequencyClass.YEARLY: np.array([0.3, 0.105, 1.0, 1.0, 1.0, 0.0, 0.72]),
    FrequencyClass.QUARTERLY: np.array([0.8, 0.5, 1.0, 1.0, 1.0, 0.0, 0.3]),
    FrequencyClass.MONTHLY: np.array([0.85, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
}
"""Factors of the dependence between horizons, in the order of ``dependence.FIELDS``."""


@dataclass(frozen=True, eq=False)
class Description:
    """Everything about a block of S series from which location and spread are made, over H horizons."""

    level: Floats
    """Where each series stays if it does not drift, shape (H, S)."""
    departures: Floats
    """Departures of the members, in steps, in the order of ``DEPARTURES``, shape (10, H, S)."""
    inputs: Floats
    """Inputs of the pooled regression, shape (F, S), in the order of ``input_names``."""
    input_names: tuple[str, ...]
    spread: Floats
    """What the members believe their spread to be, averaged, shape (H, S)."""
    features: Features


def describe_members(members: Members, *, doubt: Floats | float) -> Description:
    """Describe a block; ``doubt`` is κ, the t² at which a drift is half believed, a number or one a series."""
    features = members.features
    step = features.step
    belief = features.drift_evidence / (features.drift_evidence + doubt)
    reach = (_NEAREST_REACH + _FURTHER_REACH * np.arange(1, len(members.level) + 1))[:, None]
    raw, log, theta = np.clip((members.location - members.level) / step, -reach, reach)
    damped = np.clip((members.damped - members.level) / step, -reach, reach)
    doubted, length = 1 - belief, features.length
    return Description(
        level=members.level,
        departures=np.stack(
            [
                *(raw * belief, log * belief, theta * belief, damped),
                *(raw * doubted, log * doubted, theta * doubted),
                *(raw * length, log * length, theta * length),
            ]
        ),
        inputs=np.stack(list(features.columns.values())),
        input_names=tuple(features.columns),
        spread=(WEIGHTS[:, None, None] * members.spread).sum(0),
        features=features,
    )


def horizon_basis(horizon: int, *, damping: tuple[float, float]) -> Floats:
    """B, shape (3, H): a jump, a move that builds up over a few periods, and one that builds up slowly.

    B_1 = 1, B_2 = φ + … + φ^{h-1} and B_3 the further part of the same sum with a greater φ.
    """
    quick, slow = (np.cumsum(phi ** np.arange(horizon)) for phi in damping)
    return np.stack([np.ones(horizon), quick - 1, slow - quick])


def locate(description: Description, constants: PanelConstants) -> Floats:
    """The location of each series at each horizon, shape (H, S)."""
    members = (constants.departures[:, None, None] * description.departures).sum(0)
    pooled = (constants.drift[:, :, None] * description.inputs[None]).sum(1)
    basis = horizon_basis(len(description.level), damping=constants.damping)
    moved = members + (basis[:, :, None] * pooled[:, None, :]).sum(0)
    return np.asarray(description.level + description.features.step * moved)


def dependence(members: Members, *, frequency: FrequencyClass) -> Floats:
    """Parameters of the correlation between horizons, shape (S, 7), in the order of ``dependence.FIELDS``.

    The smoothing parameters are averaged with their posterior weights; the variances of level and drift
    are what remains of the mixture's own variance at the first and the last horizon. The errors of past forecasts go together
    less than the models say, so the weights are tempered: with them, 80% intervals of sums over the horizon hold about 80% of the outcomes.
    """
    grid, weight = members.raw_tables.grid, members.raw.weight
    alpha, beta, gamma = ((w[:, None] * weight).sum(0) for w in (grid.alpha, grid.beta, grid.gamma))
    trending = np.maximum((grid.trend[:, None] * weight).sum(0), 1e-9)
    phi = np.minimum((grid.phi[:, None] * weight).sum(0) / trending, 1.0)
    _, deviation = members.raw.moments
    noise = (weight * members.raw.noise).sum(0)
    relative = deviation**2 / noise
    horizon = len(relative)
    damping = np.cumsum(phi ** np.arange(1, horizon + 1)[:, None], axis=0)
    psi = alpha + beta * np.concatenate([np.zeros((1, len(phi))), damping[:-1]])
    if grid.season > 1:
        psi = psi + gamma * (np.arange(horizon)[:, None] % grid.season == 0)
    psi[0] = 1.0
    own = (psi**2).sum(0)
    level = np.maximum(relative[0] - 1.0, 0.0)
    drift = np.maximum(relative[-1] - own - level, 0.0) / np.maximum(damping[-1] ** 2, 1e-9)
    season = np.full_like(alpha, float(grid.season))
    row = np.stack([alpha, beta, phi, gamma, season, level, drift], axis=1)
    return row * _TEMPERED[frequency]
