"""What no forecast may pass: hard bounds, the last value of a counter, and the precision of publication."""

from __future__ import annotations

import numpy as np

from forecasting.models.history import Floats, History

_RELATIVE_FLOOR = 1e-3
"""Least scale of a series that never moved, as a share of its level, where no rounding unit is known."""


def least_scale(history: History) -> float:
    """The spread never falls below half the publication unit; a series that never moved gets a sliver."""
    if history.rounding > 0:
        return 0.5 * history.rounding
    values = np.asarray(history.values, dtype=float)
    values = values[np.isfinite(values)]
    return _RELATIVE_FLOOR * float(abs(values[-1])) if np.ptp(values) == 0 else 0.0


def within_limits(quantiles: Floats, history: History) -> Floats:
    """Quantiles (H, P) clipped to the hard bounds, and for a counter to its last value and to no fall."""
    if history.monotone:
        values = np.asarray(history.values, dtype=float)
        last = float(values[np.isfinite(values)][-1])
        quantiles = np.maximum.accumulate(np.maximum(quantiles, last), axis=0)
    if history.lower is not None or history.upper is not None:
        quantiles = np.clip(quantiles, history.lower, history.upper)
    return quantiles
