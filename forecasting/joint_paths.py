"""Sample paths of several series together: each with exactly its own margins, all with their common surprises.

The surprises of one period are normal with the correlation of the series (``association``); within a series they
spread over the horizons as its own dependence says. Each horizon's ranks are then mapped through its exact margin,
as in ``paths``. So what is read of one series alone is the same to one path in N as when it is drawn alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecasting.dependence import correlation as between_horizons
from forecasting.forecasts import Forecast

Floats = NDArray[np.float64]
REPLICATES = 8
SIZE = 1024


def draw_together(
    forecasts: Sequence[Forecast],
    correlation: Floats,
    *,
    seed: int,
    starts: Sequence[int] | None = None,
    replicates: int = REPLICATES,
    size: int = SIZE,
) -> list[Floats]:
    """Draw K series together; each result has shape (N, H) with its own horizon, rows belong together.

    ``starts`` says how many periods later than the earliest each forecast begins (None: all at once).
    ``correlation`` (K, K) is that of the surprises of one period. The same seed gives the same paths. A counter
    that never falls is drawn as its margins say and kept from falling along each path.
    """
    begins = list(starts) if starts is not None else [0] * len(forecasts)
    horizon = max(begin + forecast.horizon for begin, forecast in zip(begins, forecasts, strict=True))
    mixing = np.linalg.cholesky(np.asarray(correlation) + 1e-9 * np.eye(len(forecasts)))
    factors = [
        np.linalg.cholesky(between_horizons(f.dependence, f.horizon) + 1e-9 * np.eye(f.horizon))
        for f in forecasts
    ]
    count = replicates * size
    found = [np.empty((count, forecast.horizon)) for forecast in forecasts]
    strata = (np.arange(count) + 0.5) / count
    quantiles = [
        np.stack([forecast.margins.quantile(h, strata) for h in range(forecast.horizon)])
        for forecast in forecasts
    ]
    for block in range(replicates):
        rng = np.random.default_rng([seed, 2, block])
        half = rng.standard_normal((horizon, len(forecasts), size // 2))
        common = np.einsum("kl,hls->khs", mixing, half)
        for place, factor in enumerate(factors):
            normal = common[place, begins[place] : begins[place] + len(factor)].T @ factor.T
            normal = np.concatenate([normal, -normal])
            ranks = normal.argsort(axis=0).argsort(axis=0)
            own = quantiles[place][:, block::replicates]
            rows = slice(block * size, (block + 1) * size)
            found[place][rows] = np.take_along_axis(own.T, ranks, axis=0)
    for place, forecast in enumerate(forecasts):
        if forecast.series.indicator.monotone:
            np.maximum.accumulate(found[place], axis=1, out=found[place])
    return found
