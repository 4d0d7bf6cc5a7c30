"""Whether the headings of a table stand above their columns, or have slipped beside them."""

from __future__ import annotations

from collections.abc import Iterable

from datasets.sources.errors import LayoutChanged
from datasets.sources.wording import said
from datasets.sources.workbook import Sheet

_STEPS = (1, -1, 2, -2)


def refuse_slipped(sheet: Sheet, head: int, rows: Iterable[int]) -> None:
    """Refuse a table that would fit its line of headings better if that were moved to one side.

    Every figure would be taken for that of its neighbour, and many would pass for possible. Raises
    LayoutChanged. A line that heads fewer than half of the columns (the lowest of nested ones) decides nothing.
    """
    headed = _filled(sheet, [head])
    occupied = _filled(sheet, rows)
    bare = occupied - headed
    if not bare or len(headed) * 2 < len(occupied):
        return
    amiss = len(headed ^ occupied)
    if any(len({column + step for column in occupied} ^ headed) < amiss for step in _STEPS):
        raise LayoutChanged(
            file=sheet.file or sheet.name,
            expected="a heading above every column",
            found=[f"{sheet.place(head, column)} is empty" for column in sorted(bare)],
            where=sheet.name,
        )


def _filled(sheet: Sheet, rows: Iterable[int]) -> set[int]:
    return {column for row in rows for column, value in enumerate(sheet.rows[row]) if said(value).strip()}
