"""How far a surprise of today is still felt later, in the parameters a stored forecast keeps.

Any linear model forecasts with errors that are moving averages of one-step surprises, e_h = Σ ψ_k u_{h-k}.
A stored forecast describes ψ by a level, a damped trend and a season; this module finds the description
nearest to the ψ of a fitted model, and tells the variance at each horizon that a description implies.
"""

from __future__ import annotations

import numpy as np

from forecasting.dependence import error_covariance
from forecasting.models.history import Floats

_DAMPING = 0.9
_FEWEST = 8


def impulse_length(horizon: int, season: int) -> int:
    """How many ψ to look at so that level, trend and season can be told apart."""
    return max(horizon, _FEWEST, season + 2 if season > 1 else 0)


def dependence_row(impulses: Floats, *, season: int) -> Floats:
    """The row for ``dependence.correlation`` nearest to ψ_0 = 1, ψ_1, …, by least squares.

    ψ_k ≈ α + β Φ_k + γ [k a multiple of the season], Φ_k = φ + … + φ^k with φ = 0.9.
    """
    k = np.arange(1, len(impulses))
    damped = np.cumsum(_DAMPING**k)
    columns = [np.ones(len(k)), damped]
    seasonal = season > 1 and len(k) > season
    if seasonal:
        columns.append((k % season == 0).astype(float))
    found, *_ = np.linalg.lstsq(np.stack(columns, axis=1), impulses[1:], rcond=None)
    gamma = float(np.clip(found[2], 0.0, 1.0)) if seasonal else 0.0
    alpha, beta = float(np.clip(found[0], 0.0, 2.0)), float(np.clip(found[1], -0.2, 1.0))
    return np.array([alpha, beta, _DAMPING, gamma, float(season), 0.0, 0.0])


def deviations(row: Floats, horizon: int) -> Floats:
    """Standard deviation of the error at each horizon in units of the one-step deviation, shape (H,)."""
    return np.asarray(np.sqrt(np.diag(error_covariance(row, horizon))))
