"""What is measured: an indicator's unit, direction, bounds and how it adds up over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        """+1 where a rise is wanted, −1 where a fall is, 0 where neither is."""
        return {"increase": 1, "decrease": -1, "neutral": 0}[self.value]


class Aggregation(StrEnum):
    """How values of short periods make the value of a long one."""

    STOCK = "stock"
    FLOW = "flow"
    RATE = "rate"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Origin:
    """A date on which a cumulative counter is known to have stood at a value, usually zero."""

    date: date
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured.

    ``decimals`` is the precision of publication (None: unknown); ``lower`` and ``upper`` are hard
    bounds no value can pass; ``monotone`` marks a counter that never falls; ``family`` groups
    indicators that behave alike (share, rate, count, money …); ``lag_days`` is the usual time from
    the end of a period to its first publication.
    """

    id: str
    title: str = ""
    unit: str = ""
    decimals: int | None = None
    direction: Direction = Direction.NEUTRAL
    lower: float | None = None
    upper: float | None = None
    aggregation: Aggregation = Aggregation.STOCK
    monotone: bool = False
    family: str = "unknown"
    lag_days: int = 0
    origin: Origin | None = None

    @property
    def rounding(self) -> float:
        """The smallest difference the publication can show; 0 where the precision is unknown."""
        return 0.0 if self.decimals is None else 10.0**-self.decimals
