"""Sums of what forecasts were worth, series by series: all that means, tenths and their errors are made of.

A backtest of any size is added up part by part, so that memory is that of the sums: one row a series, however many
origins it has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecasting import scores
from forecasting.bootstrap import by_cluster
from forecasting.evidence import length_bounds
from forecasting.past_forecasts import Scored

Floats = NDArray[np.float64]
Kind = tuple[str, str]
"""A footing and a frequency class: what is never summed over."""
Lengths = tuple[int, int | None]

MEANS = (
    "crps",
    "interval_80",
    "interval_95",
    "coverage_50",
    "coverage_80",
    "coverage_95",
    "bias",
    "change_error",
    "brier",
    "log_score",
)
"""Sum and count of each stand side by side, in this order; ``change_error`` is squared."""
TENTHS = 10
TENTH_COLUMNS = slice(2 * len(MEANS), 2 * len(MEANS) + 3 * TENTHS)
"""Count, said and met of each tenth of probability."""
PIT_COLUMNS = slice(TENTH_COLUMNS.stop, TENTH_COLUMNS.stop + TENTHS)
"""Outcomes in each tenth of their forecast."""
HELD = 2 * MEANS.index("coverage_80") + 1
"""The column that counts outcomes scored."""
_ROWS_AT_ONCE = 4096


class Tally:
    """Adds up scored forecasts by footing, frequency class, bucket of length, and series.

    Every part that is added must reach as far ahead as the others of its class.
    """

    def __init__(self) -> None:
        self._sums: dict[tuple[Kind, Lengths], list[tuple[list[str], NDArray[np.float32]]]] = {}
        self._kinds: dict[Kind, int] = {}

    def add(self, scored: Scored) -> None:
        """Count in some forecasts."""
        footings, classes = np.array(scored.footing), np.array(scored.frequency_class)
        for kind in dict.fromkeys(zip(scored.footing, scored.frequency_class, strict=True)):
            self._kinds[kind] = scored.crps.shape[1]
            mine = np.flatnonzero((footings == kind[0]) & (classes == kind[1]))
            bounds = length_bounds(kind[1])
            for low, high in bounds:
                length = scored.length[mine]
                # What is shorter than the shortest bucket counts as of the shortest, as in the record.
                inside = length >= (0 if low == bounds[0][0] else low)
                rows = mine[inside if high is None else inside & (length <= high)]
                for start in range(0, len(rows), _ROWS_AT_ONCE):
                    some = rows[start : start + _ROWS_AT_ONCE]
                    names, sums = by_cluster(
                        [scored.cluster[k] for k in some.tolist()], _columns(scored, some)
                    )
                    self._sums.setdefault((kind, (low, high)), []).append((names, sums.astype(np.float32)))

    @property
    def kinds(self) -> dict[Kind, int]:
        """What was added, and how far ahead it reaches."""
        return dict(self._kinds)

    def sums(self, kind: Kind, lengths: Lengths | None = None) -> Floats:
        """Sums by series, shape (S, H, columns), in the order of the series' names; of one length or of all."""
        parts = [
            part
            for (own, bucket), parts in self._sums.items()
            if own == kind and lengths in (None, bucket)
            for part in parts
        ]
        return _merged(parts, horizon=self._kinds[kind])


def _merged(parts: Sequence[tuple[list[str], NDArray[np.float32]]], *, horizon: int) -> Floats:
    place = {name: k for k, name in enumerate(sorted({name for names, _ in parts for name in names}))}
    total = np.zeros((len(place), horizon, PIT_COLUMNS.stop))
    for names, sums in parts:
        total[[place[name] for name in names]] += sums
    return total


def _columns(scored: Scored, rows: NDArray[np.intp]) -> Floats:
    """Sum and count of every mean, then count, said and met of each tenth, then the histogram: (N, H, columns)."""
    said, met = scored.said[rows], scored.met[rows]
    plain = (
        *(scored.crps, scored.interval_80, scored.interval_95),
        *(scored.inside_50, scored.inside_80, scored.inside_95, scored.bias),
    )
    means = [values[rows] for values in plain]
    means += [scored.change_error[rows] ** 2, scores.brier(said, met), scores.log_score(said, met)]
    columns: list[Floats] = []
    for values in means:
        known = np.isfinite(values)
        over = tuple(range(2, values.ndim))
        columns += [np.where(known, values, 0.0).sum(over), known.sum(over).astype(float)]
    tenth = np.where(np.isfinite(said), np.minimum(np.nan_to_num(said) * TENTHS, TENTHS - 1), -1).astype(int)
    for k in range(TENTHS):
        here = tenth == k
        columns += [here.sum(2), np.where(here, said, 0.0).sum(2), np.where(here, met, 0.0).sum(2)]
    pit = scored.pit[rows]
    place = np.where(np.isfinite(pit), np.minimum(np.nan_to_num(pit) * TENTHS, TENTHS - 1), -1).astype(int)
    columns += [place == k for k in range(TENTHS)]
    return np.stack(columns, axis=2).astype(float)
