"""What is said on the pictures of a challenger."""

from __future__ import annotations

SIDES = {"champion": "Champion", "challenger": "Challenger"}
COLUMNS = (
    "area", "origin", "part", "horizon", "period", "actual", "champion_p10", "champion_p50", "champion_p90",
    "challenger_p10", "challenger_p50", "challenger_p90",
)  # fmt: skip
NOTHING = "No origin has an outcome yet."
FORECASTS = "What both expected, and what happened"
FORECASTS_DESCRIBED = "For each past origin and horizon: the middle of the forecast, its range of 8 in 10, and the figure that came."
RELIABILITY = "How often what was said came true"
RELIABILITY_DRAWN = (
    "Chances said of past targets, by tenths, against the share that came true; bars are two standard errors"
)
RELIABILITY_DESCRIBED = (
    "Points on the dashed line came true as often as was said. Only origins that chose nothing are counted."
)
SAID_ENDS = ("0% said", "100% said")
PIT = "Where in the forecasts the outcomes fell"
PIT_DRAWN = "Share of outcomes in each tenth of the forecasts; one in ten would be even"
PIT_DESCRIBED = (
    "Much at both ends means forecasts that are too narrow, much in the middle forecasts that are too wide, much at "
    "one end forecasts that lean."
)
PIT_ENDS = ("lowest tenth", "highest tenth")


def forecasts_drawn(unit: str) -> str:
    """What the dots and bars are."""
    return f"Black: the figure that came. Blue: the middle and the range of 8 in 10, expected before it came; in {unit}"


def panel(side: str, ahead: int) -> str:
    """Whose forecasts, how far ahead."""
    return f"{SIDES[side]}, {ahead} ahead"


def inside(count: int, total: int) -> str:
    """How often the range held."""
    return f"{count} of {total} in range"


def outside(share: float) -> str:
    """How much fell at the ends."""
    return f"{share:.0%} at the ends"


def count(number: int) -> str:
    """How many chances were said."""
    return f"{number:,} chances"


def tenth(number: int) -> str:
    """Which tenth."""
    return f"tenth {number}"
