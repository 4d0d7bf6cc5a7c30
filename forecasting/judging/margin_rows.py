"""Many margins side by side, one row each: the rules of ``Margins``, read at one value a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.margins import LEVELS, MEDIAN, interpolation

Floats = NDArray[np.float64]
_LOGITS = np.log(LEVELS / (1 - LEVELS))
_EDGE = float(LEVELS[0])


@dataclass(frozen=True, eq=False, slots=True)
class MarginRows:
    """R margins, each the distribution of one value.

    ``grid`` has shape (R, len(LEVELS)); ``tail``, ``lower`` and ``upper`` shape (R,), the bounds infinite
    where there are none.
    """

    grid: Floats
    tail: Floats
    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        return len(self.grid)

    def take(self, rows: NDArray[np.intp]) -> MarginRows:
        """Chosen rows, in the order and as often as they are named."""
        return MarginRows(self.grid[rows], self.tail[rows], self.lower[rows], self.upper[rows])

    def cdf(self, value: Floats) -> Floats:
        """P(Y ≤ value) row by row, shape (R,); an atom on a bound is included."""
        return self._distribution(value, atom=True)

    def below(self, value: Floats) -> Floats:
        """P(Y < value) row by row, shape (R,)."""
        return self._distribution(value, atom=False)

    def quantiles(self, levels: Floats) -> Floats:
        """The values not exceeded with the given probabilities, shape (R, len(levels)), within the bounds."""
        wanted = np.clip(np.asarray(levels, dtype=float), 1e-12, 1 - 1e-12)
        inner = np.clip(wanted, LEVELS[0], LEVELS[-1])
        result = self.grid @ interpolation(inner)
        beyond = np.flatnonzero(inner != wanted)
        if len(beyond):
            low, high = self._tail_scale()
            p = wanted[beyond]
            stretch = (_EDGE / np.minimum(p, 1 - p)) ** (1 / self.tail[:, None]) - 1
            step = np.where(p < 0.5, -low[:, None], high[:, None])
            result[:, beyond] += step * stretch
            result = np.clip(result, self.lower[:, None], self.upper[:, None])
        return np.asarray(result)

    def _distribution(self, value: Floats, *, atom: bool) -> Floats:
        grid, y = self.grid, np.asarray(value, dtype=float)
        right = (grid <= y[:, None]).sum(1) if atom else (grid < y[:, None]).sum(1)
        last = grid.shape[1]
        j = np.clip(right, 1, last - 1)
        row = np.arange(len(grid))
        left_value = grid[row, j - 1]
        width = grid[row, j] - left_value
        share = np.where(width > 0, (y - left_value) / np.where(width > 0, width, 1.0), float(atom))
        logits = _LOGITS[j - 1] + np.clip(share, 0.0, 1.0) * (_LOGITS[j] - _LOGITS[j - 1])
        inner = 1 / (1 + np.exp(-logits))
        low, high = self._tail_scale()
        p = np.where(right == 0, self._tail_probability(grid[:, 0] - y, low), inner)
        p = np.where(right == last, 1 - self._tail_probability(y - grid[:, -1], high), p)
        p = np.where((y < self.lower) | ((y == self.lower) & (not atom)), 0.0, p)
        return np.where((y > self.upper) | ((y == self.upper) & atom), 1.0, p)

    def _tail_scale(self) -> tuple[Floats, Floats]:
        middle = self.grid[:, MEDIAN]
        return np.maximum(middle - self.grid[:, 0], 0.0), np.maximum(self.grid[:, -1] - middle, 0.0)

    def _tail_probability(self, distance: Floats, scale: Floats) -> Floats:
        d = np.maximum(distance, 0.0)
        wall = np.where(d > 0, 0.0, _EDGE)
        positive = scale > 0
        safe = np.where(positive, scale, 1.0)
        return np.where(positive, _EDGE * (1 + d / safe) ** -self.tail, wall)
