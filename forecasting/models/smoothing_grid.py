"""The fixed set of smoothing parameters that the engine averages over instead of optimising.

A row is one exponential smoothing model: level weight α, trend weight β, damping φ, seasonal weight
γ, and whether it has a trend and a season at all. No optimiser runs at forecast time, so a fit cannot
fail, is the same every time, and costs one pass of fixed tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SmoothingGrid:
    """K smoothing models with their prior weights, all for one length of season.

    ``drift_prior`` is the prior standard deviation of the initial slope and ``season_prior`` that of
    each initial seasonal state, both in units of the one-step error.
    """

    name: str
    season: int
    alpha: Floats
    beta: Floats
    phi: Floats
    gamma: Floats
    trend: NDArray[np.bool_]
    seasonal: NDArray[np.bool_]
    log_prior: Floats
    drift_prior: float
    season_prior: float

    @classmethod
    def of(
        cls,
        rows: ArrayLike,
        log_prior: ArrayLike,
        *,
        name: str,
        season: int,
        drift_prior: float,
        season_prior: float = 3.0,
    ) -> SmoothingGrid:
        """Make a grid from rows (α, β, φ, γ, trend, seasonal); without a season the seasonal part is void."""
        table = np.asarray(rows, dtype=float)
        trend = table[:, 4] > 0
        seasonal = (table[:, 5] > 0) & (season > 1)
        return cls(
            name=name,
            season=season,
            alpha=table[:, 0].copy(),
            beta=np.where(trend, table[:, 1], 0.0),
            phi=np.where(trend, table[:, 2], 0.0),
            gamma=np.where(seasonal, table[:, 3], 0.0),
            trend=trend,
            seasonal=seasonal,
            log_prior=np.asarray(log_prior, dtype=float).copy(),
            drift_prior=drift_prior,
            season_prior=season_prior,
        )

    def __len__(self) -> int:
        return len(self.alpha)

    @property
    def states(self) -> int:
        """Initial states: level, slope, and one for each season."""
        return 2 + (self.season if self.season > 1 else 0)

    def damping_sum(self, count: int) -> Floats:
        """Φ_k = φ + φ² + … + φ^k for k = 1..count, shape (K, count); zero without a trend."""
        return np.cumsum(self.phi[:, None] ** np.arange(1, count + 1), axis=1)

    def impulse_response(self, count: int) -> Floats:
        """ψ_0..ψ_{count-1}, shape (K, count): what a surprise today adds to the value k periods later.

        ψ_0 = 1 and ψ_k = α + β·Φ_k + γ·[k is a whole number of seasons].
        """
        psi = np.ones((len(self), count))
        k = np.arange(1, count)
        psi[:, 1:] = self.alpha[:, None] + self.beta[:, None] * self.damping_sum(count - 1)
        if self.season > 1:
            psi[:, 1:] += self.gamma[:, None] * (k % self.season == 0)
        return psi

    def whitening(self, count: int) -> Floats:
        """π_0..π_{count-1}, shape (K, count): the weights that turn values into one-step surprises.

        The inverse of ``impulse_response`` as a power series, by running the smoothing recursion on a
        single unit value.
        """
        size, m = len(self), max(self.season, 1)
        level, slope, pattern = np.zeros(size), np.zeros(size), np.zeros((m, size))
        weights = np.zeros((size, count))
        for t in range(count):
            k = t % m
            carried = level + self.phi * slope
            error = (1.0 if t == 0 else 0.0) - carried - pattern[k]
            weights[:, t] = error
            level = carried + self.alpha * error
            slope = self.phi * slope + self.beta * error
            pattern[k] += self.gamma * error
        return weights

    def regressors(self, count: int) -> Floats:
        """D, shape (K, count, states): how the initial level, slope and seasons enter each period."""
        design = np.zeros((len(self), count, self.states))
        design[:, :, 0] = 1.0
        design[:, :, 1] = self.damping_sum(count)
        if self.season > 1:
            t = np.arange(count)
            design[:, t, 2 + t % self.season] = self.seasonal[:, None]
        return design

    def prior_precision(self) -> Floats:
        """Prior precision of the initial states, shape (K, states), in units of the one-step error."""
        precision = np.ones((len(self), self.states))
        precision[:, 0] = 1e-4
        precision[:, 1] = np.where(self.trend, self.drift_prior**-2, 1.0)
        precision[:, 2:] = np.where(self.seasonal, self.season_prior**-2, 1.0)[:, None]
        return precision
