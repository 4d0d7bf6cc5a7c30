"""Straight lines through points and Student's t distribution, with numpy alone.

For a whole number of degrees of freedom the distribution is a finite sum (Abramowitz and Stegun 1964,
26.7.3 and 26.7.4), so nothing need be approximated and no statistics library loaded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Slope:
    """A straight line through n points: its change a year, the error of that, and what a prediction needs.

    ``residual`` is the standard deviation of the residuals (n − 2 degrees of freedom), ``centre`` the mean
    time, ``level`` the value there, ``spread`` the sum of squared distances of time from its mean.
    """

    value: float
    error: float
    degrees: int
    centre: float
    level: float
    spread: float
    residual: float
    count: int

    def at(self, time: float) -> float:
        """The line at a moment."""
        return self.level + self.value * (time - self.centre)

    def prediction_error(self, time: float) -> float:
        """The standard error of a new value at a moment: s·√(1 + 1/n + (t − t̄)²/Sxx)."""
        return self.residual * math.sqrt(1 + 1 / self.count + (time - self.centre) ** 2 / self.spread)


def slope_of(times: Sequence[float], values: Sequence[float]) -> Slope:
    """The least-squares line through at least three points at different times; raises ValueError for fewer."""
    time, level = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    if len(time) < 3 or len(np.unique(time)) < 2:
        raise ValueError("a line with an error needs three points at different times")
    centred = time - time.mean()
    spread = float(centred @ centred)
    slope = float(centred @ (level - level.mean())) / spread
    left = level - level.mean() - slope * centred
    degrees = len(time) - 2
    residual = math.sqrt(float(left @ left) / degrees)
    return Slope(
        slope,
        residual / math.sqrt(spread),
        degrees,
        float(time.mean()),
        float(level.mean()),
        spread,
        residual,
        len(time),
    )


def student_cdf(t: float, degrees: int) -> float:
    """P(T ≤ t) for Student's t with a whole number of degrees of freedom, at least one."""
    if degrees < 1:
        raise ValueError("Student's t needs at least one degree of freedom")
    if math.isinf(t):
        return 1.0 if t > 0 else 0.0
    angle = math.atan2(t, math.sqrt(degrees))
    squared = math.cos(angle) ** 2
    # The sum a: P(|T| ≤ t) = a, built from ratios of consecutive terms.
    term, total = 1.0, 1.0 if degrees > 1 else 0.0
    if degrees % 2:
        for k in range(2, degrees - 1, 2):
            term *= k / (k + 1) * squared
            total += term
        within = 2 / math.pi * (angle + (math.sin(angle) * math.cos(angle) * total))
    else:
        for k in range(1, degrees - 2, 2):
            term *= k / (k + 1) * squared
            total += term
        within = math.sin(angle) * total
    return min(1.0, max(0.0, 0.5 + 0.5 * within))


def student_quantile(p: float, degrees: int) -> float:
    """The value that Student's t does not exceed with probability p, by bisection."""
    if not 0 < p < 1:
        raise ValueError("a quantile needs a probability between 0 and 1")
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -student_quantile(1 - p, degrees)
    high = 1.0
    while student_cdf(high, degrees) < p and high < 1e300:
        high *= 2
    low = 0.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if student_cdf(middle, degrees) < p:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
