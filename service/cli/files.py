"""Rows to a file or to standard output: CSV, Parquet or JSON, in one piece or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from service.cli.failures import misuse
from service.cli.options import Format

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]

_PARQUET = frozenset({".parquet", ".pq"})
_QUOTED = '[",\r\n]'


class Sink(Protocol):
    """Takes tables of the same columns, one after another."""

    def write(self, table: pa.Table) -> None:
        """Take a table."""
        ...

    def close(self) -> None:
        """No more comes."""
        ...


def check_out(out: Path | None) -> None:
    """Refuse a file whose folder does not exist or whose ending says nothing, before any work."""
    if out is None:
        return
    if not out.absolute().parent.is_dir():
        raise misuse(f"There is no folder {out.absolute().parent}.")
    if out.suffix.lower() not in (".csv", ".json", *_PARQUET):
        raise misuse(f"“{out.name}” must end in .csv, .parquet or .json.")


def write_rows(rows: Sequence[Row], columns: Sequence[str], *, out: Path, name: str) -> None:
    """Write rows to a file; ``name`` is the key they stand under in JSON."""
    if out.suffix.lower() == ".json":
        with whole(out) as partial, partial.open("w", encoding="utf-8") as file:
            write_json(rows, columns, name=name, to=file)
        return
    with sink(out) as target:
        target.write(table_of(rows, columns))


def write_json(rows: Iterable[Row], columns: Sequence[str], *, name: str, to: IO[str]) -> None:
    """``{"name": [...]}`` with one object a line; what does not apply is null."""
    to.write(f'{{"{name}": [')
    for index, row in enumerate(rows):
        item = {column: row.get(column) for column in columns}
        to.write(",\n " if index else "\n ")
        to.write(json.dumps(item, ensure_ascii=False, allow_nan=False))
    to.write("\n]}\n")


def table_of(rows: Sequence[Row], columns: Sequence[str]) -> pa.Table:
    """Rows as a table; a column is text unless every value in it is a number."""
    import pyarrow as pa

    arrays = {}
    for column in columns:
        values = [row.get(column) for row in rows]
        text = any(isinstance(value, str) for value in values)
        numbers = any(isinstance(value, float | int) for value in values) and not text
        arrays[column] = pa.array(values, pa.float64() if numbers else pa.string())
    return pa.table(arrays)


@contextmanager
def sink(out: Path) -> Iterator[Sink]:
    """A CSV or Parquet file that takes tables as they come and appears when all have."""
    with whole(out) as partial:
        target: Sink = _Parquet(partial) if out.suffix.lower() in _PARQUET else Csv(partial.open("wb"))
        try:
            yield target
        finally:
            target.close()


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A file beside the wanted one that takes its place in the end; after an error nothing has changed."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.absolute().parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        mask = os.umask(0)
        os.umask(mask)
        partial.chmod(0o666 & ~mask)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


class Csv:
    """Writes tables to a stream as CSV; quotes only where a text needs them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._started = False

    def write(self, table: pa.Table) -> None:
        """Write the rows of a table, below the header of the first."""
        from pyarrow import csv

        if not self._started:
            self._stream.write((",".join(table.column_names) + "\n").encode())
            self._started = True
        style = "needed" if _needs_quotes(table) else "none"
        csv.write_csv(table, self._stream, csv.WriteOptions(include_header=False, quoting_style=style))

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()


def _needs_quotes(table: pa.Table) -> bool:
    """Whether any text holds a comma, a quote or a line break; arrow would else quote all of them or fail."""
    import pyarrow as pa
    from pyarrow import compute

    for column in table.columns:
        texts = column
        if pa.types.is_dictionary(column.type):
            texts = pa.chunked_array([chunk.dictionary for chunk in column.chunks])
        elif not pa.types.is_string(column.type):
            continue
        if compute.any(compute.match_substring_regex(texts, _QUOTED)).as_py():
            return True
    return False


class _Parquet:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: Any = None

    def write(self, table: pa.Table) -> None:
        from pyarrow import parquet

        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._path, table.schema)
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def emit(rows: Sequence[Row], columns: Sequence[str], *, style: Format, name: str) -> None:
    """Print rows on standard output as JSON or CSV."""
    import sys

    if style is Format.JSON:
        write_json(rows, columns, name=name, to=sys.stdout)
        return
    sys.stdout.flush()
    Csv(sys.stdout.buffer).write(table_of(rows, columns))
    sys.stdout.buffer.flush()
