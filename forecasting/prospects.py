"""What a quantity can come to: the chance of any value, and the value that has any chance.

The two directions are exact inverses. A value at one horizon is read from the margin; what depends on the way there
(ever reached, held for several periods, added up) is read from the forecast's own paths, to one path in N.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forecasting.forecasts import Forecast
from forecasting.indicators import Direction
from forecasting.margins import Margins
from forecasting.public_methods.ladder import PLACES

Floats = NDArray[np.float64]


class Event(StrEnum):
    """What must happen by a period for a value to count as reached."""

    END_POINT = "endpoint"
    FIRST_PASSAGE = "first_passage"
    SUSTAINED = "sustained"
    SUM = "sum"


class Prospect(Protocol):
    """The distribution of what a target is judged on, and which way is better."""

    @property
    def direction(self) -> Direction:
        """Which way is better."""
        ...

    def chance(self, value: float, *, strict: bool = False) -> float:
        """The probability of reaching a value; ``strict`` means passing it."""
        ...

    def value_with(self, chance: float) -> float:
        """The hardest value that has at least this probability of being reached."""
        ...


def _checked(direction: Direction) -> Direction:
    if direction is Direction.NEUTRAL:
        raise ValueError("a chance of reaching a value needs a direction")
    return direction


def _between(chance: float) -> float:
    if not 0 < chance < 1:
        raise ValueError("a target is proposed for a probability between 0 and 1")
    return chance


@dataclass(frozen=True, eq=False)
class EndPoint:
    """The value of one period, from the exact margin at a horizon (0-based)."""

    margins: Margins
    horizon: int
    direction: Direction

    def chance(self, value: float, *, strict: bool = False) -> float:
        """P(Y ≥ value) where a rise is wanted, P(Y ≤ value) where a fall is; an atom on a bound is included."""
        if self.direction is Direction.DECREASE:
            found = self.margins.below if strict else self.margins.cdf
            return float(found(self.horizon, value))
        found = self.margins.cdf if strict else self.margins.below
        return float(1 - found(self.horizon, value))

    def value_with(self, chance: float) -> float:
        """The (1 − p) quantile where a rise is wanted, the p quantile where a fall is."""
        p = _between(chance)
        level = p if self.direction is Direction.DECREASE else 1 - p
        return float(self.margins.quantile(self.horizon, level))


@dataclass(frozen=True, eq=False)
class Draws:
    """A statistic of simulated paths, one value a path."""

    values: Floats
    direction: Direction

    @cached_property
    def _ordered(self) -> Floats:
        """The values, the best first, all signed so that more is better."""
        sign = -1 if self.direction is Direction.DECREASE else 1
        return np.sort(np.round(sign * self.values, PLACES))[::-1]

    def chance(self, value: float, *, strict: bool = False) -> float:
        """The share of paths that reach a value, as (hits + ½)/(N + 1): never exactly 0 or 1."""
        sign = -1 if self.direction is Direction.DECREASE else 1
        wanted = np.round(sign * value, PLACES)
        hit = self._ordered > wanted if strict else self._ordered >= wanted
        return float((hit.sum() + 0.5) / (len(hit) + 1))

    def value_with(self, chance: float) -> float:
        """The value that just enough paths reach."""
        count = len(self._ordered)
        needed = math.ceil(round(_between(chance) * (count + 1) - 0.5, PLACES))
        sign = -1 if self.direction is Direction.DECREASE else 1
        return float(sign * self._ordered[min(max(needed, 1), count) - 1])


def prospect(
    forecast: Forecast,
    *,
    steps: int,
    direction: Direction,
    event: Event = Event.END_POINT,
    last: int = 1,
    done: float = 0.0,
) -> Prospect:
    """The prospect of a forecast ``steps`` ahead.

    ``last`` is over how many final periods a value must hold (``SUSTAINED``), ``done`` what is already counted
    towards a total (``SUM``). Raises ValueError for steps the forecast does not hold.
    """
    if not 1 <= steps <= forecast.horizon or not 1 <= last <= steps:
        raise ValueError(f"the forecast holds 1 to {forecast.horizon} steps")
    _checked(direction)
    if event is Event.END_POINT:
        return EndPoint(forecast.margins, steps - 1, direction)
    return of_paths(
        forecast.paths(horizon=steps).values, direction=direction, event=event, last=last, done=done
    )


def of_paths(paths: Floats, *, direction: Direction, event: Event, last: int = 1, done: float = 0.0) -> Draws:
    """The prospect of paths (N, H) that end at the target period."""
    rising = _checked(direction) is Direction.INCREASE
    match event:
        case Event.END_POINT:
            found = paths[:, -1]
        case Event.FIRST_PASSAGE:
            found = paths.max(axis=1) if rising else paths.min(axis=1)
        case Event.SUSTAINED:
            window = paths[:, -last:]
            found = window.min(axis=1) if rising else window.max(axis=1)
        case _:  # a total
            found = paths.sum(axis=1) + done
    return Draws(np.asarray(found), direction)
