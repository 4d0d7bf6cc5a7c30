"""A chart ready to be drawn at any width, with everything that is said of it and its figures as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.charts.sheet import Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of one thing.

    ``draw`` makes its Vega-Lite specification at a width, without a theme. ``tables`` are addresses that have the
    same figures, with their media types; ``columns`` and ``rows`` the figures themselves where no other address has
    them as a table.
    """

    name: str
    words: Words
    draw: Callable[[int], dict[str, Any]]
    tables: tuple[tuple[str, str], ...]
    columns: tuple[str, ...] = ()
    rows: Sequence[Mapping[str, Any]] = ()
