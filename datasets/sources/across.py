"""Tables whose periods run along a row: which row heads them, what names each row, and what stands where.

Years may be merged over several columns, whose own headings then stand in a row below. Names of rows are
texts beside the figures, with an official code or without.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from datasets.sources.alignment import refuse_slipped
from datasets.sources.errors import LayoutChanged
from datasets.sources.figures import Figure, Table, figure
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_together
from datasets.sources.wording import GSS_CODE, is_note_heading, plain, said
from datasets.sources.workbook import Row, Sheet
from forecasting.frequency import Frequency
from forecasting.periods import Period

_NUMBERED = re.compile(r"table\s*\d|\d{1,3}[a-z]?[.:]?\s", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_CODE = re.compile(r"(?=.*\d)[A-Z0-9]{2,9}")
_BELOW = 12
_DASHES = ("-", "–", "—")


@dataclass(frozen=True, slots=True)
class _Head:
    row: int
    periods: tuple[tuple[int, Period], ...]

    @property
    def first(self) -> int:
        return self.periods[0][0]

    @property
    def last(self) -> int:
        return self.periods[-1][0]


def cross_tables(sheet: Sheet) -> list[Table]:
    """Every table of a sheet whose periods run along a row, from the top."""
    heads = list(_heads(sheet))
    following = [head.row for head in heads[1:]]
    return [
        _cross_table(sheet, head, end)
        for head, end in zip(heads, [*following, len(sheet.rows)], strict=False)
    ]


def _heads(sheet: Sheet) -> Iterator[_Head]:
    for index, row in enumerate(sheet.rows):
        periods = [(column, period) for column, period in enumerate(read_together(row)) if period is not None]
        if periods and _is_head(row, periods) and _has_body(sheet, index, periods):
            yield _Head(index, tuple(periods))


def _is_head(row: Row, periods: Sequence[tuple[int, Period]]) -> bool:
    columns = {column for column, _ in periods}
    others = [read_cell(value) for column, value in enumerate(row) if column not in columns]
    if any(cell.value is not None for cell in others):
        return False
    if len({period.frequency for _, period in periods}) > 1:
        return False
    if periods[0][1].frequency is Frequency.YEAR:
        steps = [later.ordinal - earlier.ordinal for (_, earlier), (_, later) in pairwise(periods)]
        return len(periods) > 1 and all(abs(step) <= 5 for step in steps) and (
            all(step >= 0 for step in steps) or all(step <= 0 for step in steps)
        )  # fmt: skip
    # A single date heads a table only as a heading, not as the first cell of a row of figures.
    return len(periods) > 1 or not any(
        cell.absence is Absence.TEXT and len(cell.symbol) > 60 for cell in others
    )


def _has_body(sheet: Sheet, head: int, periods: Sequence[tuple[int, Period]]) -> bool:
    seen = 0
    for row in sheet.rows[head + 1 : head + _BELOW]:
        if any(_is_figure(row, column) for column, _ in periods):
            seen += 1
    return seen > 1 and (len(periods) > 1 or periods[0][0] > 0)


def _is_figure(row: Row, column: int) -> bool:
    return column < len(row) and read_cell(row[column]).value is not None


def _cross_table(sheet: Sheet, head: _Head, end: int) -> Table:
    title = _title(sheet, head)
    columns = _columns(sheet, head, end)
    labels = _label_columns(sheet, head, end)

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        if not wanted:
            return
        if not any(heading for _, _, heading in columns):
            body = _body(sheet, columns, range(head.row + 1, end))
            refuse_slipped(sheet, head.row, body)
            _refuse_unread(sheet, head, body)
        for index in range(head.row + 1, end):
            yield from _row(sheet, index, columns, labels, title)

    return Table(sheet.name, title, (title or sheet.name,), read)


def _body(sheet: Sheet, columns: Sequence[tuple[int, Period, str]], rows: Iterable[int]) -> list[int]:
    return [row for row in rows if any(_is_figure(sheet.rows[row], column) for column, _, _ in columns)]


def _refuse_unread(sheet: Sheet, head: _Head, body: Sequence[int]) -> None:
    """Refuse a column of figures among the periods whose own period is not there or cannot be read.

    Raises LayoutChanged: its figures would be lost without a word.
    """
    known = {column for column, _ in head.periods}
    for column in range(head.first, head.last):
        text = said(sheet.cell(head.row, column)).strip()
        if column in known or (text and not _YEAR.search(text)):
            continue
        if sum(_is_figure(sheet.rows[row], column) for row in body) * 2 > len(body):
            raise LayoutChanged(
                file=sheet.file or sheet.name,
                expected="a period above every column of figures",
                found=[f"{sheet.place(head.row, column)}: {text or 'empty'}"],
                where=sheet.name,
            )


def _title(sheet: Sheet, head: _Head) -> str:
    titles = [
        text
        for index in range(head.row - 1, max(-1, head.row - 8), -1)
        for value in sheet.rows[index][: head.first + 1]
        if isinstance(value, str) and (text := plain(value)) and len(text) > 8
    ]
    numbered = next((text for text in titles if _NUMBERED.match(text)), None)
    return numbered or " – ".join(reversed(titles[:3]))


def _columns(sheet: Sheet, head: _Head, end: int) -> tuple[tuple[int, Period, str], ...]:
    """Column, period and own heading; with headings below the years, each year reaches to the next."""
    own = {column for column, _ in head.periods}
    for index in range(head.row + 1, min(end, head.row + 4)):
        row = sheet.rows[index]
        if any(_is_figure(row, column) for column in range(head.first, len(row))):
            break
        texts = {
            column: plain(said(row[column]))
            for column in range(head.first, len(row))
            if said(row[column]).strip()
        }
        if len(set(texts) - own) > 1 and set(texts) & own:
            return tuple(_merged(head, texts))
    return tuple((column, period, "") for column, period in head.periods)


def _merged(head: _Head, texts: dict[int, str]) -> Iterator[tuple[int, Period, str]]:
    ends = [*(column for column, _ in head.periods[1:]), max(texts) + 1]
    for (start, period), end in zip(head.periods, ends, strict=True):
        for column in range(start, end):
            if column in texts:
                yield column, period, texts[column]


def _label_columns(sheet: Sheet, head: _Head, end: int) -> tuple[int, ...]:
    """The columns that name rows, the best last: to the left of the figures or, where nothing is there, to the right."""
    periods = {column for column, _ in head.periods}
    width = max((len(row) for row in sheet.rows[head.row : end]), default=0)
    for side in (range(head.first), range(head.last + 1, width)):
        found = [
            column
            for column in side
            if column not in periods and not is_note_heading(said(sheet.cell(head.row, column)))
        ]
        texts = {
            column: {text for row in range(head.row + 1, end) if (text := _text(sheet.cell(row, column)))}
            for column in found
        }
        if any(texts.values()):
            # What tells most rows apart names them: an authority, and not the region beside it.
            return tuple(
                sorted(found, key=lambda column: (not _are_codes(texts[column]), len(texts[column])))
            )
    return tuple(range(head.first))


def _are_codes(texts: Collection[str]) -> bool:
    return sum(_CODE.fullmatch(text) is not None for text in texts) * 2 > len(texts)


def _text(value: Any) -> str:
    """What a cell says in words; nothing for numbers, symbols and references to notes."""
    text = " ".join(said(value).split())
    if not text or text in _DASHES or not plain(text):
        return ""
    return text if isinstance(value, str) and read_cell(text).absence is Absence.TEXT else ""


def _row(
    sheet: Sheet,
    index: int,
    columns: Sequence[tuple[int, Period, str]],
    labels: Sequence[int],
    title: str,
) -> Iterator[Figure]:
    row = sheet.rows[index]
    code, label, number = "", "", ""
    for column in labels:
        value = row[column] if column < len(row) else ""
        text = _text(value)
        if GSS_CODE.fullmatch(text):
            code = text
        elif text:
            label = text
        elif (counted := read_cell(value).value) is not None and counted.is_integer():
            number = str(int(counted))
    # Groups may be numbered (tenths of incomes); beside words a number is a figure of its own.
    name = plain(label) or number
    if not code and not name:
        return
    for column, period, heading in columns:
        cell = read_cell(row[column] if column < len(row) else "")
        if cell.absence not in (Absence.BLANK, Absence.TEXT):
            yield figure(
                cell,
                measure=title or sheet.name,
                period=period,
                area=code,
                area_name=name,
                dimensions={"row": name, **({"column": heading} if heading else {})},
                place=sheet.place(index, column),
            )
