"""Sample paths whose margins are the stored ones and whose dependence is the stored one.

A Gaussian copula with the forecast's own correlation between horizons is drawn, and each horizon's
ranks are mapped through its exact margin. So the share of paths beyond a threshold at one horizon
equals the probability of the margin to 1/N, and sums, first passages and runs agree with both.
Reference: rank reordering, Iman and Conover (1982); stratification within each of R randomised
replicates gives the error of any statistic of the paths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.margins import Margins

Floats = NDArray[np.float64]

REPLICATES = 8
SIZE = 512


@dataclass(frozen=True, eq=False, slots=True)
class Paths:
    """Simulated futures: ``values`` has shape (N, H), N = replicates × size."""

    values: Floats
    replicates: int

    def share(self, hit: NDArray[np.bool_]) -> tuple[float, float]:
        """The share of paths for which something holds, and its standard error over the replicates."""
        by_replicate = hit.reshape(self.replicates, -1).mean(axis=1)
        error = by_replicate.std(ddof=1) / np.sqrt(self.replicates)
        return float(by_replicate.mean()), float(error)

    def probability(self, hit: NDArray[np.bool_]) -> tuple[float, float]:
        """The probability that something uncertain happens, (hits + ½)/(N + 1), and its standard error.

        Never exactly 0 or 1: that is for what is logically certain, which draws cannot tell.
        """
        _, error = self.share(hit)
        return float((hit.sum() + 0.5) / (hit.size + 1)), error


def copula(correlation: Floats, *, rng: np.random.Generator, size: int) -> Floats:
    """Standard normal draws (size, H) with the given correlation, in antithetic pairs."""
    horizon = len(correlation)
    # The jitter keeps nearly perfect correlations (long horizons of a smooth trend) factorable.
    factor = np.linalg.cholesky(correlation + 1e-9 * np.eye(horizon))
    half = rng.standard_normal((size // 2, horizon)) @ factor.T
    return np.concatenate([half, -half])


def draw(
    margins: Margins,
    correlation: Floats,
    *,
    seed: int,
    monotone: bool = False,
    replicates: int = REPLICATES,
    size: int = SIZE,
) -> Paths:
    """Draw paths from margins and a correlation matrix (H, H).

    The same seed gives the same paths bit for bit. ``monotone`` counters never fall along a path.
    """
    rng = np.random.default_rng(seed)
    horizon = len(margins)
    values = np.empty((replicates * size, horizon))
    strata = (np.arange(size) + 0.5) / size
    quantiles = np.stack([margins.quantile(h, strata) for h in range(horizon)])
    for block in range(replicates):
        normal = copula(correlation, rng=rng, size=size)
        ranks = normal.argsort(axis=0).argsort(axis=0)
        for h in range(horizon):
            values[block * size : (block + 1) * size, h] = quantiles[h][ranks[:, h]]
    if monotone:
        np.maximum.accumulate(values, axis=1, out=values)
    return Paths(values, replicates)
