"""The Theta method: simple exponential smoothing plus half the slope of the straight line.

Assimakopoulos and Nikolopoulos (2000) in the form of Hyndman and Billah (2003): with b half the least
squares slope and ℓ the last smoothed level,

    f_h = ℓ_n + b (h − 1 + (1 − (1 − α)^n) / α),      v_h = σ² (1 + (h − 1) α²)

α is the best of a fixed list (least sum of squares, initial level concentrated out), so nothing is
optimised. Seasonal series are adjusted first and put back after.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.models.exponential_smoothing import SmoothingTables, block_errors, make_tables
from forecasting.models.smoothing_grid import SmoothingGrid

Floats = NDArray[np.float64]

ALPHAS: Floats = np.array([0.02, 0.05, *(np.arange(2, 20) / 20), 0.99])


def theta_grid() -> SmoothingGrid:
    """The list of α as a grid of simple exponential smoothing models."""
    rows = np.zeros((len(ALPHAS), 6))
    rows[:, 0] = ALPHAS
    return SmoothingGrid.of(rows, np.zeros(len(ALPHAS)), name="theta", season=1, drift_prior=1.0)


@dataclass(frozen=True, eq=False)
class ThetaTables:
    """The tables of the α list for one length and horizon."""

    smoothing: SmoothingTables

    @property
    def nbytes(self) -> int:
        """Memory held, for the cache."""
        return self.smoothing.nbytes


def make_theta_tables(*, length: int, horizon: int) -> ThetaTables:
    """Make the tables for series of one length."""
    return ThetaTables(make_tables(theta_grid(), length=length, horizon=horizon))


def theta(tables: ThetaTables, values: Floats, *, real: int | None = None) -> tuple[Floats, Floats]:
    """Mean and standard deviation, each (H, S), for a seasonally adjusted block (n, S) without gaps.

    Columns from ``real`` on repeat the last real one.
    """
    smoothing = tables.smoothing
    n, count = values.shape
    reference = values[0]
    relative = values - reference
    time = np.arange(n) - 0.5 * (n - 1)
    slope = 0.5 * (time[:, None] * (relative - relative.mean(0))).sum(0) / (time**2).sum()
    errors = block_errors(smoothing.grid, relative, real=count if real is None else real)
    outputs = smoothing.reading(errors)
    squares = np.maximum((errors**2).sum(1) - outputs[:, 0] ** 2, 0.0)
    best = squares.argmin(0)
    column = np.arange(count)
    alpha = ALPHAS[best]
    variance = squares[best, column] / max(n - 2, 1)
    level = outputs[best, smoothing.grid.states, column]
    ahead = np.arange(smoothing.horizon)[:, None]
    mean = reference + level + slope * (ahead + (1 - (1 - alpha) ** n) / alpha)
    return mean, np.sqrt(variance * (1 + ahead * alpha**2))
