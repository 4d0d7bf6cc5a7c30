"""The simple rules that a forecast must beat: nothing changes, and the straight line of official practice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecasting.dependence import RANDOM_WALK
from forecasting.forecasts import Forecast
from forecasting.judging.concluding import probability_of
from forecasting.judging.readiness import Need
from forecasting.margins import LEVELS, Margins

Floats = NDArray[np.float64]

YEARS = 5
"""How far back official practice fits its line."""
_FEWEST = 3
_EVEN = 0.5


def unchanged(values: Floats, *, season: int, horizon: int) -> Floats:
    """The newest value of each season carried on, shape (horizon,); of the newest value where a season is missing."""
    newest = float(values[np.flatnonzero(np.isfinite(values))[-1]])
    cycle = values[-season:] if len(values) >= season else np.full(season, newest)
    return np.resize(np.where(np.isfinite(cycle), cycle, newest), horizon)


def line(values: Floats, *, season: int, horizon: int) -> Floats | None:
    """The least-squares line through the last five years, carried on; None with fewer than three values.

    Shape (horizon,).
    """
    recent = values[-YEARS * season :]
    known = np.flatnonzero(np.isfinite(recent))
    if len(known) < _FEWEST:
        return None
    slope, level = np.polyfit(known.astype(float), recent[known], 1)
    return np.asarray(level + slope * (len(recent) + np.arange(horizon)))


def meets(need: Need, course: Floats) -> bool:
    """Whether a target is met if its series takes this course and no other.

    ``course`` has a value for each step of ``need.horizon``. Every kind of target is asked by its own rules: the
    course is a forecast without any spread.
    """
    indicator = need.series.indicator
    low = -np.inf if indicator.lower is None else indicator.lower
    high = np.inf if indicator.upper is None else indicator.upper
    kept = np.clip(course, low, high)
    if indicator.monotone:
        kept = np.maximum.accumulate(np.concatenate([need.prepared.values[-1:], kept]))[1:]
    grid = np.repeat(kept[:, None], len(LEVELS), axis=1)
    certain = Forecast(
        need.series, need.prepared.origin, Margins(grid, lower=indicator.lower, upper=indicator.upper),
        RANDOM_WALK, seed=0,
    )  # fmt: skip
    return probability_of(need, certain) >= _EVEN


def reference_calls(need: Need) -> tuple[bool | None, bool | None]:
    """Whether the target would be met if nothing changed, and on the straight line.

    Both are None for a target on several series, which no single course decides.
    """
    values = np.asarray(need.prepared.values, dtype=float)
    if need.parts or not np.isfinite(values).any():
        return None, None
    season = max(1, need.series.season)
    straight = line(values, season=season, horizon=need.horizon)
    still = unchanged(values, season=season, horizon=need.horizon)
    return meets(need, still), None if straight is None else meets(need, straight)
