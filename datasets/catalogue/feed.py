"""Where in which file the figures of an indicator stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class YearName(StrEnum):
    """Which of its two calendar years a split year is named after, where a file gives only one."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Where in which file the figures of an indicator stand.

    ``table`` and ``columns`` are words, compared by what they say; of several columns the first that is there
    counts. ``per`` is a column to divide by. ``where`` picks groups. ``areas`` translates names and codes of
    the file; an area that is not among them keeps its official code or, with ``only_areas``, is left out.
    ``optional`` marks a column that some editions lack; the loss of any other is a changed layout.
    """

    indicator: str
    source: str
    address: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    area: str = ""
    areas: tuple[tuple[str, str], ...] = ()
    only_areas: bool = False
    months: tuple[int, ...] = ()
    factor: float = 1.0
    year: YearName | None = None
    optional: bool = False
