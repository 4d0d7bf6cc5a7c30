"""Reads the columns of a table all at once and collects what cannot be read, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from datasets.dates import KnownDate
from datasets.errors import FieldRejected, FileInvalid, Problem
from datasets.reading.tables import RawTable
from forecasting.errors import HeadwayError, PeriodError
from forecasting.frequency import Frequency
from forecasting.periods import Period

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Codes = NDArray[np.int32]
T = TypeVar("T")

UNPUBLISHED = np.iinfo(np.int32).max
"""Stands for a publication date that is not known; it sorts after every date."""

FREQUENCIES = tuple(Frequency)
"""Frequencies by their code in a period column."""

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Found:
    row: int
    code: str
    column: str
    message: str
    remedy: str
    value: object


@dataclass(eq=False)
class Collected:
    """The problems of one table; the first hundred are kept, the others counted."""

    table: RawTable
    found: list[_Found] = field(default_factory=list)
    suppressed: int = 0

    def add(
        self,
        code: str,
        column: str,
        rows: Sequence[int] | Integers,
        message: Callable[[int], tuple[str, object]],
        remedy: str,
    ) -> None:
        """Note a problem in some rows; ``message`` gives the sentence and the value for a row."""
        room = max(0, _SHOWN - len(self.found))
        self.suppressed += max(0, len(rows) - room)
        for row in rows[:room]:
            said, value = message(int(row))
            self.found.append(_Found(int(row), code, column, said, remedy, value))

    def reject(self, row: int, column: str, error: HeadwayError) -> None:
        """Note a typed error raised for one row."""
        self.add(error.code, column, [row], lambda _: (error.message, error.value), error.remedy or "")

    def raise_if_any(self, error: type[FileInvalid]) -> None:
        """Raise the error with every problem found, in the order of the file."""
        if not self.found:
            return
        lines = self.table.lines_of(item.row for item in self.found)
        problems = [
            Problem(
                item.code,
                item.message,
                item.remedy,
                self.table.name,
                lines.get(item.row),
                item.column,
                item.value,
            )
            for item in sorted(self.found, key=lambda item: item.row)
        ]
        raise error(problems, suppressed=self.suppressed)


@dataclass(frozen=True, eq=False)
class Labels:
    """A text column as codes: ``names[codes[row]]``, −1 where the cell is empty."""

    codes: Codes
    names: tuple[str, ...]

    def at(self, row: int) -> str:
        """The text of a row."""
        code = int(self.codes[row])
        return "" if code < 0 else self.names[code]


def labels(column: pa.ChunkedArray) -> Labels:
    """Number the different texts of a column, in the order they appear."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return Labels(codes, tuple(encoded.dictionary.to_pylist()))


def required(table: RawTable, name: str, problems: Collected) -> Labels:
    """A text column in which no cell may be empty."""
    found = labels(table.columns[name])
    problems.add(
        "missing_value",
        name,
        np.flatnonzero(found.codes < 0),
        lambda _: (f"“{name}” is empty.", None),
        "Fill it in, or take the row out.",
    )
    return found


def numbers(table: RawTable, name: str, problems: Collected, *, needed: bool) -> Floats:
    """A column of finite numbers; NaN where an optional cell is empty."""
    column = table.columns[name]
    try:
        values = pc.cast(column, pa.float64()).to_numpy().astype(np.float64, copy=False)
    except pa.ArrowInvalid:
        import pandas as pd

        values = pd.to_numeric(column.to_pandas(), errors="coerce").to_numpy(
            dtype=np.float64, na_value=np.nan
        )
    empty = column.is_null().to_numpy()
    bad = ~np.isfinite(values) & ~empty
    problems.add(
        "not_a_number",
        name,
        np.flatnonzero(bad),
        lambda row: (f"“{column[row].as_py()}” is not a number.", column[row].as_py()),
        "Write a plain number such as 92 or 0.5; leave the row out where no value was published.",
    )
    if needed:
        problems.add(
            "missing_value",
            name,
            np.flatnonzero(empty),
            lambda _: (f"“{name}” is empty.", None),
            "Leave the row out where no value was published.",
        )
    return np.where(bad, np.nan, values)


def each(column: Labels, name: str, read: Callable[[str], T], problems: Collected) -> tuple[T | None, ...]:
    """Read every different text of a column once; a text that fails is a problem in each row that holds it."""
    found: list[T | None] = []
    for code, text in enumerate(column.names):
        try:
            found.append(read(text))
        except HeadwayError as error:
            found.append(None)
            said = (error.message, error.value)
            rows = np.flatnonzero(column.codes == code)
            problems.add(error.code, name, rows, lambda _, said=said: said, error.remedy or "")  # type: ignore[misc]
    return tuple(found)


def published(table: RawTable, problems: Collected, name: str = "published") -> Codes:
    """A column of publication dates as day numbers; ``UNPUBLISHED`` where the cell is empty."""
    if name not in table.columns:
        return np.full(table.rows, UNPUBLISHED, dtype=np.int32)
    column = labels(table.columns[name])
    days = each(column, name, lambda text: KnownDate.parse(text).day.toordinal(), problems)
    lookup = np.array([UNPUBLISHED if day is None else day for day in days] + [UNPUBLISHED], dtype=np.int32)
    return lookup[column.codes]


@dataclass(frozen=True, eq=False)
class PeriodColumn:
    """Periods row by row: code of the frequency, ordinal, and for points in time month × 100 + day."""

    frequency: NDArray[np.int8]
    ordinal: Codes
    anchor: NDArray[np.int16]

    def at(self, row: int) -> Period:
        """The period of a row."""
        return period_of(int(self.frequency[row]), int(self.ordinal[row]), int(self.anchor[row]))


@lru_cache(maxsize=65536)
def period_of(frequency: int, ordinal: int, anchor: int) -> Period:
    """A period from its three numbers."""
    return Period(FREQUENCIES[frequency], ordinal, divmod(anchor, 100) if anchor else None)


def frequency_codes(table: RawTable, problems: Collected, name: str = "frequency") -> NDArray[np.int8]:
    """The frequency column as codes; −1 where the notation of the period must speak for itself."""
    if name not in table.columns:
        return np.full(table.rows, -1, dtype=np.int8)
    column = labels(table.columns[name])
    known = ", ".join(frequency.value for frequency in FREQUENCIES)

    def read(text: str) -> int:
        try:
            return FREQUENCIES.index(Frequency(text))
        except ValueError:
            raise FieldRejected(
                f"“{text}” is not a frequency.", field=name, value=text, remedy=f"Use {known}."
            ) from None

    codes = [-1 if code is None else code for code in each(column, name, read, problems)]
    return np.array([*codes, -1], dtype=np.int8)[column.codes]


def periods(
    column: Labels, frequency: NDArray[np.int8], problems: Collected, name: str = "period"
) -> tuple[PeriodColumn, NDArray[np.bool_]]:
    """Read each different pair of period and frequency once. Also says which rows could be read."""
    width = len(FREQUENCIES) + 1
    pair = column.codes.astype(np.int64) * width + (frequency.astype(np.int64) + 1)
    pair[column.codes < 0] = len(column.names) * width
    seen = np.zeros(len(column.names) * width + 1, dtype=bool)
    seen[pair] = True
    size = len(seen)
    codes, ordinals, anchors = np.full(size, -1, np.int8), np.zeros(size, np.int32), np.zeros(size, np.int16)
    for key in np.flatnonzero(seen[:-1]):
        label, given = divmod(int(key), width)
        try:
            period = Period.parse(column.names[label], FREQUENCIES[given - 1] if given else None)
        except PeriodError as error:
            said = (error.message, error.value)
            rows = np.flatnonzero(pair == key)
            problems.add(error.code, name, rows, lambda _, said=said: said, error.remedy or "")  # type: ignore[misc]
            continue
        codes[key], ordinals[key] = FREQUENCIES.index(period.frequency), period.ordinal
        anchors[key] = 0 if period.anchor is None else period.anchor[0] * 100 + period.anchor[1]
    found = PeriodColumn(codes[pair], ordinals[pair], anchors[pair])
    return found, found.frequency >= 0


def optional_text(table: RawTable, name: str) -> Labels | None:
    """A text column, if the table has it."""
    return labels(table.columns[name]) if name in table.columns else None


def one_of(words: Sequence[str], name: str) -> Callable[[str], str]:
    """A reader that accepts only some words."""

    def read(text: str) -> str:
        if text not in words:
            raise FieldRejected(
                f"“{text}” is not a {name}.", field=name, value=text, remedy=f"Use {', '.join(words)}."
            )
        return text

    return read


def constant(column: Labels, series: Labels, name: str, problems: Collected) -> tuple[Any, ...]:
    """What a text column says of each series; two different texts in one series are a problem."""
    size = len(series.names)
    if not size:
        return ()
    first = np.full(size, -1, dtype=np.int32)
    given = np.flatnonzero((column.codes >= 0) & (series.codes >= 0))[::-1]
    first[series.codes[given]] = column.codes[given]
    differs = (column.codes >= 0) & (series.codes >= 0) & (first[series.codes] != column.codes)
    problems.add(
        "inconsistent_series",
        name,
        np.flatnonzero(differs),
        lambda row: (
            f"“{series.at(row)}” has the {name} “{column.at(row)}” here and “{column.names[first[series.codes[row]]]}” before.",
            column.at(row),
        ),
        "Give one and the same to every row of the series.",
    )
    return tuple(None if code < 0 else column.names[code] for code in first)
