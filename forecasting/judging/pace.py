"""How fast many series moved lately, and their seasons, side by side: the rules of the single series, by column."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from forecasting.seasonality import LIMIT

Floats = NDArray[np.float64]
YEARS = 5.0
_FEWEST = 3


def recent_length(steps_per_year: float) -> int:
    """How many steps of the grid the last five years hold, both ends included."""
    return ceil(YEARS * steps_per_year + 0.5)


def recent_slopes(values: Floats, *, steps_per_year: float) -> Floats:
    """Least-squares change a year of each row, shape (S,); NaN with fewer than three values.

    ``values`` (S, recent_length) ends at the newest value, NaN where a period is missing or before the first.
    """
    time = np.arange(values.shape[1]) / steps_per_year
    known = np.isfinite(values)
    count = known.sum(1)
    few = count < _FEWEST
    safe = np.maximum(count, 1)
    filled = np.where(known, values, 0.0)
    centred = np.where(known, time - ((known * time).sum(1) / safe)[:, None], 0.0)
    deviation = np.where(known, filled - (filled.sum(1) / safe)[:, None], 0.0)
    square = (centred**2).sum(1)
    return np.where(few, np.nan, (centred * deviation).sum(1) / np.where(few, 1.0, square))


def additive_seasons(values: Floats, season: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Seasonal effects by position in the cycle (S, season), and which series have a season (S,).

    ``values`` (S, n) has no missing value; position 0 is its first column. See ``seasonality.additive_season``.
    """
    count, n = values.shape
    effects = np.zeros((count, max(season, 1)))
    none = np.zeros(count, dtype=bool)
    if season < 2 or n < 3 * season:
        return effects, none
    weights = np.full(season + 1 if season % 2 == 0 else season, 1.0 / season)
    if season % 2 == 0:
        weights[[0, -1]] /= 2
    half = len(weights) // 2
    trend = np.lib.stride_tricks.sliding_window_view(values, len(weights), axis=1) @ weights
    length = trend.shape[1]
    detrended = values[:, half : half + length] - trend
    centred = detrended - detrended.mean(1, keepdims=True)
    spread = (centred**2).sum(1)
    moving = spread > 0
    lagged = [(centred[:, k:] * centred[:, : length - k]).sum(1) for k in range(1, season + 1)]
    acf = np.stack(lagged, axis=1) / np.where(moving, spread, 1.0)[:, None]
    limit = LIMIT * np.sqrt((1 + 2 * (acf[:, :-1] ** 2).sum(1)) / length)
    position = (np.arange(length) + half) % season
    for k in range(season):
        effects[:, k] = np.median(detrended[:, position == k], axis=1)
    return effects - effects.mean(1, keepdims=True), moving & (acf[:, -1] > limit)
