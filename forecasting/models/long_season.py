"""A yearly pattern too long for states of its own: weeks or days of a year, as a few smooth waves.

The series less its moving average over one cycle is regressed on K pairs of sine and cosine. The waves are then
shrunk by what chance alone would explain (James and Stein), with the noise counted as autocorrelated as it is: a
series without a pattern keeps none. At least three cycles are needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.models.history import Floats
from forecasting.models.seasonal_adjustment import moving_average

_WAVES = 6
_CYCLES = 3
DAYS_OF_YEAR = 365.25
WEEK = 7
GREATEST_SEASON = 13
"""Longer seasons have no state of their own in the smoothing grid."""


@dataclass(frozen=True, eq=False)
class Waves:
    """The pattern as coefficients of sines and cosines; ``at`` reads it at any period counted from the oldest."""

    cycle: float
    coefficients: Floats

    def at(self, time: Floats) -> Floats:
        """The pattern at periods ``time``."""
        return np.asarray((_design(time, self.cycle, len(self.coefficients) // 2) * self.coefficients).sum(1))


def long_cycle(season: int) -> float | None:
    """The cycle to be taken out as waves: the season itself if it is long, the year for days of a week."""
    if season == WEEK:
        return DAYS_OF_YEAR
    return float(season) if season > GREATEST_SEASON else None


def find_waves(values: Floats, *, cycle: float) -> Waves | None:
    """The pattern of a series without gaps, or None where it is too short or nothing stands out."""
    n, width = len(values), round(cycle)
    if n < _CYCLES * width:
        return None
    width -= width % 2
    trend = moving_average(values[:, None], season=width)[:, 0]
    detrended = values[width // 2 : width // 2 + len(trend)] - trend
    time = np.arange(width // 2, width // 2 + len(trend), dtype=float)
    pairs = min(_WAVES, (width - 1) // 2)
    design = _design(time, cycle, pairs)
    coefficients: Floats = np.asarray(
        np.linalg.solve(design.T @ design, design.T @ detrended), dtype=np.float64
    )
    fitted = design @ coefficients
    rest = detrended - fitted
    noise = (rest**2).sum() / max(len(rest) - 2 * pairs, 1)
    if noise <= 0:
        return Waves(cycle, coefficients)
    linked = np.clip((rest[1:] * rest[:-1]).sum() / (rest**2).sum(), 0.0, 0.95)
    by_chance = 2 * pairs * noise * (1 + linked) / (1 - linked)
    kept = 1 - by_chance / max(float((fitted**2).sum()), 1e-300)
    return Waves(cycle, coefficients * kept) if kept > 0 else None


def _design(time: Floats, cycle: float, pairs: int) -> Floats:
    angle = 2 * np.pi * np.outer(time / cycle, np.arange(1, pairs + 1))
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)
