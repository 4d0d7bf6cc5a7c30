"""Numbers as they are shown: no more places than mean something."""

from __future__ import annotations

PLACES = 6


def rounded(value: float | None) -> float | None:
    """Six places: as many as two platforms agree on."""
    if value is None or isinstance(value, int):
        return value
    return round(value, PLACES) + 0.0
