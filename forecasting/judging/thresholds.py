"""Many thresholds side by side: the rules of ``Threshold``, by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.judging.margin_rows import MarginRows
from forecasting.judging.threshold import Threshold, compared
from forecasting.targets import Comparator

Floats = NDArray[np.float64]
_CODES = {comparator: code for code, comparator in enumerate(Comparator)}
_SIGNS = np.array([comparator.direction.sign for comparator in Comparator])
_BAND = _CODES[Comparator.BETWEEN]
_STRICT = np.array([comparator in (Comparator.ABOVE, Comparator.BELOW) for comparator in Comparator])


@dataclass(frozen=True, eq=False, slots=True)
class Thresholds:
    """R comparisons. ``code`` numbers the comparators; ``upper`` is the other end of a band, else NaN."""

    code: NDArray[np.intp]
    value: Floats
    upper: Floats

    @classmethod
    def of(cls, thresholds: Sequence[Threshold]) -> Thresholds:
        """Put thresholds side by side."""
        return cls(
            np.array([_CODES[t.comparator] for t in thresholds], dtype=np.intp),
            np.array([t.value for t in thresholds], dtype=float),
            np.array([np.nan if t.upper is None else t.upper for t in thresholds], dtype=float),
        )

    def __len__(self) -> int:
        return len(self.code)

    def take(self, rows: NDArray[np.intp]) -> Thresholds:
        """Chosen rows, in the order and as often as they are named."""
        return Thresholds(self.code[rows], self.value[rows], self.upper[rows])

    @property
    def band(self) -> NDArray[np.bool_]:
        """Where a value must lie between two ends, shape (R,)."""
        return np.asarray(self.code == _BAND)

    @property
    def rising(self) -> NDArray[np.bool_]:
        """Where more is better, shape (R,)."""
        return np.asarray(_SIGNS[self.code] > 0)

    @property
    def strict(self) -> NDArray[np.bool_]:
        """Where the value itself does not pass, shape (R,)."""
        return np.asarray(_STRICT[self.code])

    def met(self, value: Floats) -> NDArray[np.bool_]:
        """Whether one value a row passes, shape (R,)."""
        y, wanted = compared(value), compared(self.value)
        answers = {
            Comparator.AT_LEAST: y >= wanted,
            Comparator.ABOVE: y > wanted,
            Comparator.AT_MOST: y <= wanted,
            Comparator.BELOW: y < wanted,
            Comparator.BETWEEN: (y >= wanted) & (y <= compared(self.upper)),
        }
        return np.choose(self.code, [answers[c] for c in Comparator]).astype(bool)

    def short_of(self, value: Floats) -> Floats:
        """How far one value a row falls short, positive when it does; for a band, the distance outside it."""
        outside = np.maximum(np.maximum(self.value - value, value - self.upper), 0.0)
        return np.where(self.band, outside, _SIGNS[self.code] * (self.value - value))

    def region(self, margins: MarginRows) -> tuple[Floats, Floats]:
        """Where values pass, row by row, as ranks of the exact margins: from the first to the second, each (R,)."""
        below, upto = margins.below(self.value), margins.cdf(self.value)
        nothing, everything = np.zeros(len(self)), np.ones(len(self))
        regions = {
            Comparator.AT_LEAST: (below, everything),
            Comparator.ABOVE: (upto, everything),
            Comparator.AT_MOST: (nothing, upto),
            Comparator.BELOW: (nothing, below),
            Comparator.BETWEEN: (below, everything),
        }
        start = np.asarray(np.choose(self.code, [regions[c][0] for c in Comparator]), dtype=float)
        stop = np.asarray(np.choose(self.code, [regions[c][1] for c in Comparator]), dtype=float)
        rows = np.flatnonzero(self.band)
        if len(rows):
            stop[rows] = margins.take(rows).cdf(self.upper[rows])
        return start, stop

    def probability(self, margins: MarginRows) -> Floats:
        """P(the value passes) row by row from the exact margins, shape (R,)."""
        start, stop = self.region(margins)
        return stop - start
