"""How much of a change that begins on a day counts in a period.

A figure that stands for a whole period (a flow, a rate, an average) feels the mean of the change over its days;
a stock is taken at the end of its period. Time is in years of 365.25 days. All integrals are closed.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DAYS = 365.25


def moment(day: date) -> float:
    """The beginning of a day, in years."""
    return day.toordinal() / DAYS


def ramped(starts: Floats, ends: Floats, *, begin: float, ramp: float) -> Floats:
    """Mean over each interval of a change that grows evenly from 0 to 1 in ``ramp`` years, then stays; shape (H,).

    ``ramp`` 0 is a step.
    """

    def area(x: Floats) -> Floats:
        since = np.maximum(x - begin, 0.0)
        if ramp <= 0:
            return since
        return np.where(since < ramp, since**2 / (2 * ramp), since - ramp / 2)

    return (area(ends) - area(starts)) / (ends - starts)


def elapsed(starts: Floats, ends: Floats, *, begin: float) -> Floats:
    """Mean over each interval of the years gone since ``begin``, 0 before it; shape (H,)."""
    after = np.maximum(ends - begin, 0.0) ** 2 - np.maximum(starts - begin, 0.0) ** 2
    return np.asarray(after / 2 / (ends - starts))


def fading(starts: Floats, ends: Floats, *, begin: float, half_life: float) -> Floats:
    """Mean over each interval of a change that is 1 at ``begin`` and halves every ``half_life`` years; shape (H,)."""
    rate = math.log(2) / half_life
    left = -np.expm1(-rate * np.maximum(ends - begin, 0.0)) + np.expm1(
        -rate * np.maximum(starts - begin, 0.0)
    )
    return np.asarray(left / rate / (ends - starts))
