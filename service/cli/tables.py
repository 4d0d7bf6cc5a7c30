"""Tables for people: readable at 100 columns, wider where the terminal is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 100
SHOWN = 200
"""Most rows of a table; more are for files."""


def figure(value: float | None, *, digits: int = 4) -> str:
    """A number as people write it: "64.9", "1,500,000", "−0.35"."""
    if value is None:
        return ""
    size = abs(value)
    text = f"{size:,.0f}" if size >= 1000 else f"{size:.{digits}g}"
    return f"−{text}" if value < 0 and text != "0" else text


def percent(probability: float | None) -> str:
    """A probability as it may be printed where nothing is known of how extreme ones come true."""
    if probability is None:
        return ""
    if probability in (0, 1):
        return f"{probability:.0%}"
    if probability < 0.1:
        return "under 10%"
    return "over 90%" if probability > 0.9 else f"{probability:.0%}"


def words(code: str | None) -> str:
    """A code in words: "off_track" is "off track"."""
    return "" if code is None else code.replace("_", " ")


def new_table(*columns: str, right: Sequence[str] = (), whole: Sequence[str] = ()) -> Table:
    """An empty table in the house's style; the columns in ``right`` are numbers, those in ``whole`` never break."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for name in columns:
        table.add_column(
            name, justify="right" if name in right else "left", overflow="fold", no_wrap=name in whole
        )
    return table


def show(table: Any) -> None:
    """Print on standard output, at least 100 columns wide unless the terminal is narrower."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    Console(width=None if terminal else WIDTH, soft_wrap=False, highlight=False).print(table)
