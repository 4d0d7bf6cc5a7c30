"""Standard errors that know which forecasts belong together: the bootstrap, clustered by series.

Forecasts of one series from ten origins are not ten independent cases. Whole series are drawn with replacement,
and what varies from one drawing to the next is the error (Efron and Tibshirani, 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REPLICATES = 400


def by_cluster(cluster: Sequence[str], values: Floats) -> tuple[list[str], Floats]:
    """The clusters in order, and the sums of ``values`` (N, …) over each, shape (S, …)."""
    labels = np.array(cluster)
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[starts].tolist(), np.add.reduceat(values[order], starts, axis=0)


@lru_cache(maxsize=4)
def _drawings(count: int, seed: int, replicates: int) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.multinomial(count, np.full(count, 1 / count), size=replicates).astype(float)


def resampled(sums: Floats, *, seed: int, replicates: int = REPLICATES) -> Floats:
    """Totals of ``replicates`` drawings of S clusters with replacement, shape (R, K), from sums (S, K).

    As many clusters are always drawn alike for one seed, so that two measures of the same series meet the same
    luck.
    """
    return np.asarray(_drawings(len(sums), seed, replicates) @ sums)


def standard_error(replicated: Floats) -> Floats:
    """The standard deviation over replicates (R, …), NaN ones left out; NaN with fewer than two."""
    known = np.isfinite(replicated)
    count = known.sum(0)
    safe = np.where(known, replicated, 0.0)
    centre = safe.sum(0) / np.maximum(count, 1)
    squares = np.where(known, (replicated - centre) ** 2, 0.0).sum(0)
    return np.where(count > 1, np.sqrt(squares / np.maximum(count - 1, 1)), np.nan)
