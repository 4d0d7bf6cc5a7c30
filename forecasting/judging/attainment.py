"""When a target is first reached on the current course."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Attainment
from forecasting.paths import Paths
from forecasting.periods import Period

_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def first_passage(met: NDArray[np.bool_], periods: Sequence[Period], *, steps_per_year: float) -> Attainment:
    """The distribution of the first period in which the condition holds; ``met`` has shape (N, H).

    Checked at publication periods. ``by_period`` keeps one point a year, counted back from the last
    period, so that every point falls in the season of the target date.
    """
    ever = np.maximum.accumulate(met, axis=1)
    reached = ever.mean(axis=0)
    quantiles: dict[float, Period | None] = {}
    for q in _QUANTILES:
        hit = np.flatnonzero(reached >= q)
        quantiles[q] = periods[int(hit[0])] if len(hit) else None
    stride = max(1, round(steps_per_year))
    chosen = range(len(periods) - 1, -1, -stride)
    by_period = tuple((periods[h], float(reached[h])) for h in reversed(chosen))
    return Attainment(periods[-1], float(1 - reached[-1]), quantiles, by_period)


def endpoint_agrees(paths: Paths, hit: NDArray[np.bool_], exact: float, *, tolerance: float) -> bool:
    """Whether the share of paths agrees with the exact margin, as it must to 1/N."""
    share, _ = paths.share(hit)
    return abs(share - exact) <= tolerance
