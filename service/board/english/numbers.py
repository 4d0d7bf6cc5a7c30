"""Numbers as they are printed: grouped by commas, with a true minus sign, no digit that cannot be defended."""

from __future__ import annotations

import math

MINUS = "−"
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def plain(value: float, decimals: int = 0) -> str:
    """A number with a fixed count of decimals: ``1,725``, ``−0.5``; never ``−0``."""
    text = f"{abs(value):,.{max(decimals, 0)}f}"
    negative = value < 0 and any(digit in "123456789" for digit in text)
    return MINUS + text if negative else text


def signed(value: float, decimals: int = 0) -> str:
    """A number with its sign, for tables: ``+1.9``, ``−0.3``, ``0``."""
    text = plain(value, decimals)
    return text if text.startswith(MINUS) or not any(digit in "123456789" for digit in text) else f"+{text}"


def published(value: float, decimals: int | None) -> str:
    """A measured value at the precision of publication; where that is unknown, at most four figures."""
    if decimals is None:
        decimals = 0 if value == 0 else min(max(3 - math.floor(math.log10(abs(value))), 0), 3)
        return _trimmed(plain(value, decimals))
    return plain(value, decimals)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def step_for(width: float, scale: float = 0.0) -> float:
    """The grid on which a number that is uncertain by ``width`` may be printed.

    About a tenth of the width, as 1 or 5 times a power of ten, so that the last digit is one to
    defend. Without a width the grid follows ``scale`` itself, to two significant figures.
    """
    size = width / 10 if width > 0 else abs(scale) / 20
    if size <= 0 or not math.isfinite(size):
        return 1.0
    power = 10.0 ** math.floor(math.log10(size))
    return 5 * power if size >= 5 * power else power


def on_grid(value: float, step: float) -> str:
    """A number rounded to a grid: 473,112 on a grid of 10,000 is ``470,000``."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return plain(round(value / step) * step, decimals)


def decimals_of(step: float) -> int:
    """How many decimals a grid shows."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def compact(value: float, digits: int = 3) -> str:
    """A number short enough for a chart: ``310k``, ``1.5m``, ``64.9``."""
    for scale, letter in _SCALES:
        # 999,600 would round up into the next scale, so the scale is chosen after rounding.
        if abs(float(f"{value:.{digits}g}")) >= scale and (scale > 1e3 or abs(value) >= 1e4):
            return _short(value / scale, digits) + letter
    return _short(value, digits if abs(value) < 1000 else 4)


def _short(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    return _trimmed(plain(value, min(decimals, 3)))


def counted(number: int) -> str:
    """A count in a sentence: words below ten, figures from ten."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else plain(number)


def capital(text: str) -> str:
    """The sentence with its first letter raised; nothing else changes."""
    return text[:1].upper() + text[1:]


def listed(parts: list[str]) -> str:
    """``one``, ``one and two``, ``one, two and three``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
