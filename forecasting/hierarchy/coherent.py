"""Paths of a whole and all its parts that add up in every path, the whole with exactly its published margin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasts import Forecast
from forecasting.hierarchy.errors import shrunk_correlation
from forecasting.hierarchy.reconciliation import kept_within, reconcile
from forecasting.hierarchy.tree import Tree
from forecasting.joint_paths import draw_together
from forecasting.periods import Period

Floats = NDArray[np.float64]

REPLICATES = 8
_MOST, _LEAST = 256, 64
_ROOM = 16_000_000
"""Most numbers drawn at once: more places are drawn fewer times."""
_ONE_SIGMA = (0.158655, 0.841345)


@dataclass(frozen=True, eq=False, slots=True)
class Coherent:
    """Values of every place at some periods: ``leaves`` has shape (N, periods, leaves); they add up to every other.

    ``drawn_in`` is how far the estimated correlation was drawn towards independence, from 0 to 1.
    """

    tree: Tree
    periods: tuple[Period, ...]
    leaves: Floats
    drawn_in: float

    @property
    def nodes(self) -> Floats:
        """Values of every node, shape (N, periods, nodes)."""
        return np.asarray(self.leaves @ self.tree.summing.T)


def coherent_paths(
    tree: Tree,
    forecasts: Mapping[str, Forecast],
    surprises: Mapping[str, Mapping[date, float]],
    periods: Sequence[Period],
    *,
    seed: int,
    lower: float | None = None,
) -> Coherent:
    """Draw every place together and make them add up, at the periods asked for.

    ``forecasts`` has one for each node, reaching the last period; where a node's own figures already hold a period,
    that figure stands. ``surprises`` say how the places go together. ``lower`` bounds every leaf. The same seed
    gives the same paths.
    """
    names = tree.nodes
    correlation, drawn_in = shrunk_correlation(_table([surprises[name] for name in names]))
    own = [forecasts[name] for name in names]
    first = min(one.origin for one in own)
    starts = [one.origin - first for one in own]
    reach = max(period - first for period in periods)
    cut = [_cut(one, max(reach - start, 1)) for one, start in zip(own, starts, strict=True)]
    size = int(np.clip(_ROOM / (len(names) * reach * REPLICATES), _LEAST, _MOST)) // 2 * 2
    drawn = draw_together(cut, correlation, seed=seed, starts=starts, replicates=REPLICATES, size=size)
    leaves = np.empty((REPLICATES * size, len(periods), len(tree.leaves)))
    for place, period in enumerate(periods):
        base = np.stack([_at(f, paths, period) for f, paths in zip(cut, drawn, strict=True)], axis=1)
        spread = np.array([_spread(f, period) for f in cut])
        found = reconcile(base, tree.summing, correlation * np.outer(spread, spread))
        leaves[:, place] = kept_within(found, base[:, 0], lower=lower)
    return Coherent(tree, tuple(periods), leaves, drawn_in)


def _table(surprises: Sequence[Mapping[date, float]]) -> Floats:
    days = sorted({day for one in surprises for day in one})
    return np.array([[one.get(day, np.nan) for one in surprises] for day in days]).reshape(-1, len(surprises))


def _cut(forecast: Forecast, horizon: int) -> Forecast:
    from forecasting.ground import cut_to

    if forecast.horizon < horizon:
        raise ValueError(
            f"the forecast of {forecast.series.area} ends {horizon - forecast.horizon} steps early"
        )
    return cut_to(forecast, horizon)


def _at(forecast: Forecast, paths: Floats, period: Period) -> Floats:
    step = period - forecast.origin
    if step > 0:
        return np.asarray(paths[:, step - 1])
    return np.full(len(paths), float(forecast.series.dense[forecast.series.step_of(period)]))


def _spread(forecast: Forecast, period: Period) -> float:
    """Half of what lies between the sixteenth and the eighty-fourth percentile: 0 for what is known."""
    step = period - forecast.origin
    if step <= 0:
        return 0.0
    low, high = forecast.margins.quantile(step - 1, list(_ONE_SIGMA))
    return float(high - low) / 2
