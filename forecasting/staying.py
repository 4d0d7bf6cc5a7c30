"""A value that tends to stay exactly what it is: counts at zero, rates rounded to a digit, frozen series.

The share of past periods at the latest value that still had it h periods later,

    π_h = #(x_t = x_n and x_{t+h} = x_n) / (#(x_t = x_n, t + h ≤ n) + a)

becomes an atom of the forecast: with probability π_h the value is the latest one again, else the
continuous forecast holds. A series that never was negative and has been exactly zero more than once cannot fall
below zero.
"""

from __future__ import annotations

import numpy as np

from forecasting.margins import LEVELS
from forecasting.models.history import Floats

_PRIOR = 2.0
_GREATEST = 0.75
"""Even a series that never moved keeps a quarter of its chance for moving, so that its 80% interval has a width."""
_LOGITS = np.log(LEVELS / (1 - LEVELS))


def stay_probability(values: Floats, horizon: int) -> Floats:
    """π_h for h = 1..horizon from the observed values (NaN where missing); zeros where the latest value is new."""
    n = len(values)
    same = values == values[-1]
    shares = np.zeros(horizon)
    if same.sum() < 2:
        return shares
    for h in range(1, min(horizon, n - 1) + 1):
        start = same[: n - h] & np.isfinite(values[h:])
        shares[h - 1] = (start & same[h:]).sum() / (start.sum() + _PRIOR)
    shares[n - 1 :] = shares[min(n - 1, horizon) - 1]
    return np.minimum(shares, _GREATEST)


def with_atom(quantiles: Floats, *, value: float, share: Floats) -> Floats:
    """Quantiles (H, P) mixed with an atom of weight ``share`` (H,) at a value."""
    if not share.any():
        return quantiles
    mixed = quantiles.copy()
    for h in np.flatnonzero(share > 0):
        row, weight = quantiles[h], float(share[h])
        below = 1 / (1 + np.exp(-np.interp(value, row, _LOGITS))) if row[0] < row[-1] else 0.5
        start = (1 - weight) * below
        low, high = start > LEVELS, start + weight < LEVELS
        mixed[h] = value
        for part, level in ((low, LEVELS / (1 - weight)), (high, (LEVELS - weight) / (1 - weight))):
            inside = np.clip(level[part], LEVELS[0], LEVELS[-1])
            mixed[h, part] = np.interp(np.log(inside / (1 - inside)), _LOGITS, row)
    return np.maximum.accumulate(mixed, axis=1)


def touches_zero(values: Floats) -> bool:
    """Whether a series was never negative and exactly zero more than once."""
    known = values[np.isfinite(values)]
    return bool((known >= 0).all() and (known == 0).sum() > 1 and known.max() > 0) if len(known) else False
