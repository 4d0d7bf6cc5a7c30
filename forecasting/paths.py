"""Sample paths whose margins are the stored ones and whose dependence is the stored one.

A Gaussian copula with the forecast's own correlation between horizons is drawn, and each horizon's
ranks are mapped through its exact margin. So the share of paths beyond a threshold at one horizon
equals the probability of the margin to 1/N, and sums, first passages and runs agree with both.
Reference: rank reordering, Iman and Conover (1982); stratification within each of R randomised
replicates gives the error of any statistic of the paths.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

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
    # Drawn horizon by horizon: a longer forecast begins with the same draws.
    half = rng.standard_normal((horizon, size // 2)).T @ factor.T
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

    The same seed gives the same paths bit for bit. The strata of the replicates interlock, so that all
    N paths together are one stratified sample of each margin. ``monotone`` counters never fall along a
    path.
    """
    horizon = len(margins)
    values = np.empty((replicates * size, horizon))
    strata = (np.arange(replicates * size) + 0.5) / (replicates * size)
    quantiles = np.stack([margins.quantile(h, strata) for h in range(horizon)])
    if monotone:
        np.maximum.accumulate(quantiles, axis=0, out=quantiles)
    for block in range(replicates):
        normal = copula(correlation, rng=np.random.default_rng([seed, block]), size=size)
        ranks = _ranks(normal)
        own = quantiles[:, block::replicates]
        drawn = values[block * size : (block + 1) * size]
        if not monotone:
            drawn[:] = np.take_along_axis(own, ranks, axis=1).T
            continue
        for h in range(horizon):
            given = _rising(drawn[:, h - 1], ranks[h], own[h]) if h > 0 else ranks[h]
            drawn[:, h] = own[h][given]
    return Paths(values, replicates)


def _ranks(normal: Floats) -> NDArray[np.int64]:
    """The rank of every draw (size, H) among those of its horizon, shape (H, size)."""
    order = np.ascontiguousarray(normal.T).argsort(axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(normal))[None, :], axis=1)
    return ranks


def _rising(previous: Floats, ranks: NDArray[np.int64], values: Floats) -> NDArray[np.int64]:
    """Ranks as near to those drawn as lets no path fall, each used once, so that the margin stays exact.

    Values are given out from the smallest up, each to the lowest rank among the paths it does not bring
    down; there is always one, because the margin never falls either.
    """
    first = np.searchsorted(values, previous)
    if np.all(ranks >= first):
        return ranks
    owner = np.argsort(ranks)
    arriving = iter(sorted(zip(first.tolist(), ranks.tolist(), strict=True)))
    following = next(arriving, None)
    waiting: list[int] = []
    given = np.empty_like(ranks)
    for place in range(len(values)):
        while following is not None and following[0] <= place:
            heappush(waiting, following[1])
            following = next(arriving, None)
        given[owner[heappop(waiting)]] = place
    return given
