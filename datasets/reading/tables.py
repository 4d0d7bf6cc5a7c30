"""CSV and Parquet files as columns of text, with the line of every row for when something is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from datasets.errors import (
    ColumnsMissing,
    FileEmpty,
    FileMissing,
    FileNotText,
    FileTooLarge,
    FileUnreadable,
)

LIMIT_BYTES = 200_000_000
"""Largest file read unless the caller raises the limit."""

_LINE_END = re.compile(rb"\r\n|\n|\r")
_DELIMITERS = (",", ";", "\t")
_PARQUET = frozenset({".parquet", ".pq"})


@dataclass(frozen=True, eq=False)
class RawTable:
    """The columns of a file as text, trimmed; an empty cell is null.

    ``columns`` holds only the columns asked for that exist; ``ignored`` names the others.
    """

    name: str
    rows: int
    columns: Mapping[str, pa.ChunkedArray]
    ignored: tuple[str, ...] = ()
    content: bytes | None = field(default=None, repr=False)

    def lines_of(self, rows: Iterable[int]) -> dict[int, int]:
        """The line in the file of some rows (counted from 0); the row number plus 2 in a Parquet file."""
        wanted = set(rows)
        if not wanted:
            return {}
        if self.content is None:
            return {row: row + 2 for row in wanted}
        # Blank lines and line breaks inside quotes shift the count, so the text itself is asked.
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding="utf-8-sig", newline="")
        lines = csv.reader(text, delimiter=_delimiter(self.content))
        found: dict[int, int] = {}
        last, row, started = max(wanted), -1, 0
        for cells in lines:
            first, started = started + 1, lines.line_num
            if not cells:
                continue
            if row in wanted:
                found[row] = first
            if row >= last:
                break
            row += 1
        return found


def read_table(
    path: Path,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    limit_bytes: int = LIMIT_BYTES,
) -> RawTable:
    """Read a CSV or Parquet file as columns of text.

    Raises FileMissing, FileTooLarge (nothing is read then), FileEmpty, FileNotText, FileUnreadable or
    ColumnsMissing.
    """
    if not path.is_file():
        raise FileMissing(
            f"There is no file {path}.", field="file", value=str(path), remedy="Check the path."
        )
    size = path.stat().st_size
    if size > limit_bytes:
        raise FileTooLarge(
            f"{path.name} has {size / 1e6:,.0f} MB; the limit is {limit_bytes / 1e6:,.0f} MB.",
            field="file",
            value=size,
            remedy="Split the file, or raise the limit if this machine has the memory.",
        )
    if size == 0:
        raise _empty(path)
    if path.suffix.lower() in _PARQUET:
        table, content = _parquet(path), None
    else:
        content = path.read_bytes()
        table = _csv(path, content)
    table = table.rename_columns([name.strip() for name in table.column_names])
    _check_columns(path, table.column_names, required, optional)
    if table.num_rows == 0:
        raise _empty(path)
    wanted = [name for name in (*required, *optional) if name in table.column_names]
    columns = {name: _text(path, name, table.column(name)) for name in wanted}
    ignored = tuple(name for name in table.column_names if name not in wanted)
    return RawTable(path.name, table.num_rows, columns, ignored, content)


def _empty(path: Path) -> FileEmpty:
    return FileEmpty(
        f"{path.name} holds no rows.",
        field="file",
        value=str(path),
        remedy="Give at least one row below the header.",
    )


def _delimiter(content: bytes) -> str:
    return max(_DELIMITERS, key=_header(content).count)


def _header(content: bytes) -> str:
    return _LINE_END.split(content, maxsplit=1)[0].decode("utf-8-sig", errors="replace")


def _csv(path: Path, content: bytes) -> Any:
    _check_text(path, content)
    broken: list[tuple[int, int]] = []

    def skip(row: Any) -> str:
        broken.append((row.expected_columns, row.actual_columns))
        return "error"

    try:
        return pacsv.read_csv(
            pa.BufferReader(content),
            read_options=pacsv.ReadOptions(use_threads=False),
            parse_options=pacsv.ParseOptions(
                delimiter=_delimiter(content), newlines_in_values=b'"' in content, invalid_row_handler=skip
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=_all_text(content), strings_can_be_null=True, null_values=[""], check_utf8=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise _not_rectangular(path, content, error) from error


def _all_text(content: bytes) -> dict[str, Any]:
    names = next(csv.reader([_header(content)], delimiter=_delimiter(content)), [])
    return {name: pa.string() for name in names}


def _check_text(path: Path, content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        before = content.rfind(b"\n", 0, error.start) + 1
        cell = content[before : error.start].count(_delimiter(content).encode()) + 1
        raise FileNotText(
            f"{path.name} is not UTF-8 text: line {line}, column {cell} holds the byte 0x{content[error.start]:02x}.",
            field="file",
            value=line,
            remedy="Save it as “CSV UTF-8”.",
        ) from error


def _not_rectangular(path: Path, content: bytes, error: Exception) -> FileUnreadable:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    lines = csv.reader(text, delimiter=_delimiter(content))
    width = len(next(lines, []))
    for cells in lines:
        if cells and len(cells) != width:
            return FileUnreadable(
                f"Line {lines.line_num} of {path.name} has {len(cells)} columns, the header {width}.",
                field="file",
                value=lines.line_num,
                remedy="Put quotes around a value that holds the separator.",
            )
    return FileUnreadable(
        f"{path.name} is not a CSV file: {error}.", field="file", value=str(path), remedy="Save it as CSV."
    )


def _parquet(path: Path) -> Any:
    try:
        return pq.read_table(path, use_threads=False)
    except (pa.ArrowInvalid, OSError) as error:
        raise FileUnreadable(
            f"{path.name} is not a Parquet file.",
            field="file",
            value=str(path),
            remedy="Write it again, or give a CSV file.",
        ) from error


def _check_columns(
    path: Path, found: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> None:
    missing = [name for name in required if name not in found]
    doubled = sorted({name for name in found if list(found).count(name) > 1})
    if doubled:
        raise ColumnsMissing(
            f"{path.name} has the column “{doubled[0]}” more than once.",
            field=doubled[0],
            value=doubled[0],
            remedy="Keep one of them.",
        )
    if missing:
        spare = [name for name in found if name not in (*required, *optional)]
        near = get_close_matches(missing[0], spare, n=1)
        hint = f"Rename “{near[0]}”. " if near else ""
        wanted = ", ".join(f"“{name}”" for name in missing)
        raise ColumnsMissing(
            f"{path.name} lacks {'the column' if len(missing) == 1 else 'the columns'} {wanted}.",
            field=missing[0],
            value=", ".join(found),
            remedy=f"{hint}Required are {', '.join(required)}.",
        )


def _text(path: Path, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return _trimmed(column)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise FileUnreadable(
            f"The column “{name}” of {path.name} holds {column.type}, not text, numbers or dates.",
            field=name,
            value=str(column.type),
            remedy="Write it as text.",
        ) from error


def _trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32(), safe=False)
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
