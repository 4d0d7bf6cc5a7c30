"""The predictive distribution at each horizon: a quantile grid with tails.

Between the stored levels the quantile function is linear in the logit of the probability; outside
them the tails fall like a power (a Student t with ν degrees of freedom has tail index ν). So
``cdf`` and ``quantile`` are exact inverses of each other, need nothing but numpy, and a probability
taken from the margin equals the share of a large rank-stratified draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_HALF = (
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.065, 0.08, 0.10,
    0.125, 0.15, 0.175, 0.20, 0.225, 0.25, 0.275, 0.30, 0.325, 0.35, 0.375, 0.40, 0.425, 0.45, 0.475,
)  # fmt: skip
LEVELS: Floats = np.array([*_HALF, 0.5, *(1 - p for p in reversed(_HALF))])
LEVELS.setflags(write=False)
MEDIAN = len(_HALF)
_LOGITS = np.log(LEVELS / (1 - LEVELS))
_EDGE = float(LEVELS[0])
_STRIDE = 64


def _logit(p: Floats) -> Floats:
    return np.asarray(np.log(p) - np.log1p(-p))


def interpolation(levels: ArrayLike) -> Floats:
    """Weights W (P, len(levels)) with quantiles = grid @ W, for levels inside the stored grid.

    For reading the same levels of many series at once.
    """
    wanted = np.atleast_1d(np.asarray(levels, dtype=float))
    if np.any((wanted < LEVELS[0]) | (wanted > LEVELS[-1])):
        raise ValueError(f"levels must lie between {LEVELS[0]} and {LEVELS[-1]}")
    logits = _logit(wanted)
    right = np.clip(np.searchsorted(_LOGITS, logits), 1, len(LEVELS) - 1)
    share = (logits - _LOGITS[right - 1]) / (_LOGITS[right] - _LOGITS[right - 1])
    weights = np.zeros((len(LEVELS), len(wanted)))
    columns = np.arange(len(wanted))
    weights[right - 1, columns] = 1 - share
    weights[right, columns] += share
    return weights


@dataclass(frozen=True, eq=False, slots=True)
class Margins:
    """The distribution of the value at each of H horizons.

    ``grid`` has shape (H, len(LEVELS)), nondecreasing along the levels; ``tail`` is the power with
    which both tails fall outside the grid. ``lower`` and ``upper`` are hard bounds: what the model
    puts beyond them sits as an atom on the bound.
    """

    grid: Floats
    tail: float = 5.0
    lower: float | None = None
    upper: float | None = None

    def __len__(self) -> int:
        return len(self.grid)

    @property
    def median(self) -> Floats:
        """The middle of each margin, shape (H,)."""
        return self.grid[:, MEDIAN]

    def quantile(self, horizon: int, p: ArrayLike) -> Floats:
        """The value not exceeded with probability p at a horizon (0-based)."""
        row = self.grid[horizon]
        probability = np.clip(np.asarray(p, dtype=float), 1e-12, 1 - 1e-12)
        inner = np.interp(_logit(np.clip(probability, LEVELS[0], LEVELS[-1])), _LOGITS, row)
        low, high = self._tail_scale(row)
        value = np.array(inner, dtype=float)
        below, above = probability < LEVELS[0], probability > LEVELS[-1]
        # Powers are dear and few probabilities lie in the tails.
        value[below] = row[0] - low * self._stretch(probability[below])
        value[above] = row[-1] + high * self._stretch(1 - probability[above])
        return np.asarray(self._clip(value))

    def quantiles(self, p: Floats) -> Floats:
        """The values not exceeded with some probabilities, shape (H, P): the same (P,) at every horizon, or its own (H, P).

        The same as ``quantile`` of one horizon after the other.
        """
        slopes = np.diff(self.grid, axis=1) / np.diff(_LOGITS)
        if not np.isfinite(slopes).all():
            every = np.broadcast_to(p, (len(self), p.shape[-1]))
            return np.stack([self.quantile(horizon, own) for horizon, own in enumerate(every)])
        probability = np.clip(p, 1e-12, 1 - 1e-12)
        logits = _logit(np.clip(probability, LEVELS[0], LEVELS[-1]))
        left = np.clip(np.searchsorted(_LOGITS, logits, side="right") - 1, 0, len(LEVELS) - 2)
        rows = np.arange(len(self))[:, None]
        value = slopes[rows, left]
        value *= logits - _LOGITS[left]
        value += self.grid[rows, left]
        middle = self.grid[:, MEDIAN]
        low, high = np.maximum(middle - self.grid[:, 0], 0.0), np.maximum(self.grid[:, -1] - middle, 0.0)
        # Powers are dear and few probabilities lie in the tails.
        for here, edge, scale in (
            (np.nonzero(probability == LEVELS[-1]), -1, None),
            (np.nonzero(probability < LEVELS[0]), 0, -low),
            (np.nonzero(probability > LEVELS[-1]), -1, high),
        ):
            row, column = rows if p.ndim == 1 else here[0], here[-1]
            value[row, column] = self.grid[row, edge]
            if scale is not None:
                beyond = probability[here] if edge == 0 else 1 - probability[here]
                value[row, column] += scale[row] * self._stretch(beyond)
        return self._clip(value)

    def strata_below(self, value: float, count: int, *, reached: bool = False) -> NDArray[np.int64]:
        """How many of ``count`` equally likely values of each horizon lie below a value (``reached``: or on it), shape (H,).

        They are the quantiles at (k + ½)/count. They never fall, so that a few of them tell where all others lie.
        """

        def below(strata: NDArray[np.int64]) -> NDArray[np.bool_]:
            found = self.quantiles((strata + 0.5) / count)
            return (found <= value if reached else found < value) & (strata < count)

        start = below(np.arange(_STRIDE - 1, count, _STRIDE)).sum(axis=1) * _STRIDE
        return np.asarray(start + below(start[:, None] + np.arange(_STRIDE)).sum(axis=1))

    def _stretch(self, p: Floats) -> Floats:
        """How far beyond the edge a tail probability lies, in distances of the edge from the median."""
        return np.asarray((_EDGE / p) ** (1 / self.tail) - 1)

    def cdf(self, horizon: int, value: ArrayLike) -> Floats:
        """P(Y ≤ value) at a horizon; an atom on a bound is included."""
        return self._distribution(horizon, value, atom=True)

    def below(self, horizon: int, value: ArrayLike) -> Floats:
        """P(Y < value) at a horizon; differs from ``cdf`` only on a bound or where the margin has an atom."""
        return self._distribution(horizon, value, atom=False)

    def _distribution(self, horizon: int, value: ArrayLike, *, atom: bool) -> Floats:
        row = self.grid[horizon]
        y = np.asarray(value, dtype=float)
        right = np.searchsorted(row, y, side="right") if atom else np.searchsorted(row, y, side="left")
        j = np.clip(right, 1, len(row) - 1)
        width = row[j] - row[j - 1]
        share = np.where(width > 0, (y - row[j - 1]) / np.where(width > 0, width, 1.0), float(atom))
        logits = _LOGITS[j - 1] + np.clip(share, 0.0, 1.0) * (_LOGITS[j] - _LOGITS[j - 1])
        inner = 1 / (1 + np.exp(-logits))
        low, high = self._tail_scale(row)
        left = self._tail_probability(row[0] - y, low)
        beyond = 1 - self._tail_probability(y - row[-1], high)
        p = np.where(right == 0, left, np.where(right == len(row), beyond, inner))
        if self.lower is not None:
            p = np.where(y < self.lower, 0.0, p)
            p = np.where((y == self.lower) & (not atom), 0.0, p)
        if self.upper is not None:
            p = np.where(y > self.upper, 1.0, p)
            p = np.where((y == self.upper) & atom, 1.0, p)
        return np.asarray(p)

    def _tail_scale(self, row: Floats) -> tuple[float, float]:
        # A power tail that keeps the density continuous-ish: scale = distance of the edge from the
        # median divided by what a Student t would put there, at least a sliver so that it is never a wall.
        low = max(float(row[MEDIAN] - row[0]), 0.0)
        high = max(float(row[-1] - row[MEDIAN]), 0.0)
        return low, high

    def _tail_probability(self, distance: Floats, scale: float) -> Floats:
        d = np.maximum(np.asarray(distance, dtype=float), 0.0)
        if scale <= 0:
            return np.where(d > 0, 0.0, _EDGE)
        return np.asarray(_EDGE * (1 + d / scale) ** -self.tail)

    def _clip(self, value: Floats) -> Floats:
        if self.lower is not None or self.upper is not None:
            return np.clip(value, self.lower, self.upper)
        return value

    def widened(self, factor: float) -> Margins:
        """The same margins with every distance from the median multiplied, kept within the bounds.

        What sits on a bound stays there: it stands for all that lies beyond.
        """
        grid = np.asarray(self._clip(self.grid + (factor - 1) * (self.grid - self.median[:, None])))
        for bound in (self.lower, self.upper):
            if bound is not None:
                grid = np.where(self.grid == bound, bound, grid)
        return Margins(grid, self.tail, self.lower, self.upper)

    def with_error(self, error: float) -> Margins:
        """The same margins where the figure they start from is itself uncertain by a standard deviation.

        An error of the newest figure is carried along to every horizon. The distances from the median grow at each by
        √(1 + error²/σ²), where σ is the spread there (the 80% interval over 2.563); at horizons where nothing is
        uncertain yet, by nothing. Independence of the error from what comes after is taken for granted.
        """
        tenth, ninetieth = self.interval(0.8).T
        spread = (ninetieth - tenth) / 2.5631031310892007
        with np.errstate(divide="ignore"):
            factor = np.where(spread > 0, np.sqrt(1 + (error / np.where(spread > 0, spread, 1.0)) ** 2), 1.0)
        grid = np.asarray(self._clip(self.grid + (factor - 1)[:, None] * (self.grid - self.median[:, None])))
        for bound in (self.lower, self.upper):
            if bound is not None:
                grid = np.where(self.grid == bound, bound, grid)
        return Margins(grid, self.tail, self.lower, self.upper)

    def interval(self, coverage: float) -> Floats:
        """Central intervals, shape (H, 2): the coverage 0.8 gives the tenth and ninetieth percentile."""
        half = (1 - coverage) / 2
        return np.asarray(self.grid @ interpolation([half, 1 - half]))
