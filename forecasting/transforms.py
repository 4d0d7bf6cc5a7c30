"""Proportions on an unbounded scale, with the ends 0 and 1 brought inside.

With counts the empirical logit ln((k + ½)/(n − k + ½)); without them the squeeze (p(n − 1) + ½)/n of Smithson and
Verkuilen (2006). Public methods keep their own published rule; these are for ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmpiricalLogit:
    """A proportion from counts on the logit scale, and the proportion that belongs to it."""

    logit: float
    proportion: float


def empirical_logit(numerator: float, denominator: float) -> EmpiricalLogit:
    """The logit of a count out of another, finite at none and at all. Raises ValueError for impossible counts."""
    if not 0 <= numerator <= denominator or denominator <= 0:
        raise ValueError("a numerator lies between 0 and its denominator")
    odds = (numerator + 0.5) / (denominator - numerator + 0.5)
    return EmpiricalLogit(math.log(odds), odds / (1 + odds))


def squeeze(proportion: float, *, n: int) -> float:
    """A proportion drawn in from 0 and 1 by the number of values it comes with. Raises ValueError outside 0 to 1."""
    if not 0 <= proportion <= 1 or n < 1:
        raise ValueError("a proportion lies between 0 and 1")
    return (proportion * (n - 1) + 0.5) / n
