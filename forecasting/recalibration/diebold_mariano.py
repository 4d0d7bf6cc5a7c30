"""Whether one forecast is better than another, allowing for how few and how related the errors are.

The test of Diebold and Mariano (1995) on the differences d of two losses, with the small-sample correction of
Harvey, Leybourne and Newbold (1997). Forecasts of ``overlap`` periods share their surprises with the next
``overlap`` − 1 origins, so

    V = (γ₀ + 2 Σ_{k<overlap} γ_k) / n,   S = d̄ / √V · √((n + 1 − 2·overlap + overlap·(overlap − 1)/n) / n)

is held against Student's t with n − 1 degrees of freedom. Where the sum of autocovariances is not positive, γ₀ alone
is used, as for forecasts one step ahead. Few origins cannot tell long dependence: no more than a third of them are
taken to overlap, so that with long horizons and few origins the noise is, if anything, greater than stated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from forecasting.student import student_cdf, student_quantile

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

_LEAST = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean difference of losses (negative: the second forecast is better) and what is known of its noise.

    ``error`` is its standard error, ``statistic`` the test's, ``p`` the chance of a statistic at least as far from
    zero if both forecasts were equally good; None with fewer than three origins. ``low`` and ``high`` hold the
    difference with 90%.
    """

    value: float
    count: int
    error: float | None = None
    statistic: float | None = None
    p: float | None = None
    low: float | None = None
    high: float | None = None
    method: str = "diebold_mariano"

    @property
    def better(self) -> bool:
        """Better beyond noise: the 90% interval lies below zero."""
        return self.high is not None and self.high < 0

    @property
    def worse(self) -> bool:
        """Worse beyond noise: the 90% interval lies above zero."""
        return self.low is not None and self.low > 0


def diebold_mariano(differences: Floats, *, overlap: int = 1) -> Difference:
    """The test on differences of losses, oldest origin first, NaN left out; ``overlap`` in origins, at least one."""
    d = np.asarray(differences, dtype=float)
    d = d[np.isfinite(d)]
    count = len(d)
    mean = float(d.mean()) if count else math.nan
    if count < _LEAST:
        return Difference(mean, count)
    overlap = overlap_allowed(overlap, count)
    variance = long_run_variance(d, overlap=overlap) / count
    factor = (count + 1 - 2 * overlap + overlap * (overlap - 1) / count) / count
    if variance <= 0 or factor <= 0:
        variance, factor = float(((d - mean) ** 2).mean()) / count, (count - 1) / count
    if variance <= 0:  # the same difference everywhere: nothing is known of its noise unless it is zero
        return Difference(mean, count, *((0.0, 0.0, 1.0, 0.0, 0.0) if mean == 0 else ()))
    error = math.sqrt(variance / factor)
    statistic = mean / error
    p = 2 * (1 - student_cdf(abs(statistic), count - 1))
    reach = student_quantile(0.95, count - 1) * error
    return Difference(mean, count, error, statistic, p, mean - reach, mean + reach)


def overlap_allowed(overlap: int, count: int) -> int:
    """How many origins may be taken to share surprises: at most a third of them, at least one."""
    return max(1, min(overlap, count // 3))


def long_run_variance(d: Floats, *, overlap: int) -> float:
    """γ₀ + 2 Σ_{0<k<overlap} γ_k, the autocovariances divided by n."""
    centred = d - d.mean()
    count = len(d)
    return float(
        centred @ centred / count + 2 * sum(centred[k:] @ centred[:-k] / count for k in range(1, overlap))
    )
