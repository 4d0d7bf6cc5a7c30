"""How the parts of a backtest are called."""

from __future__ import annotations

from service.operations.backtest_rows import span

FOOTING = {
    "real_time": "as published at the time",
    "pseudo_real_time": "as known at the time, by the usual lag",
    "over_periods": "as they stand, cut by periods",
}
STEP = {
    "yearly": "years",
    "quarterly": "quarters",
    "monthly": "months",
    "weekly": "weeks",
    "daily": "days",
    "overlapping": "periods",
}


def series(frequency_class: str) -> str:
    """A frequency class as a title: "Yearly series"."""
    return "Overlapping averages" if frequency_class == "overlapping" else f"{frequency_class.title()} series"


def ahead(horizons: tuple[int, int] | None, frequency_class: str) -> str:
    """Horizons in words: "3-4 years ahead", "all horizons"."""
    return "all horizons" if horizons is None else f"{span(horizons)} {STEP[frequency_class]} ahead"


def values(lengths: tuple[int, int | None] | None) -> str:
    """Lengths in words: "10-14 values"."""
    return "" if lengths is None else f"{span(lengths)} values"
