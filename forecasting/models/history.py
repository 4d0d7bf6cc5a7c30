"""One series as the engine sees it: numbers, season and what is known about the quantity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.indicators import Indicator

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class History:
    """The past of one series, oldest first, with a missing or masked period as NaN.

    ``season`` is the number of periods in a year or week (1 where there is none). ``lower`` and
    ``upper`` are hard bounds: the forecast is clipped to them. ``rounding`` is the publication unit
    (10**-decimals); the spread never falls below it. ``monotone`` marks a counter that cannot fall.
    ``family`` (share, rate, count, money, index, level, unknown) says how much trend such quantities
    usually have.
    """

    values: Floats
    season: int = 1
    lower: float | None = None
    upper: float | None = None
    rounding: float = 0.0
    monotone: bool = False
    family: str = "unknown"

    @classmethod
    def of(cls, indicator: Indicator, values: Floats, *, season: int) -> History:
        """The past of an indicator, with its bounds, rounding, monotonicity and family."""
        return cls(
            values=values,
            season=season,
            lower=indicator.lower,
            upper=indicator.upper,
            rounding=indicator.rounding,
            monotone=indicator.monotone,
            family=indicator.family,
        )
