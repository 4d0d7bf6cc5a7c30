"""How the surprises of many series go together, where there are more series than periods.

A correlation matrix of three hundred places from twenty years is mostly noise. It is drawn towards independence by
the share that minimises the expected squared error (Schäfer and Strimmer 2005), which also makes it invertible.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST = 15
"""Fewest common periods from which a dependence is estimated, as for pairs."""


def shrunk_correlation(surprises: Floats) -> tuple[Floats, float]:
    """Correlation of K series from their surprises (T, K), NaN where there is none, and how far it was drawn in.

    The share is from 0 (the plain correlation) to 1 (independence). Pairs with fewer than fifteen common periods
    count as independent before anything is drawn in.
    """
    held = np.isfinite(surprises)
    common = held.T.astype(float) @ held.astype(float)
    standard = _standardised(surprises, held)
    # Periods of both: sums over those where either is missing add nothing.
    products = standard.T @ standard
    squares = (standard**2).T @ (standard**2)
    enough = common >= FEWEST
    count = np.maximum(common, 2.0)
    mean = products / count
    plain = np.where(enough, mean, 0.0)
    # The variance of each estimated correlation, w being the products of the standardised: Σ(w − w̄)²/(n(n − 1)).
    spread = np.maximum(squares - count * mean**2, 0.0)
    variance = np.where(enough, spread / (count * (count - 1)), 0.0)
    off = ~np.eye(len(plain), dtype=bool)
    total = float((plain[off] ** 2).sum())
    share = 1.0 if total <= 0 else float(np.clip(variance[off].sum() / total, 0.0, 1.0))
    found = (1 - share) * np.clip(plain, -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return _proper(found), share


def _standardised(values: Floats, held: NDArray[np.bool_]) -> Floats:
    count = np.maximum(held.sum(0), 1)
    centred = np.where(held, values - np.where(held, values, 0.0).sum(0) / count, 0.0)
    spread = np.sqrt((centred**2).sum(0) / count)
    return np.asarray(centred / np.where(spread > 0, spread, np.inf))


def _proper(matrix: Floats) -> Floats:
    """The matrix itself where it is one of correlations, else drawn a little further in."""
    least = float(np.linalg.eigvalsh(matrix).min())
    if least >= 1e-8:
        return matrix
    share = (1e-8 - least) / (1 - least)
    return np.asarray((1 - share) * matrix + share * np.eye(len(matrix)))
