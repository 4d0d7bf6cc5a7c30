"""Combines the members by averaging their quantiles, and reads the dependence off the smoothing average."""

from __future__ import annotations

import numpy as np

from forecasting.models.history import Floats
from forecasting.models.members import Members

WEIGHTS: Floats = np.array([0.5, 0.25, 0.25])
"""Raw smoothing, log smoothing, Theta."""
WEIGHTS.setflags(write=False)


def combine(members: Members) -> tuple[Floats, Floats]:
    """Location and spread of the combination, each (H, S).

    Averaging quantiles of members with one shape of distribution is averaging their locations and
    spreads (Vincentization).
    """
    weights = WEIGHTS[:, None, None]
    return (weights * members.location).sum(0), (weights * members.spread).sum(0)


def dependence(members: Members) -> Floats:
    """Parameters of the correlation between horizons, shape (S, 7), in the order of ``dependence.FIELDS``.

    The smoothing parameters are averaged with their posterior weights; the variances of level and drift
    are what remains of the mixture's own variance at the first and the last horizon.
    """
    grid, weight = members.raw_tables.grid, members.raw.weight
    alpha, beta, gamma = (w @ weight for w in (grid.alpha, grid.beta, grid.gamma))
    trending = np.maximum((grid.trend[:, None] * weight).sum(0), 1e-9)
    phi = np.minimum((grid.phi[:, None] * weight).sum(0) / trending, 1.0)
    _, deviation = members.raw.moments()
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
    drift = np.maximum(relative[-1] - own - level, 0.0) / damping[-1] ** 2
    season = np.full_like(alpha, float(grid.season))
    return np.stack([alpha, beta, phi, gamma, season, level, drift], axis=1)
