"""Figures in a sentence: units, precision and the headline of an assessment."""

from __future__ import annotations

import math

_PREFIX = {"GBP": "£"}
RANK = "rank"
"""The unit of a place among peers."""
_POINTS = ("percent", "percentage points", "points")


def plain(value: float, decimals: int) -> str:
    """A number with thousands separators and a true minus sign."""
    text = f"{abs(value):,.{decimals}f}"
    return f"−{text}" if value < 0 and float(text.replace(",", "")) != 0 else text


def measured(value: float, unit: str, decimals: int | None) -> str:
    """A published value with its unit, to published precision: "64.9%", "208,600 dwellings", "£10,051"."""
    if unit == RANK:
        return f"rank {plain(value, 0)}"
    places = decimals if decimals is not None else (0 if abs(value) >= 100 else 1)
    if unit.startswith("percent below"):
        return f"{plain(value, places)}% {unit.removeprefix('percent ')}"
    if unit.startswith("percent of"):
        return f"{plain(value, places)}% {unit.removeprefix('percent ')}"
    if unit == "percent":
        return f"{plain(value, places)}%"
    currency = unit.split(" ", 1)[0]
    if currency in _PREFIX:
        return f"{_PREFIX[currency]}{plain(value, places)}"
    return f"{plain(value, places)} {unit}".strip()


def rounded(value: float, *, width: float | None = None, figures: int = 2) -> float:
    """A projected value rounded to a tenth or so of its likely range, or to two significant figures."""
    if value == 0 or not math.isfinite(value):
        return value
    size = abs(value)
    step: float = 10 ** (math.floor(math.log10(size)) - figures + 1)
    if width is not None and width > 0:
        step = min(step, 10 ** math.floor(math.log10(width / 5))) if width < size else step
    return round(value / step) * step


def decimals_of(value: float) -> int:
    """Decimals that show a rounded value without trailing noise."""
    if value == 0 or abs(value) >= 10:
        return 0
    return max(0, min(6, 1 - math.floor(math.log10(abs(value)))))


def difference(value: float, unit: str) -> str:
    """The size of a gap in natural words: "about 24 points", "about 470,000 dwellings"."""
    near = rounded(abs(value))
    digits = decimals_of(near)
    if unit == RANK:
        return f"{plain(near, 0)} {'place' if near == 1 else 'places'}"
    if unit.startswith("percent") or unit in _POINTS:
        word = "point" if near == 1 else "points"
        return f"about {plain(near, digits)} {word}"
    currency = unit.split(" ", 1)[0]
    if currency in _PREFIX:
        return f"about {_PREFIX[currency]}{plain(near, digits)}"
    return f"about {plain(near, digits)} {unit}".strip()
