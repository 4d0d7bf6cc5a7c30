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
Flags = NDArray[np.bool_]

REPLICATES = 8
SIZE = 512
_CELLS = 2**16  # as many draws at once as the fast memory of a core holds


@dataclass(frozen=True, eq=False, slots=True)
class Paths:
    """Simulated futures: ``values`` has shape (N, H), N = replicates × size."""

    values: Floats
    replicates: int

    def share(self, hit: Flags) -> tuple[float, float]:
        """The share of paths for which something holds, and its standard error over the replicates."""
        return share(hit, replicates=self.replicates)

    def probability(self, hit: Flags) -> tuple[float, float]:
        """The probability that something uncertain happens, (hits + ½)/(N + 1), and its standard error."""
        return chance(hit, replicates=self.replicates)


def share(hit: Flags, *, replicates: int = REPLICATES) -> tuple[float, float]:
    """The share of paths (N,) for which something holds, and its standard error over the replicates."""
    by_replicate = hit.reshape(replicates, -1).mean(axis=1)
    error = by_replicate.std(ddof=1) / np.sqrt(replicates)
    return float(by_replicate.mean()), float(error)


def chance(hit: Flags, *, replicates: int = REPLICATES) -> tuple[float, float]:
    """The probability that something uncertain happens, (hits + ½)/(N + 1), and its standard error.

    Never exactly 0 or 1: that is for what is logically certain, which draws cannot tell.
    """
    _, error = share(hit, replicates=replicates)
    return float((hit.sum() + 0.5) / (hit.size + 1)), error


def copula(correlation: Floats, *, rng: np.random.Generator, size: int) -> Floats:
    """Standard normal draws (size, H) with the given correlation, in antithetic pairs."""
    half = _factor(correlation) @ _shocks(rng, len(correlation), size)
    return np.ascontiguousarray(np.concatenate([half, -half], axis=1).T)


def _factor(correlation: Floats) -> Floats:
    # The jitter keeps nearly perfect correlations (long horizons of a smooth trend) factorable.
    return np.asarray(np.linalg.cholesky(correlation + 1e-9 * np.eye(len(correlation))))


def _shocks(rng: np.random.Generator, horizon: int, size: int) -> Floats:
    """One of each antithetic pair, shape (H, size/2), drawn horizon by horizon: a longer forecast begins with the same."""
    return rng.standard_normal((horizon, size // 2))


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
    horizon, factor = len(margins), _factor(correlation)
    strata = (np.arange(replicates * size) + 0.5) / (replicates * size)
    # The strata of one replicate stand side by side: shape (H, R, size).
    quantiles = margins.quantiles(strata.reshape(size, replicates).T.ravel())
    if monotone:
        np.maximum.accumulate(quantiles, axis=0, out=quantiles)
    quantiles = quantiles.reshape(horizon, replicates, size)
    values = np.empty((replicates, size, horizon))
    for block in range(replicates):
        shocks = _shocks(np.random.default_rng([seed, block]), horizon, size)
        ranks, own, drawn = _ranks(factor @ shocks), quantiles[:, block], values[block]
        if not monotone:
            drawn[:] = _taken(own, ranks).T
            continue
        for h in range(horizon):
            given = _rising(drawn[:, h - 1], ranks[h], own[h]) if h > 0 else ranks[h]
            drawn[:, h] = own[h][given]
    return Paths(values.reshape(-1, horizon), replicates)


def within(
    margins: Margins,
    correlation: Floats,
    *,
    low: float,
    high: float,
    seed: int,
    replicates: int = REPLICATES,
    size: int = SIZE,
) -> Flags:
    """Which paths lie between two values, both included, at each horizon: (N, H), as comparing what ``draw`` gives.

    Of each margin only the strata at either value are looked for, and of each replicate the draws with those ranks,
    so that no path need be put together. Not for counters, whose paths depend on where they have been.
    """
    horizon, count, factor = len(margins), replicates * size, _factor(correlation)
    ends = [
        (np.zeros(horizon, dtype=np.int64) if low == -np.inf else margins.strata_below(low, count)),
        (np.full(horizon, count) if high == np.inf else margins.strata_below(high, count, reached=True)),
    ]
    found = np.empty((replicates, size, horizon), dtype=bool)
    together = max(1, _CELLS // (horizon * size))
    for start in range(0, replicates, together):
        blocks = np.arange(start, min(start + together, replicates))
        half = np.stack([_shocks(np.random.default_rng([seed, int(b)]), horizon, size) for b in blocks])
        half = factor @ half
        ordered = np.sort(np.abs(half), axis=-1)
        # The strata of a replicate are block, block + R, block + 2R, …
        least, beyond = (_of_rank(ordered, -((blocks[:, None] - end) // replicates)) for end in ends)
        here, pairs = found[start : start + together].transpose(0, 2, 1), size // 2
        np.logical_and(half >= least, half < beyond, out=here[..., :pairs])
        np.logical_and(half <= -least, half > -beyond, out=here[..., pairs:])
    return found.reshape(-1, horizon)


def _of_rank(ordered: Floats, rank: NDArray[np.int64]) -> Floats:
    """The draw with a rank, shape (…, 1), from the sizes of the antithetic pairs in order (…, size/2).

    Infinite beyond the last rank; the first rank is the least draw there is.
    """
    pairs = ordered.shape[-1]
    upper = rank >= pairs
    outwards = np.minimum(np.where(upper, rank - pairs, pairs - 1 - rank), pairs - 1)
    found = np.take_along_axis(ordered, outwards[..., None], axis=-1)
    found *= np.where(upper, 1.0, -1.0)[..., None]
    found[rank >= 2 * pairs] = np.inf
    return found


def _ranks(half: Floats) -> NDArray[np.int64]:
    """The rank of every draw among those of its horizon, shape (H, size), from one of each antithetic pair (H, size/2).

    Sorted by size regardless of sign, the pairs lie from the middle outwards, one of each on either side.
    """
    horizon, pairs = half.shape
    order = np.abs(half).argsort(axis=1)
    outwards = np.empty_like(order)
    outwards.ravel()[(order + pairs * np.arange(horizon)[:, None]).ravel()] = np.tile(
        np.arange(pairs), horizon
    )
    ranks = np.empty((horizon, 2 * pairs), dtype=np.int64)
    ranks[:, :pairs] = np.where(half >= 0, pairs + outwards, pairs - 1 - outwards)
    np.subtract(2 * pairs - 1, ranks[:, :pairs], out=ranks[:, pairs:])
    return ranks


def _taken(values: Floats, places: NDArray[np.int64]) -> Floats:
    """From each row (H, size) the values at its places, shape (H, size)."""
    rows, size = values.shape
    return np.asarray(np.take(values, places + size * np.arange(rows)[:, None]))


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
