"""The same smoothing average on the logarithm of a positive series, for growth that compounds.

The forecast is the median exp(μ) and its half-width that of the 68% interval, exp(μ)·sinh(s). On its
own the logarithm explodes, so the grid damps every trend (φ ≤ 0.9), the initial slope is held small,
and the result is capped: s ≤ 1.5 and the median at most fifty times the largest value ever seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GREATEST_SPREAD = 1.5
_GREATEST_MULTIPLE = 50.0
_GREATEST_EXPONENT = 700.0


def to_logarithms(values: Floats, *, positive: NDArray[np.bool_]) -> Floats:
    """Logarithms of the positive series of a block (n, S); the others become a constant, to be ignored."""
    return np.log(np.where(positive, values, 1.0))


def from_logarithms(mean: Floats, spread: Floats, *, largest: Floats) -> tuple[Floats, Floats]:
    """Median and half-width on the scale of the values, each (H, S); ``largest`` (S,) is the largest value seen."""
    spread = np.minimum(spread, _GREATEST_SPREAD)
    median = np.minimum(np.exp(np.minimum(mean, _GREATEST_EXPONENT)), largest * _GREATEST_MULTIPLE)
    return median, median * np.sinh(spread)
