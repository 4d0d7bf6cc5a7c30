"""Where a gap is, in words."""

from __future__ import annotations

from service.board.english.numbers import plain

HEAD = ("Place", "Expected", "Asked of it", "Short by", "Of the whole gap")
PARTS_CAPTION = "The parts of {name}, those furthest short first. They add up to the whole."
PLACES_CAPTION = (
    "The {count} places furthest short of all {total}. Many are close: the last column is where each may come, eight "
    "times in ten."
)
PLACES_HEAD = ("Place", "Short by", "Place in the order")
NOTE = (
    "Each place is asked for the same proportional change: its share of the whole in {period}, of what the whole is "
    "asked for. All are forecast, and made to add up to the forecast of the whole. Nobody has set these shares as targets."
)
NOTE_RATE = (
    "Each place is asked for the same rate, and counts by what its rate is of. All are forecast, and made to add up to "
    "the forecast of the whole. Nobody has set these rates as targets."
)
ALL = "All places, as data"
AS_TABLE = "as a table"
AHEAD = "{amount} ahead"
SHORT = "{amount}"
BETWEEN = "{low} to {high}"


def title(place: str, share: float) -> str:
    """Which part falls furthest short."""
    return f"{place} accounts for the largest part of the gap, {share:.0%}"


def title_spread(places: int) -> str:
    """Where no part stands out, or none is short."""
    return f"How {plain(places)} places stand to the target"


def order(low: int, high: int) -> str:
    """``1st to 12th`` as ``1 to 12``."""
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"
