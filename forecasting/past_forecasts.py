"""Past origins: what was known of a series on a day, and what then happened.

An origin is a history cut where a forecaster stood, with the values that came after it. A panel of them is what
a backtest scores; what each forecast was worth is kept origin by origin, so that any part can be summed up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.models.history import Floats, History

LEVEL_CHANGES = (-0.3, -0.2, -0.1, -0.05, 0.05, 0.1, 0.2, 0.3)
"""Targets tried: this share above (reach it) or below (fall to it) the last level of the same season."""
CHANGE_QUANTILES = (0.25, 0.5, 0.75)
"""And the last value plus these quantiles of the changes over as many periods seen so far (reach it)."""
TARGETS = len(LEVEL_CHANGES) + len(CHANGE_QUANTILES)
RISING: NDArray[np.bool_] = np.array([c > 0 for c in LEVEL_CHANGES] + [True] * len(CHANGE_QUANTILES))
"""Whether each target asks to reach its value (else to fall to it), shape (T,)."""
RISING.setflags(write=False)
_MORE_THAN_HORIZON = 6


@dataclass(frozen=True, eq=False)
class Origin:
    """What was known of one series at one time, and what came of it.

    ``cluster`` names what is independent: all origins of a series share it, and so do series that move
    together. ``outcomes`` has a value for each period ahead, NaN where none is known. ``frequency_class`` is
    yearly, quarterly and so on, ``footing`` says how it is known what was known then. ``widening``
    multiplies the spread, as a partly comparable break asks.
    """

    cluster: str
    history: History
    outcomes: Floats
    frequency_class: str
    footing: str = ""
    widening: float = 1.0

    @property
    def length(self) -> int:
        """Values the forecast could learn from."""
        return int(np.isfinite(self.history.values).sum())

    @property
    def last(self) -> float:
        """The newest value known."""
        return float(self.history.values[np.flatnonzero(np.isfinite(self.history.values))[-1]])

    def targets(self, horizon: int) -> Floats:
        """Values tried as targets at each horizon, shape (H, T); NaN where there are too few changes to tell."""
        values = np.asarray(self.history.values, dtype=float)
        cycle = self.history.season if self.history.season <= len(values) else 1
        base = values[len(values) - cycle + np.arange(horizon) % cycle]
        base = np.where(np.isnan(base), self.last, base)
        levels = base[:, None] + np.array(LEVEL_CHANGES) * np.abs(base)[:, None]
        changes = np.full((horizon, len(CHANGE_QUANTILES)), np.nan)
        for h in range(1, horizon + 1):
            if len(values) < h + _MORE_THAN_HORIZON:
                break
            seen = values[h:] - values[:-h]
            seen = seen[np.isfinite(seen)]
            if len(seen):
                changes[h - 1] = self.last + np.quantile(seen, CHANGE_QUANTILES)
        return np.concatenate([levels, changes], axis=1)


@dataclass(frozen=True, eq=False)
class Scored:
    """What each of N forecasts was worth at each of H horizons; NaN where nothing could be scored.

    Errors (``crps``, ``interval_80``, ``interval_95``, ``bias``, ``change_error``) are in units of the mean
    seasonal change of the series up to its origin. Shapes are (N, H), and (N, H, T) for the targets tried.
    """

    cluster: tuple[str, ...]
    frequency_class: tuple[str, ...]
    footing: tuple[str, ...]
    length: NDArray[np.intp]
    reasons: tuple[str | None, ...]
    """Why an origin has no forecast, as a stable code."""
    crps: Floats
    interval_80: Floats
    interval_95: Floats
    inside_50: Floats
    inside_80: Floats
    inside_95: Floats
    pit: Floats
    bias: Floats
    change_error: Floats
    said: Floats
    """Probabilities given to the targets tried."""
    met: Floats
    """1 where the target was met."""

    def __len__(self) -> int:
        return len(self.cluster)

    @property
    def answered(self) -> int:
        """How many origins have a forecast."""
        return sum(reason is None for reason in self.reasons)
