"""How the surprises of several series go together: the correlation behind every joint figure.

The surprise of a period is what a simple forecast one step before did not foresee: the change of the series, its
season taken out, less what the change before it foretells (least squares; with few values less the mean change).
The correlation of two series is that of the ranks of their surprises in the periods both have, read as that of a
Gaussian copula: 2·sin(π·ρₛ/6) (Spearman's ρₛ; Kruskal 1958). With fewer than fifteen such periods they are taken as
independent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from forecasting.seasonality import additive_season
from forecasting.series import Series

Floats = NDArray[np.float64]
FEWEST = 15
"""Overlapping surprises from which a dependence is estimated."""
_FEWEST_FITTED = 8


@dataclass(frozen=True, eq=False, slots=True)
class Association:
    """The correlation matrix of K series, and in how many periods the surprises of each pair overlap, both (K, K)."""

    correlation: Floats
    overlap: NDArray[np.int64]

    @property
    def least(self) -> int:
        """The smallest overlap of any pair."""
        count = len(self.overlap)
        return int(self.overlap[~np.eye(count, dtype=bool)].min()) if count > 1 else 0

    @property
    def estimated(self) -> bool:
        """Whether the dependence of every pair was estimated."""
        return self.least >= FEWEST

    @property
    def mean(self) -> float:
        """The mean correlation over the pairs."""
        count = len(self.correlation)
        return float(self.correlation[~np.eye(count, dtype=bool)].mean()) if count > 1 else 0.0


def surprises(series: Series, *, first_step: int = 0, set_aside: Iterable[int] = ()) -> Mapping[date, float]:
    """The surprise of each period, by its last day; none across a gap, a break or a period set aside."""
    values = np.array(series.dense)
    values[: max(first_step, 0)] = np.nan
    values[[step for step in set_aside if 0 <= step < len(values)]] = np.nan
    effects = additive_season(values, series.season)
    if effects is not None:
        values = values - effects[np.arange(len(values)) % series.season]
    change = np.diff(values)
    before = np.concatenate([[np.nan], change[:-1]])
    both = np.isfinite(change) & np.isfinite(before)
    if both.sum() >= _FEWEST_FITTED and np.ptp(before[both]) > 0:
        centred = before[both] - before[both].mean()
        slope = float(centred @ (change[both] - change[both].mean())) / float(centred @ centred)
        left = np.where(both, change - change[both].mean() - slope * (before - before[both].mean()), np.nan)
    else:
        known = np.isfinite(change)
        left = change - (change[known].mean() if known.any() else 0.0)
    return {
        series.period_at(step + 1).end: float(left[step])
        for step in np.flatnonzero(np.isfinite(left)).tolist()
    }


def correlation_of(first: Mapping[date, float], second: Mapping[date, float]) -> tuple[float, int]:
    """The copula correlation of two series' surprises and in how many periods they overlap; 0 with too few."""
    shared = sorted(first.keys() & second.keys())
    if len(shared) < FEWEST:
        return 0.0, len(shared)
    ranks = [_ranks(np.array([one[day] for day in shared])) for one in (first, second)]
    centred = [rank - rank.mean() for rank in ranks]
    spread = float(np.sqrt((centred[0] @ centred[0]) * (centred[1] @ centred[1])))
    if spread <= 0:
        return 0.0, len(shared)
    spearman = float(centred[0] @ centred[1]) / spread
    return float(np.clip(2 * np.sin(np.pi * spearman / 6), -1.0, 1.0)), len(shared)


def associate(found: Sequence[Mapping[date, float]]) -> Association:
    """The association of several series from their surprises; a proper correlation matrix whatever the pairs say."""
    count = len(found)
    correlation, overlap = np.eye(count), np.zeros((count, count), dtype=np.int64)
    for i in range(count):
        overlap[i, i] = len(found[i])
        for j in range(i):
            correlation[i, j], overlap[i, j] = correlation_of(found[i], found[j])
            correlation[j, i], overlap[j, i] = correlation[i, j], overlap[i, j]
    return Association(_proper(correlation), overlap)


def _proper(matrix: Floats) -> Floats:
    """The nearest matrix without negative eigenvalues, scaled to a unit diagonal."""
    values, vectors = np.linalg.eigh(matrix)
    if values.min() >= 1e-8:
        return matrix
    mended = (vectors * np.maximum(values, 1e-8)) @ vectors.T
    scale = np.sqrt(np.diag(mended))
    return np.asarray(mended / np.outer(scale, scale))


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, ties at their mean."""
    ordered = np.sort(values)
    low = np.searchsorted(ordered, values, side="left")
    high = np.searchsorted(ordered, values, side="right")
    return np.asarray((low + high + 1) / 2)
