"""How the errors of a forecast at different horizons go together.

A forecast that is too high in three years is usually too high in four. Sums, dates of attainment and
joint targets need that. The errors of an exponential smoothing model are moving averages of the same
surprises, so the covariance between horizons i and j (1-based) follows from its parameters:

    C_ij = Σ_{k<min(i,j)} ψ_{i-1-k} ψ_{j-1-k} + λ + δ Φ_i Φ_j

with ψ_0 = 1, ψ_k = α + β Φ_k + γ [k a multiple of the season], Φ_k = φ + … + φ^k, λ the uncertainty of
the level today and δ that of the drift, both in units of the one-step variance. Its correlation serves
as a Gaussian copula between the calibrated margins. Needs nothing but numpy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FIELDS = ("alpha", "beta", "phi", "gamma", "season", "level_variance", "drift_variance")
"""The columns of a row of dependence parameters."""

RANDOM_WALK: Floats = np.array([1.0, 0.0, 0.9, 0.0, 1.0, 0.0, 0.0])
"""The dependence of a series whose surprises stay for good."""
RANDOM_WALK.setflags(write=False)


def correlation(parameters: ArrayLike, horizon: int) -> Floats:
    """Correlation between the forecast errors of every pair of horizons, shape (H, H).

    ``parameters`` is one row in the order of ``FIELDS``. The result is symmetric, has a unit diagonal
    and is positive semi-definite by construction.
    """
    covariance = error_covariance(parameters, horizon)
    scale = np.sqrt(np.diag(covariance))
    result = np.asarray(covariance / np.outer(scale, scale))
    np.fill_diagonal(result, 1.0)
    return result


def error_covariance(parameters: ArrayLike, horizon: int) -> Floats:
    """Covariance of the errors in units of the one-step variance, shape (H, H)."""
    alpha, beta, phi, gamma, season, level, drift = np.asarray(parameters, dtype=float)
    damping = np.cumsum(phi ** np.arange(1, horizon + 1))
    psi = np.ones(horizon)
    lag = np.arange(1, horizon)
    psi[1:] = alpha + beta * damping[:-1]
    if season > 1:
        psi[1:] += gamma * (lag % int(season) == 0)
    rows, columns = np.indices((horizon, horizon))
    response = np.where(rows >= columns, psi[np.maximum(rows - columns, 0)], 0.0)
    return np.asarray(response @ response.T + level + drift * np.outer(damping, damping))
