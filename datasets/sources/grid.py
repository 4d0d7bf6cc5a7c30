"""Tables on a sheet, found by what their headings say: never by the place of a cell.

Two layouts cover nearly every official workbook. In a *column table* (here) each row has a key (a month, an
area code) and each column a measure, whose heading may fill several rows. In a *cross table* (``across``)
periods run along a row and each row below has a label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from datasets.sources.alignment import refuse_slipped
from datasets.sources.figures import Figure, Table, figure
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_moment, read_together
from datasets.sources.wording import GSS_CODE, plain, said, same
from datasets.sources.workbook import Row, Sheet
from forecasting.frequency import Frequency
from forecasting.periods import Period

K = TypeVar("K")
SEPARATOR = " / "
_DEEPEST_HEADING = 8
_TALLEST_GAP = 2


@dataclass(frozen=True, eq=False, slots=True)
class ColumnTable(Generic[K]):
    """Rows with a key and columns with a heading, group first; ``head`` is the last line of headings."""

    sheet: Sheet
    title: str
    key_column: int
    headings: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[int, K], ...]
    head: int | None = None

    def path(self, column: int) -> str:
        """The whole heading of a column."""
        return SEPARATOR.join(self.headings[column])


def column_tables(
    sheet: Sheet, key: Callable[[Any], K | None], *, least: int = 2, once: bool = True
) -> list[ColumnTable[K]]:
    """Every table of a sheet in which some column holds keys, from the left and from the top.

    With ``once`` a key stands in one row only, and a column of keys with a heading goes before one without.
    """
    width = max((len(row) for row in sheet.rows), default=0)
    candidates: list[ColumnTable[K]] = []
    for column in range(width):
        for run in _runs(sheet.rows, column, key, least):
            if once and len({str(value) for _, value in run}) < len(run) * 0.9:
                continue
            title, headings, head = _heading(sheet, run[0][0], column, width)
            if sum(bool(path) for path in headings) > 1:
                candidates.append(ColumnTable(sheet, title, column, headings, tuple(run), head))
    # Of columns of keys beside each other the first with a heading counts, or the first where none has.
    candidates.sort(key=lambda table: (once and not table.headings[table.key_column], table.key_column))
    found: list[ColumnTable[K]] = []
    for table in candidates:
        first, last = table.rows[0][0], table.rows[-1][0]
        if not any(other.rows[0][0] <= last and first <= other.rows[-1][0] for other in found):
            found.append(table)
    return sorted(found, key=lambda table: table.rows[0][0])


def _runs(
    rows: Sequence[Row], column: int, key: Callable[[Any], K | None], least: int
) -> Iterator[list[tuple[int, K]]]:
    run: list[tuple[int, K]] = []
    for index, row in enumerate(rows):
        value = key(row[column]) if column < len(row) else None
        if value is not None:
            if run and index - run[-1][0] > _TALLEST_GAP + 1:
                if len(run) >= least:
                    yield run
                run = []
            if not run and not _has_values(row, column):
                continue
            run.append((index, value))
    if len(run) >= least:
        yield run


def _has_values(row: Row, column: int) -> bool:
    # A heading may look like a key (a year as text); what follows a key are figures or their symbols.
    cells = [read_cell(cell) for cell in row[column + 1 :]]
    filled = [cell for cell in cells if cell.absence is not Absence.BLANK]
    return any(cell.value is not None or cell.absence is not Absence.TEXT for cell in filled)


def _heading(
    sheet: Sheet, top: int, key_column: int, width: int
) -> tuple[str, tuple[tuple[str, ...], ...], int | None]:
    """The title above a table and the heading of each column, from the rows between them."""
    first = top - 1
    # Rows of figures without a key (the rest of a country) may stand above the first that has one.
    while first >= 0 and (not _filled(sheet.rows[first]) or _is_body(sheet.rows[first])):
        first -= 1
    lines: list[int] = []
    title = ""
    for index in range(first, max(-1, first - _DEEPEST_HEADING), -1):
        filled = _filled(sheet.rows[index])
        if not filled:
            break
        # One cell at or left of the keys is a title or a note, unless it heads the keys themselves.
        if len(filled) == 1 and filled[0] <= key_column and lines:
            title = plain(said(sheet.cell(index, filled[0])))
            break
        lines.append(index)
    lines.reverse()
    head = lines[-1] if lines else None
    return title or _title_above(sheet, lines[0] if lines else top), _paths(sheet, lines, width), head


def _is_body(row: Row) -> bool:
    """Whether a row holds figures, and not years or numbers of columns."""
    numbers = [cell for value in row if (cell := read_cell(value).value) is not None]
    return len(numbers) > 1 and not all(1900 <= number <= 2100 for number in numbers) and (
        any(not number.is_integer() for number in numbers) or max(numbers) > 2 * len(row)
    )  # fmt: skip


def _title_above(sheet: Sheet, row: int) -> str:
    for index in range(row - 1, -1, -1):
        for value in sheet.rows[index]:
            if isinstance(value, str) and value.strip():
                return plain(value)
    return ""


def _filled(row: Row) -> list[int]:
    return [column for column, value in enumerate(row) if said(value).strip()]


def _paths(sheet: Sheet, lines: Sequence[int], width: int) -> tuple[tuple[str, ...], ...]:
    texts: list[list[str]] = []
    for depth, index in enumerate(lines):
        row = [plain(said(sheet.cell(index, column))) for column in range(width)]
        last = depth == len(lines) - 1
        texts.append(row if last else _spread(row, [_own(sheet, above, width) for above in lines[:depth]]))
    paths = []
    for column in range(width):
        path: list[str] = []
        for row in texts:
            if row[column] and not any(same(row[column], part) or row[column] == part for part in path):
                path.append(row[column])
        paths.append(tuple(path))
    return tuple(paths)


def _own(sheet: Sheet, index: int, width: int) -> list[bool]:
    return [bool(said(sheet.cell(index, column)).strip()) for column in range(width)]


def _spread(row: list[str], above: Sequence[list[bool]]) -> list[str]:
    """A row of group headings with each heading over all its columns, as merged cells show it."""
    spread, held = [], ""
    for column, text in enumerate(row):
        if text or any(own[column] for own in above):
            held = text
        spread.append(text or held)
    return spread


def _check_aligned(found: ColumnTable[Any]) -> None:
    if found.head is not None:
        refuse_slipped(found.sheet, found.head, [row for row, _ in found.rows])


_ON = re.compile(r"(?:as at |at |position at )?(?P<day>\d{1,2} [a-z]+)", re.IGNORECASE)


def _periods(found: ColumnTable[Period]) -> list[tuple[int, Period]]:
    """The period of each row; years below a heading that names a day (“As at 30 September”) are those days."""
    raw = [found.sheet.cell(row, found.key_column) for row, _ in found.rows]
    named = next((match for part in found.headings[found.key_column] if (match := _ON.fullmatch(part))), None)
    together = read_together(raw)
    periods = []
    for (row, period), settled in zip(found.rows, together, strict=True):
        read = period if settled is None else settled
        day = read_moment(f"{named['day']} {read}") if named and read.frequency is Frequency.YEAR else None
        periods.append((row, read if day is None else day))
    return periods


def period_table(found: ColumnTable[Period]) -> Table:
    """A column table with periods for keys as a table of figures."""
    periods = _periods(found)
    measures = [column for column, path in enumerate(found.headings) if path and column != found.key_column]

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        _check_aligned(found)
        chosen = [measures[index] for index in wanted]
        for row, period in periods:
            for column in chosen:
                cell = read_cell(found.sheet.cell(row, column))
                if cell.absence is not Absence.BLANK:
                    yield figure(
                        cell,
                        measure=found.path(column),
                        period=period,
                        place=found.sheet.place(row, column),
                    )

    return Table(found.sheet.name, found.title, tuple(found.path(column) for column in measures), read)


def coded_table(found: ColumnTable[str], period: Period) -> Table:
    """A column table with codes for keys, all for one period, as a table of figures.

    Text columns are labels of the row; the last of them, to the left of the figures, names it.
    """
    body = [row for row, _ in found.rows]
    labels = [column for column in range(len(found.headings)) if _is_label(found, body, column)]
    measures = [
        column
        for column, path in enumerate(found.headings)
        if path and column != found.key_column and column not in labels
    ]

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        _check_aligned(found)
        chosen = [measures[index] for index in wanted]
        for row, code in found.rows:
            texts = {
                found.path(column) or f"column {column + 1}": " ".join(str(value).split())
                for column in labels
                if (value := found.sheet.cell(row, column)) not in ("", None)
            }
            name = next(reversed(texts.values()), "")
            for column in chosen:
                cell = read_cell(found.sheet.cell(row, column))
                if cell.absence is not Absence.BLANK:
                    yield figure(
                        cell,
                        measure=found.path(column),
                        period=period,
                        area=code if GSS_CODE.fullmatch(code) else "",
                        area_name=plain(name),
                        dimensions={**texts, "row": plain(name), "code": code},
                        place=found.sheet.place(row, column),
                    )

    return Table(found.sheet.name, found.title, tuple(found.path(column) for column in measures), read)


def _is_label(found: ColumnTable[str], body: Sequence[int], column: int) -> bool:
    if column == found.key_column:
        return False
    cells = [read_cell(found.sheet.cell(row, column)) for row in body]
    filled = [cell for cell in cells if cell.absence is not Absence.BLANK]
    texts = sum(cell.absence is Absence.TEXT for cell in filled)
    return bool(filled) and texts * 2 > len(filled)
