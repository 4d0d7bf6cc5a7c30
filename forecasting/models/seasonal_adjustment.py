"""Classical seasonal adjustment of a block of series at once, and only where the season is plain to see.

A series is adjusted when its autocorrelation at the seasonal lag exceeds 1.645·√((1 + 2Σr²)/n), the test
of the M competitions; the factors are the mean ratios to a centred moving average, scaled to average one
(Makridakis, Wheelwright and Hyndman, Forecasting, 1998, §3.4). It needs three whole seasons and positive
values; any other series passes through unchanged with factors of one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SIGNIFICANT = 1.645
_LEAST_FACTOR = 0.01


def seasonal_factors(values: Floats, *, season: int) -> Floats:
    """Multiplicative factors, shape (season, S), of a block of shape (n, S) without gaps; ones where not seasonal.

    Row k belongs to the periods k, k + season, … counted from the oldest.
    """
    n, count = values.shape
    ones = np.ones((season, count))
    if season == 1 or n < 3 * season:
        return ones
    centred = values - values.mean(0)
    total = (centred * centred).sum(0)
    lagged = np.stack([(centred[k:] * centred[: n - k]).sum(0) for k in range(1, season + 1)])
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = lagged / total
        limit = _SIGNIFICANT * np.sqrt((1 + 2 * (correlation[:-1] ** 2).sum(0)) / n)
        plain = (total > 0) & (np.abs(correlation[-1]) > limit) & (values > 0).all(0)
        trend = moving_average(values, season=season)
        plain &= (trend > 0).all(0)
        half = season // 2
        ratio = values[half : half + len(trend)] / trend
    position = (np.arange(len(ratio)) + half) % season
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = np.stack([ratio[position == k].mean(0) for k in range(season)])
        factors = factors / factors.mean(0)
        plain &= (factors >= _LEAST_FACTOR).all(0)
    return np.where(plain, factors, ones)


def moving_average(values: Floats, *, season: int) -> Floats:
    """Centred moving average over one season with half weights at both ends, shape (n - season, S) or so."""
    weights = np.full(season + 1, 1.0 / season)
    weights[[0, -1]] = 0.5 / season
    length = len(values) - season
    smooth = np.zeros((length, values.shape[1]))
    for k, weight in enumerate(weights):
        smooth += weight * values[k : k + length]
    return smooth
