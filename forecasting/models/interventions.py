"""Something that happened to a series at a known time: a new level, a single shock, a new slope."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from forecasting.models.history import Floats
from forecasting.periods import Period
from forecasting.series import Series


class Shape(StrEnum):
    """How an intervention acts over time.

    A step lasts (a level shift), a pulse passes (a strike, a one-off payment), a ramp grows by one a
    period (a policy phased in).
    """

    STEP = "step"
    PULSE = "pulse"
    RAMP = "ramp"


@dataclass(frozen=True)
class Intervention:
    """An effect of unknown size from a known period on.

    ``at`` is the place of that period in the history (0 is its first value); a pulse lasts ``length``
    periods and a ramp grows over ``length`` periods and then stays.
    """

    at: int
    shape: Shape = Shape.STEP
    length: int = 1

    @classmethod
    def of(
        cls,
        period: Period,
        *,
        series: Series,
        shape: Shape = Shape.STEP,
        length: int = 1,
        first_step: int = 0,
    ) -> Intervention:
        """An intervention from a period of a series on; ``first_step`` is where its history begins.

        Raises PeriodsNotComparable for a period that is not on the grid of the series.
        """
        return cls(series.step_of(period) - first_step, shape, length)

    @property
    def name(self) -> str:
        """How it is called in messages, such as ``step at 12``."""
        return f"{self.shape.value} at {self.at}"

    def values(self, count: int) -> Floats:
        """The regressor over the first ``count`` periods of the history and beyond."""
        since = np.arange(count) - self.at
        if self.shape is Shape.STEP:
            return (since >= 0).astype(float)
        if self.shape is Shape.PULSE:
            return ((since >= 0) & (since < self.length)).astype(float)
        return np.clip((since + 1) / max(self.length, 1), 0.0, 1.0)
