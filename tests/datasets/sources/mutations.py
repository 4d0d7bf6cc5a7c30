"""What publishers do to a workbook from one edition to the next, done to a book of rows.

A book is a list of sheets as name and rows. ``ACROSS`` tables have periods along a row, ``DOWN`` tables along
a column, ``CODED`` tables have codes down a column and one period for the whole file.
"""

from __future__ import annotations

import copy
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

from datasets.sources.moments import read_moment
from forecasting.frequency import Frequency

Rows = list[list[Any]]
Book = list[tuple[str, Rows]]
ACROSS, DOWN, CODED = "across", "down", "coded"


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_body(row: list[Any]) -> bool:
    """Whether a row holds figures: two numbers that are not both years."""
    numbers = [value for value in row if is_number(value)]
    return len(numbers) > 1 and not all(value in range(1900, 2101) for value in numbers)


def body(rows: Rows) -> list[int]:
    return [index for index, row in enumerate(rows) if is_body(row)]


def each(change: Callable[[Rows], Rows]) -> Callable[[Book], Book]:
    """A change to every sheet that holds a table."""

    def changed(book: Book) -> Book:
        return [(name, change(copy.deepcopy(rows)) if body(rows) else rows) for name, rows in book]

    changed.__name__ = change.__name__
    return changed


# ----------------------------------------------------------------------------------------- sheets


def sheets_reversed(book: Book) -> Book:
    return book[::-1]


def sheets_renamed(book: Book) -> Book:
    return [(f"Tab {number}", rows) for number, (_, rows) in enumerate(book, 1)]


def a_sheet_renamed(book: Book) -> Book:
    at = next(index for index, (_, rows) in enumerate(book) if body(rows))
    return [(f"New {name}"[:31] if index == at else name, rows) for index, (name, rows) in enumerate(book)]


def a_sheet_added(book: Book) -> Book:
    note = [["Notes"], ["This worksheet describes the tables."], ["1", "Figures for 2024 are provisional."]]
    return [("Cover", note), *book, ("Notes 2", note)]


# --------------------------------------------------------------------------------- rows and columns


@each
def header_lower(rows: Rows) -> Rows:
    return [[""], [""], [""], *rows]


@each
def header_further_right(rows: Rows) -> Rows:
    return [["", "", *row] for row in rows]


@each
def notes_below(rows: Rows) -> Rows:
    return [*rows, [""], ["Notes"], ["1. Figures for 2024 are provisional."], ["Source: the publisher, 2024"]]


@each
def notes_above(rows: Rows) -> Rows:
    first = _top(rows)
    return [*rows[:first], ["Some cells refer to notes, which are below the table. [note 1]"], *rows[first:]]


@each
def a_note_row_within(rows: Rows) -> Rows:
    lines = body(rows)
    middle = lines[len(lines) // 2]
    return [*rows[:middle], ["", "Figures below are on the new definition."], *rows[middle:]]


def _top(rows: Rows) -> int:
    """The first row of the heading: below the last row with one cell above the figures."""
    first = body(rows)[0]
    single = [index for index in range(first) if sum(cell not in ("", None) for cell in rows[index]) == 1]
    titles = [index for index in single if rows[index][0] not in ("", None)]
    return titles[0] + 1 if titles else 0


def _note_column(rows: Rows, at: int) -> Rows:
    lines = set(body(rows))
    first = min(lines)
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return [
        [*row[:at], "Footnote" if index == first - 1 else ("[note 1]" if index in lines else ""), *row[at:]]
        for index, row in enumerate(padded)
    ]


@each
def a_note_column_at_the_end(rows: Rows) -> Rows:
    return _note_column(rows, max(map(len, rows)))


@each
def a_note_column_within(rows: Rows) -> Rows:
    row = rows[body(rows)[-1]]
    numbers = [index for index, value in enumerate(row) if is_number(value)]
    return _note_column(rows, numbers[-1])


@each
def a_note_column_in_front(rows: Rows) -> Rows:
    return _note_column(rows, 0)


@each
def a_note_column_after_the_labels(rows: Rows) -> Rows:
    row = rows[body(rows)[-1]]
    return _note_column(rows, next(index for index, value in enumerate(row) if is_number(value)))


@each
def rows_reversed(rows: Rows) -> Rows:
    """The rows of every unbroken run of figures, the other way round."""
    changed = list(rows)
    run: list[int] = []
    for index in [*body(rows), len(rows) + 9]:
        if run and index != run[-1] + 1:
            for place, source in zip(run, reversed(run), strict=True):
                changed[place] = rows[source]
            run = []
        run.append(index)
    return changed


@each
def columns_reversed(rows: Rows) -> Rows:
    """The columns of figures the other way round, each under all of its headings."""
    lines = body(rows)
    first = lines[0]
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    counts = [sum(is_number(padded[line][column]) for line in lines) for column in range(width)]
    measures = [column for column in range(width) if counts[column] > 1]
    measures = [column for column in measures if not _all_years(padded, lines, column)]
    top = _top(rows)
    across = [c for c in measures if read_moment(padded[first - 1][c]) or read_moment(padded[first - 2][c])]
    measures = across if len(across) > 1 else measures
    for index in range(top, first - 1):
        row = padded[index]
        held = ""
        for column in range(min(measures, default=width), width):
            held = row[column] or held
            if column in measures and not row[column] and _is_group(padded, index, first):
                row[column] = held
    order = dict(zip(measures, reversed(measures), strict=True))
    return [
        [row[order.get(column, column)] for column in range(width)] if index >= top else row
        for index, row in enumerate(padded)
    ]


def _all_years(rows: Rows, lines: list[int], column: int) -> bool:
    return all(rows[line][column] in range(1900, 2101) for line in lines if is_number(rows[line][column]))


def _is_group(rows: Rows, index: int, first: int) -> bool:
    return index < first - 1 and sum(cell not in ("", None) for cell in rows[index]) > 1


@each
def headings_slipped(rows: Rows) -> Rows:
    """The last line of headings one column too far to the right: nothing in the file is where it says."""
    head = body(rows)[0] - 1
    while not any(cell not in ("", None) for cell in rows[head]):
        head -= 1
    return [["", *row] if index == head else row for index, row in enumerate(rows)]


# ------------------------------------------------------------------------------- periods and areas


def later(raw: Any, before: Any) -> Any:
    """The period after, as far from the last as the last is from the one before it; as the file writes it."""
    this, that = read_moment(raw), read_moment(before)
    if this is None or that is None or this.frequency is not that.frequency:
        return None
    if this.frequency is Frequency.DAY:
        months = (this.start.year - that.start.year) * 12 + this.start.month - that.start.month
        if months == 0:
            moved = this + (this - that)
            return moved.start if isinstance(raw, date) else f"{moved.start:%d/%m/%Y}"
        year, month = divmod(this.start.year * 12 + this.start.month - 1 + months, 12)
        day = min(this.start.day, monthrange(year, month + 1)[1])
        moved_day = date(year, month + 1, day)
        return moved_day if isinstance(raw, date) else f"{moved_day:%d %B %Y}".lstrip("0")
    moved = this + (this - that)
    if is_number(raw):
        return float(str(moved))
    return f"{moved.start:%b-%y}" if moved.frequency is Frequency.MONTH and "-" in raw[2:] else str(moved)


def _more(value: Any) -> Any:
    return value * 1.01 if is_number(value) and value not in range(1900, 2101) else value


def _period_down(rows: Rows) -> Rows:
    lines = body(rows)
    runs: list[list[int]] = []
    for index in lines:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    changed = list(rows)
    for run in reversed([run for run in runs if len(run) > 3]):
        # The last rows of a run may be months to come, empty so far.
        last, before = rows[run[-1]], rows[run[-2]]
        moved = [later(one, two) for one, two in zip(last, before, strict=False)]
        row = [_more(cell) if new is None else new for cell, new in zip(last, moved, strict=False)]
        changed.insert(run[-1] + 1, row)
    return changed


def _period_across(rows: Rows) -> Rows:
    heads = [
        (index, found)
        for index, row in enumerate(rows)
        if len(found := [c for c, cell in enumerate(row) if read_moment(cell) is not None]) > 2
        and not is_body(row)
    ]
    changed = [list(row) for row in rows]
    width = max(map(len, rows))
    changed = [[*row, *[""] * (width - len(row))] for row in changed]
    if not heads:
        return changed
    columns = heads[0][1]
    row = rows[heads[0][0]]
    first, second = read_moment(row[columns[0]]), read_moment(row[columns[1]])
    rising = first is not None and second is not None and second.end > first.end
    newest, before = (columns[-1], columns[-2]) if rising else (columns[0], columns[1])
    at = newest + 1 if rising else newest
    lines = {index for index, _ in heads}
    for index, cells in enumerate(changed):
        if index in lines:
            new = later(cells[newest], cells[before])
        else:
            new = _more(cells[newest]) if index > heads[0][0] else ""
        cells.insert(at, "" if new is None else new)
    return changed


def a_later_period(kind: str) -> Callable[[Book], Book]:
    return each(_period_down if kind == DOWN else _period_across)


@each
def a_new_area(rows: Rows) -> Rows:
    lines = body(rows)
    at = lines[len(lines) // 2]
    row = [_more(cell) for cell in rows[at]]
    texts = [index for index, cell in enumerate(row) if isinstance(cell, str) and cell.strip()]
    for index in texts:
        code = row[index][:1] in "EWSNK" and row[index][1:].isdigit()
        row[index] = "E07000999" if code else "Newshire"
    return [*rows[: at + 1], row, *rows[at + 1 :]]


ALWAYS: tuple[Callable[[Book], Book], ...] = (
    sheets_reversed, sheets_renamed, a_sheet_renamed, a_sheet_added,
    header_lower, header_further_right, notes_below, notes_above, a_note_row_within,
    a_note_column_at_the_end, a_note_column_within, a_note_column_in_front,
    a_note_column_after_the_labels, rows_reversed, columns_reversed,
)  # fmt: skip
