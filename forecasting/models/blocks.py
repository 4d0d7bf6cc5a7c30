"""Sorts histories into blocks of one length, at most ``WIDTH`` side by side.

Matrix products of a block are always made with ``WIDTH`` columns (``SmoothingTables.reading``), so that a series'
result does not depend on its neighbours. Everything else treats each column by itself, as long as there are two:
one alone would be added up in another order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.models.history import Floats, History
from forecasting.models.long_season import Waves, find_waves, long_cycle

WIDTH = 32
_FEWEST_COLUMNS = 2
LEAST = 3
"""Fewest observed values that are answered at all."""
_LONGEST = {1: 80, 4: 120}
_LONGEST_OTHERWISE = 168
"""Periods read by season: older ones carry hardly any weight, and forecasts were no better with them."""
_GREATEST = 1e100


@dataclass(frozen=True, eq=False)
class Prepared:
    """A history ready for the engine: leading gaps dropped, cut to the length the engine reads."""

    values: Floats
    season: int
    ahead: int
    """Missing periods after the last value; the horizon starts after them."""
    pattern: Floats | None = None
    """The yearly pattern taken out of ``values``, to be put back."""
    waves: Waves | None = None
    start: int = 0
    """Where ``values`` begin on the clock of ``waves``."""

    def pattern_ahead(self, horizon: int) -> Floats | None:
        """The pattern of the periods to be forecast, shape (H,)."""
        if self.waves is None:
            return None
        first = self.start + len(self.values) + self.ahead
        return self.waves.at(np.arange(first, first + horizon, dtype=float))


@dataclass(frozen=True, eq=False)
class Block:
    """Series of one length and season, side by side."""

    values: Floats
    """Shape (n, S), 2 ≤ S ≤ WIDTH; gaps bridged by straight lines."""
    missing: NDArray[np.bool_]
    season: int
    ahead: int
    rows: NDArray[np.intp]
    """Where the first columns belong in the batch; columns beyond these are padding."""


def prepare(history: History) -> Prepared | str:
    """The history as the engine reads it, or the reason why it cannot: a stable code."""
    values = np.asarray(history.values, dtype=np.float64)
    if values.ndim != 1:
        return "not_one_dimensional"
    if np.isinf(values).any() or (np.abs(values[np.isfinite(values)]) > _GREATEST).any():
        return "not_finite"
    observed = np.flatnonzero(np.isfinite(values))
    if len(observed) < LEAST:
        return "too_short"
    season = max(int(history.season), 1)
    ahead = len(values) - 1 - int(observed[-1])
    values = values[observed[0] : observed[-1] + 1]
    cycle = long_cycle(season)
    waves = None if cycle is None else find_waves(_bridge(values), cycle=cycle)
    start = max(len(values) - _LONGEST.get(season, _LONGEST_OTHERWISE), 0)
    observed = np.flatnonzero(np.isfinite(values[start:]))
    if len(observed) < LEAST:
        return "too_short"
    start += int(observed[0])
    if waves is None:
        return Prepared(values[start:], season, ahead)
    pattern = waves.at(np.arange(start, len(values), dtype=float))
    return Prepared(values[start:] - pattern, season, ahead, pattern, waves, start)


def blocks(prepared: Sequence[Prepared | None]) -> Iterator[Block]:
    """The blocks of a batch; a place that holds None is left out."""
    groups: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for row, item in enumerate(prepared):
        if item is not None:
            groups[item.season, len(item.values), item.ahead].append(row)
    for (season, _, ahead), rows in sorted(groups.items()):
        for start in range(0, len(rows), WIDTH):
            here = rows[start : start + WIDTH]
            padded = here + [here[-1]] * (_FEWEST_COLUMNS - len(here))
            values = np.stack([item.values for row in padded if (item := prepared[row]) is not None], axis=1)
            missing = np.isnan(values)
            for column in np.flatnonzero(missing.any(0)):
                values[:, column] = _bridge(values[:, column])
            yield Block(values, missing, season, ahead, np.array(here, dtype=np.intp))


def _bridge(values: Floats) -> Floats:
    known = np.flatnonzero(np.isfinite(values))
    return np.interp(np.arange(len(values)), known, values[known])
