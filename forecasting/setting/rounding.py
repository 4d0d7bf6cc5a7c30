"""A value as it would be published."""

from __future__ import annotations

import math

from forecasting.public_methods.ladder import settled

_FIGURES = 3


def stated(
    value: float, *, decimals: int | None, sign: int, lower: float | None, upper: float | None
) -> float:
    """The value to published precision, rounded towards the easier side, inside its bounds.

    Three significant figures where the precision is not known. ``sign`` is +1 where more is better.
    """
    if value == 0 or not math.isfinite(value):
        return value
    places = decimals if decimals is not None else _FIGURES - 1 - math.floor(math.log10(abs(value)))
    unit = 10.0**-places
    steps = settled(value / unit)
    near = (math.floor(steps) if sign > 0 else math.ceil(steps)) * unit
    near = round(near, max(places, 0))
    if lower is not None:
        near = max(near, lower)
    return near if upper is None else min(near, upper)
