"""A forecast moved by a stated change: the same draws on other margins.

Where the effect is certain every margin moves by it and each path keeps its ranks, so that a scenario and the current
course share their chance. Where it is uncertain each path has a draw of its own of the effect, the same at every
step: the margins are those of the sum, F(y) = E_e[F₀(y − w·e)], and the paths are put on them by rank. Bounds clip,
counters never fall.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasts import Flags, Forecast
from forecasting.margins import LEVELS, Margins
from forecasting.paths import REPLICATES, SIZE, Paths
from forecasting.scenarios.changes import Effect

Floats = NDArray[np.float64]
Ranks = NDArray[np.intp]
_DRAWS = 64
_NORMAL = NormalDist()
_EIGHT_IN_TEN = _NORMAL.inv_cdf(0.9)
_LOGITS = np.log(LEVELS / (1 - LEVELS))
_SCORES = np.array([_NORMAL.inv_cdf(p) for p in LEVELS])


@dataclass(frozen=True, eq=False, slots=True)
class Ranked(Forecast):
    """A forecast whose paths are known by their ranks: path i has, at step h, the value of rank ``ranks[i, h]``."""

    ranks: Ranks | None = None

    def paths(self, *, horizon: int | None = None, replicates: int = REPLICATES, size: int = SIZE) -> Paths:
        """The paths themselves; only the standard number of them is kept."""
        if self.ranks is None or (replicates, size) != (REPLICATES, SIZE):
            raise ValueError("a scenario keeps the draws of the current course and has no others")
        steps = self.horizon if horizon is None else horizon
        count = len(self.ranks)
        strata = (np.arange(count) + 0.5) / count
        values = np.empty((count, steps))
        for h in range(steps):
            values[:, h] = self.margins.quantile(h, strata)[self.ranks[:, h]]
        if self.series.indicator.monotone:
            np.maximum.accumulate(values, axis=1, out=values)
        return Paths(values, replicates)

    def within(self, low: float, high: float) -> Flags:
        """Which of its paths lie between two values, both included, at each step."""
        values = self.paths().values
        return np.asarray((values >= low) & (values <= high))


def ranked(forecast: Forecast) -> Ranked:
    """The same forecast with its paths drawn once and kept; what is read from it stays the same to the last bit."""
    if isinstance(forecast, Ranked):
        return forecast
    return Ranked(
        forecast.series, forecast.origin, forecast.margins, forecast.dependence, forecast.seed, forecast.engine,
        forecast.models, forecast.observations, forecast.borrowed_spread, _ranks_of(forecast.paths().values),
    )  # fmt: skip


def _ranks_of(values: Floats) -> Ranks:
    """The rank of each path at each step among all, each replicate with the strata that are its own."""
    ranks = np.empty(values.shape, dtype=np.intp)
    size = len(values) // REPLICATES
    for block in range(REPLICATES):
        rows = slice(block * size, (block + 1) * size)
        order = values[rows].argsort(axis=0, kind="stable")
        place = np.empty_like(order)
        np.put_along_axis(place, order, np.arange(size)[:, None], axis=0)
        ranks[rows] = block + REPLICATES * place
    return ranks


@dataclass(frozen=True, eq=False)
class Shiftable:
    """A current course made ready to be moved by effects of one shape and any size."""

    forecast: Forecast
    effect: Effect

    def at(self, size: float) -> Forecast:
        """The forecast under an effect of this size; the current course itself where nothing moves."""
        shift = self.effect.fixed + size * self.effect.unit
        if not shift.any() and not self._uncertain:
            return self.forecast
        margins = self._margins
        grid = margins.grid + shift[:, None]
        if self.forecast.series.indicator.monotone:
            grid = np.maximum.accumulate(grid, axis=0)
        if margins.lower is not None or margins.upper is not None:
            grid = np.clip(grid, margins.lower, margins.upper)
        moved = Margins(grid, margins.tail, margins.lower, margins.upper)
        base = self.forecast
        return Ranked(
            base.series, base.origin, moved, base.dependence, base.seed, base.engine, base.models,
            base.observations, base.borrowed_spread, self._ranks,
        )  # fmt: skip

    @property
    def acts(self) -> bool:
        """Whether its size matters at any step."""
        return bool(self.effect.unit.any())

    @property
    def _uncertain(self) -> bool:
        low, high = self.effect.low, self.effect.high
        return low is not None and high is not None and high > low and self.acts

    def _deviation(self, scores: Floats) -> Floats:
        """How far the effect lies from its middle at normal scores; the tenths lie at ``low`` and ``high``."""
        if self.effect.low is None or self.effect.high is None:
            return np.zeros_like(scores)
        below, above = self.effect.size - self.effect.low, self.effect.high - self.effect.size
        return scores * np.where(scores < 0, below, above) / _EIGHT_IN_TEN

    @cached_property
    def _margins(self) -> Margins:
        margins = self.forecast.margins
        if not self._uncertain:
            return margins
        middle = (np.arange(_DRAWS) + 0.5) / _DRAWS
        draws = self._deviation(np.array([_NORMAL.inv_cdf(p) for p in middle]))
        spread = self._deviation(_SCORES)
        grid = margins.grid.copy()
        for h in np.flatnonzero(self.effect.unit):
            grid[h] = _mixed(
                margins, int(h), self.effect.unit[h] * draws, np.sort(self.effect.unit[h] * spread)
            )
        return replace(margins, grid=grid)

    @cached_property
    def _ranks(self) -> Ranks:
        base = ranked(self.forecast)
        if not self._uncertain and base.ranks is not None:
            return base.ranks
        values = base.paths().values
        return _ranks_of(values + self._drawn(len(values))[:, None] * self.effect.unit)

    def _drawn(self, count: int) -> Floats:
        """A draw of the effect's deviation for each path, stratified inside each replicate."""
        size = count // REPLICATES
        scores = np.array([_NORMAL.inv_cdf((k + 0.5) / size) for k in range(size)])
        deviations = self._deviation(scores)
        rng = np.random.default_rng([self.forecast.seed, 2])
        return np.concatenate([rng.permutation(deviations) for _ in range(REPLICATES)])


def _mixed(margins: Margins, horizon: int, shifts: Floats, spread: Floats) -> Floats:
    """The quantiles at ``LEVELS`` of a margin moved by equally likely shifts."""
    row = margins.grid[horizon]
    middle = margins.median[horizon]
    width = np.hypot(row - middle, spread)
    points = middle + np.where(LEVELS < 0.5, -width, width)
    for _ in range(2):
        points = np.unique(np.concatenate([points, [row[0] + shifts.min(), row[-1] + shifts.max()]]))
        chances = margins.cdf(horizon, points[:, None] - shifts).mean(axis=1)
        inside = (chances > 1e-9) & (chances < 1 - 1e-9)
        points, chances = points[inside], np.maximum.accumulate(chances[inside])
        points = np.interp(_LOGITS, np.log(chances / (1 - chances)), points)
    return np.asarray(points)
