"""Whether a series has a season, and what it looks like.

Classical decomposition: a centred moving average takes the trend out, the mean of what is left in
each season is the season. The test is the one the M competitions use: the autocorrelation at one
season exceeds its 90% limit (Makridakis, Spiliotis and Assimakopoulos, 2020).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LIMIT = 1.645


def additive_season(values: Floats, season: int) -> Floats | None:
    """Additive seasonal effects by position in the cycle (position 0 is the first value), or None.

    None where there are fewer than three cycles, no variation, or no significant season. Missing
    values are bridged by a straight line for the test only.
    """
    n = len(values)
    if season < 2 or n < 3 * season:
        return None
    known = np.isfinite(values)
    if known.sum() < 3 * season:
        return None
    filled = np.interp(np.arange(n), np.flatnonzero(known), values[known])
    weights = np.full(season + 1 if season % 2 == 0 else season, 1.0 / season)
    if season % 2 == 0:
        weights[[0, -1]] /= 2
    half = len(weights) // 2
    trend = np.convolve(filled, weights, mode="valid")
    detrended = filled[half : half + len(trend)] - trend
    spread = float(np.dot(detrended - detrended.mean(), detrended - detrended.mean()))
    if spread <= 0:
        return None
    centred = detrended - detrended.mean()
    acf = np.array([np.dot(centred[k:], centred[:-k]) for k in range(1, season + 1)]) / spread
    limit = LIMIT * np.sqrt((1 + 2 * float(np.sum(acf[:-1] ** 2))) / len(centred))
    if acf[-1] <= limit:
        return None
    position = (np.arange(len(detrended)) + half) % season
    really = known[half : half + len(trend)]
    effects = np.array(
        [
            np.median(detrended[(position == k) & really]) if np.any((position == k) & really) else 0.0
            for k in range(season)
        ]
    )
    return np.asarray(effects - effects.mean())
