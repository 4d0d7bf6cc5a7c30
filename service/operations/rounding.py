"""Numbers as they are shown: no more places than mean something."""

from __future__ import annotations

import math

PLACES = 6


def rounded(value: float | None) -> float | None:
    """Six places: as many as two platforms agree on; None for what is no number."""
    if value is None or isinstance(value, int):
        return value
    return round(value, PLACES) + 0.0 if math.isfinite(value) else None
