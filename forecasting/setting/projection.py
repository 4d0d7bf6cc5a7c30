"""A target on the trend of the past: the line itself, or the value that has a stated chance of being reached.

ŷ + d·t₁₋ₚ·s·√(1 + 1/n + (T − t̄)²/Sxx) with n − 2 degrees of freedom; p = 50% is the line. With standard errors the
line is weighted by 1/SE², and a new value is taken to be as precise as the values are on average (ours).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.public_methods.ladder import settled
from forecasting.setting.proposed import Against, Proposed, Unset, proposed
from forecasting.student import slope_of, student_cdf, student_quantile

_SOURCE = (
    "Hubbard, Talih, Klein and Huang, Target-Setting Methods in Healthy People 2030, NCHS, 2020, "
    "https://www.cdc.gov/nchs/healthy_people/hp2030/hp2030-target-setting.htm"
)
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Projection:
    """A trend carried on to a date: the value there, the error of a new value, and the degrees of freedom."""

    value: float
    error: float
    residual: float
    degrees: int

    def chance(self, threshold: float, *, sign: int) -> float:
        """P(a new value reaches a threshold); 0 or 1 where the points lie on the line without error."""
        distance = settled(sign * (threshold - self.value))
        if self.error == 0:
            return 1.0 if distance <= 0 else 0.0
        return 1 - student_cdf(sign * (threshold - self.value) / self.error, self.degrees)

    def value_with(self, chance: float, *, sign: int) -> float:
        """The value that is reached with a chance strictly between 0 and 1."""
        return self.value + sign * student_quantile(1 - chance, self.degrees) * self.error


def project(
    times: Sequence[float],
    values: Sequence[float],
    *,
    time: float,
    errors: Sequence[float] | None = None,
) -> Projection:
    """The trend at a moment, by least squares or weighted by 1/SE². Raises ValueError for fewer than three points."""
    if errors is None:
        line = slope_of(times, values)
        return Projection(line.at(time), line.prediction_error(time), line.residual, line.degrees)
    if len(times) < _FEWEST or len(set(times)) < 2 or min(errors) <= 0:
        raise ValueError("a weighted trend needs three points with standard errors above 0")
    t, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    weight = 1 / np.asarray(errors, dtype=float) ** 2
    weight = weight / weight.mean()
    total = float(weight.sum())
    centre, level = float(weight @ t) / total, float(weight @ y) / total
    spread = float(weight @ (t - centre) ** 2)
    slope = float((weight * (t - centre)) @ y) / spread
    left = y - level - slope * (t - centre)
    degrees = len(t) - 2
    residual = math.sqrt(float(weight @ left**2) / degrees)
    error = residual * math.sqrt(1 + 1 / total + (time - centre) ** 2 / spread)
    return Projection(level + slope * (time - centre), error, residual, degrees)


def projection(
    times: Sequence[float],
    values: Sequence[float],
    *,
    time: float,
    sign: int,
    chance: float = 0.5,
    errors: Sequence[float] | None = None,
    lower: float | None = None,
    upper: float | None = None,
    against: Against | None = None,
) -> Proposed:
    """The value on the trend that has a chance of being reached; with a reason where it should not be used.

    To be used only where the indicator can reach it and it is better than the latest value.
    """
    if len(times) < _FEWEST:
        return proposed(
            "projection", None, inputs={"points": len(times)}, source=_SOURCE, reason=Unset.TOO_SHORT
        )
    found = project(times, values, time=time, errors=errors)
    value = found.value_with(chance, sign=sign)
    outside = (lower is not None and value < lower) or (upper is not None and value > upper)
    reason = None
    if outside:
        reason = Unset.OUTSIDE_BOUNDS
    elif settled(sign * (value - values[-1])) <= 0:
        reason = Unset.NOT_BETTER_THAN_BASELINE
    return proposed(
        "projection",
        value,
        inputs={"points": len(times), "time": time, "chance": chance},
        source=_SOURCE,
        against=against,
        reason=reason,
        caveats=()
        if errors is None
        else ("a new value is taken to be as precise as the values are on average",),
        numbers={
            "projection": found.value,
            "residual_sd": found.residual,
            "se_prediction": found.error,
            "df": found.degrees,
        },
    )
