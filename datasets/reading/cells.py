"""One row of a targets file: each cell read as what its column asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from datasets.parliament import END, ends_parliament
from datasets.reading.columns import Collected
from forecasting.errors import HeadwayError, PeriodError
from forecasting.frequency import Frequency
from forecasting.periods import Period
from forecasting.targets import PATH_SHAPES, Comparator, Milestone, Window

_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_SIGNS = {"≥": ">=", "≤": "<=", "=>": ">=", "=<": "<="}

Word = TypeVar("Word", bound=StrEnum)


class Cells:
    """Reads the cells of one row and notes what is wrong with them.

    ``row`` counts from 0; ``frequency`` is that of the series the target is measured by, if it is known.
    """

    def __init__(
        self, cells: Mapping[str, str], *, row: int, problems: Collected, frequency: Frequency | None
    ) -> None:
        self.cells, self.row, self.problems, self.frequency = cells, row, problems, frequency

    def get(self, column: str) -> str:
        """The text of a cell; empty where there is none."""
        return self.cells.get(column, "")

    def wrong(self, code: str, column: str, message: str, remedy: str) -> None:
        """Note a problem with one cell."""
        self.problems.add(code, column, [self.row], lambda _: (message, self.cells.get(column)), remedy)

    def word(self, column: str, words: type[Word]) -> Word | None:
        """One of a fixed list of words."""
        text = self.cells.get(column)
        if text is None:
            return None
        try:
            return words(text)
        except ValueError:
            known = [word.value for word in words]
            near = get_close_matches(text, known, n=1)
            hint = f"Did you mean “{near[0]}”? " if near else ""
            self.wrong(
                f"unknown_{column}", column, f"“{text}” is not a {column}.", f"{hint}Use {', '.join(known)}."
            )
            return None

    def comparator(self) -> Comparator | None:
        """The comparator, made strict where the row says so."""
        text = self.cells.get("comparator")
        if text is None:
            return None
        found = _comparator(text)
        if found is None:
            self.wrong(
                "unknown_comparator",
                "comparator",
                f"“{text}” is not a comparator.",
                "Use >=, >, <=, < or between.",
            )
            return None
        if self.flag("strict"):
            return {Comparator.AT_LEAST: Comparator.ABOVE, Comparator.AT_MOST: Comparator.BELOW}.get(
                found, found
            )
        return found

    def flag(self, column: str) -> bool:
        """true or false; false where empty."""
        text = self.cells.get(column, "false").lower()
        if text not in _TRUE and text not in _FALSE:
            self.wrong("not_a_flag", column, f"“{text}” is neither true nor false.", "Write true or false.")
        return text in _TRUE

    def number_of(self, column: str) -> float | None:
        """A finite number."""
        text = self.cells.get(column)
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
        self.wrong(
            "not_a_number", column, f"“{text}” is not a number.", "Write a plain number such as 92 or 0.5."
        )
        return None

    def whole(self, column: str, least: int) -> int | None:
        """A whole number of at least ``least``."""
        value = self.number_of(column)
        if value is None:
            return None
        if value != int(value) or value < least:
            self.wrong(
                "not_a_whole_number",
                column,
                f"“{value:g}” is not a whole number from {least} up.",
                f"Write {least}, {least + 1} …",
            )
            return None
        return int(value)

    def list_of(self, column: str) -> tuple[str, ...]:
        """Names parted by semicolons."""
        return tuple(part.strip() for part in self.cells.get(column, "").split(";") if part.strip())

    def period(self, column: str) -> Period | None:
        """A period in the notation of the series, or any other that can only be read one way."""
        text = self.cells.get(column)
        if text is None:
            return None
        if ends_parliament(text):
            return END
        try:
            return _period(text, self.frequency)
        except PeriodError as error:
            self.problems.reject(self.row, column, error)
            return None

    def window(self) -> Window | None:
        """The days from the start of one period to the end of another."""
        start, end = self.period("window_start"), self.period("window_end")
        if start is None:
            return None
        if end is not None and end.end < start.start:
            self.wrong(
                "window_reversed",
                "window_end",
                "The window ends before it starts.",
                "Swap “window_start” and “window_end”.",
            )
            return None
        return Window(start.start, None if end is None else end.end)

    def shape(self) -> str:
        """The shape of the required path, where the trajectory names one; a straight line else."""
        text = self.cells.get("trajectory", "").strip().casefold()
        if not text or has_points(text):
            return PATH_SHAPES[0]
        if text not in PATH_SHAPES:
            self.wrong(
                "trajectory_unreadable",
                "trajectory",
                f"“{text}” is neither a shape nor points.",
                f"Choose one of {', '.join(PATH_SHAPES)}, or write 2026-03=65; 2027-03=70.",
            )
            return PATH_SHAPES[0]
        return text

    def points(self) -> tuple[Milestone, ...]:
        """Points of the trajectory, written ``2026-03=65; 2027-03=70``."""
        found: list[Milestone] = []
        text = self.cells.get("trajectory", "")
        for point in text.split(";") if has_points(text) else ():
            label, _, value = point.replace(":", "=").partition("=")
            try:
                found.append(Milestone(_period(label.strip(), self.frequency), float(value)))
            except (HeadwayError, ValueError):
                self.wrong(
                    "trajectory_unreadable",
                    "trajectory",
                    f"“{point.strip()}” is not a point.",
                    "Write 2026-03=65; 2027-03=70.",
                )
        return tuple(found)


def has_points(text: str) -> bool:
    """Whether a trajectory is given by points, not by the name of a shape."""
    return "=" in text or ":" in text


def _comparator(text: str) -> Comparator | None:
    try:
        return Comparator(_SIGNS.get(text, text))
    except ValueError:
        return None


def _period(text: str, frequency: Frequency | None) -> Period:
    if frequency is not None:
        try:
            return Period.parse(text, frequency)
        except PeriodError:
            return Period.parse(text)
    return Period.parse(text)
