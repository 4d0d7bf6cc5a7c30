"""Compound growth between two values, without complex numbers, overflow or a made-up zero."""

from __future__ import annotations

import math

from forecasting.measures import Measure, Undefined


def growth_rate(start: float, end: float, *, years: float) -> Measure:
    """The constant share by which a value grew each year: (end/start)^(1/years) − 1.

    Two negative values are allowed, as their ratio is positive; a zero or a change of sign is not.
    """
    if years <= 0:
        return Measure(None, Undefined.NO_TIME)
    if start == 0 or end == 0:
        return Measure(None, Undefined.RATIO_UNDEFINED_ZERO)
    if (start < 0) != (end < 0):
        return Measure(None, Undefined.SIGN_CHANGE)
    try:
        return Measure(math.expm1((math.log(abs(end)) - math.log(abs(start))) / years))
    except OverflowError:
        return Measure(None, Undefined.OUT_OF_RANGE)


def grown(start: float, rate: float, *, years: float) -> float | None:
    """A value after so many years of constant growth, or None where it is too large to write down."""
    try:
        value = start * math.exp(years * math.log1p(rate)) if rate > -1 else 0.0
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def compound(
    base: float,
    rate: float,
    *,
    years: float,
    cap: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
) -> float | None:
    """A value carried on at a compound rate (a share a year), the rate limited and the result kept in bounds.

    ``cap`` limits the rate in its own direction: −0.05 lets nothing fall faster than 5% a year, 1.5 lets
    nothing rise faster than 150%. None where the value is too large and has no upper bound.
    """
    if cap is not None:
        rate = max(rate, cap) if cap < 0 else min(rate, cap)
    value = grown(base, rate, years=years)
    if value is None:
        return upper
    if lower is not None:
        value = max(value, lower)
    return value if upper is None else min(value, upper)
