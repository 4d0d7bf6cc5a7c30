"""When a target is first reached on the current course."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecasting.assessment import Attainment
from forecasting.periods import Period

_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def first_passage(
    met: NDArray[np.bool_], periods: Sequence[Period], *, steps_per_year: float, at: int | None = None
) -> Attainment:
    """The distribution of the first period in which the condition holds; ``met`` has shape (N, H).

    Checked at publication periods. ``by_period`` keeps one point a year, each in the season of the
    target date, which is step ``at`` (0-based; None: the last period).
    """
    met = np.ascontiguousarray(met)
    count, horizon = met.shape
    first = np.where(met.any(axis=1), met.argmax(axis=1), horizon)
    reached = np.cumsum(np.bincount(first, minlength=horizon + 1)[:horizon]) / count
    quantiles: dict[float, Period | None] = {}
    for q in _QUANTILES:
        hit = np.flatnonzero(reached >= q)
        quantiles[q] = periods[int(hit[0])] if len(hit) else None
    stride = max(1, round(steps_per_year))
    chosen = range((len(periods) - 1 if at is None else at) % stride, len(periods), stride)
    by_period = tuple((periods[h], float(reached[h])) for h in chosen)
    return Attainment(periods[-1], float(1 - reached[-1]), quantiles, by_period)
