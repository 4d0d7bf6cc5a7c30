"""Parquet, written in a process of its own that ends with the table: what writes it takes half as much memory again as the
service, and gives none of it back."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from service.export.parquet import ROWS_IN_A_GROUP, parquet_pieces
from service.export.tables import Table

_LENGTH = 8


class ParquetFailed(RuntimeError):
    """The process that writes Parquet ended before the table did; its log says why."""


def pressed(table: Table) -> Generator[bytes, None, None]:
    """The table as Parquet, piece by piece; a row group is held at a time, here and there.

    Close it when no more is wanted, so that the process ends. Raises ParquetFailed.
    """
    rows = iter(table.rows)
    # It finds the code where this process did, from wherever that was started.
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    command = [sys.executable, "-m", "service.api.parquet_press"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=found) as press:
        try:
            if press.stdin is None or press.stdout is None:
                raise ParquetFailed
            _send(press.stdin, replace(table, rows=()))
            yield _piece(press.stdout)
            full = True
            while full:
                group = [tuple(row[name] for name in table.names) for row in islice(rows, ROWS_IN_A_GROUP)]
                full = len(group) == ROWS_IN_A_GROUP
                _send(press.stdin, group)
                if group:
                    if not full:
                        _send(press.stdin, [])
                    yield _piece(press.stdout)
            yield _piece(press.stdout)
        except (BrokenPipeError, EOFError) as error:
            raise ParquetFailed from error
        finally:
            press.kill()


def _send(pipe: IO[bytes], value: object) -> None:
    pickle.dump(value, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _piece(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_LENGTH)
    length = int.from_bytes(head, "big")
    piece = pipe.read(length)
    if len(head) < _LENGTH or len(piece) < length:
        raise EOFError
    return piece


def _rows(pipe: IO[bytes], names: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    while group := pickle.load(pipe):  # noqa: S301 - from the process that started this one
        for values in group:
            yield dict(zip(names, values, strict=True))


def main() -> None:
    """Read a table and its groups of rows from standard input; write its pieces, each after its length."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    table: Table = pickle.load(source)  # noqa: S301 - from the process that started this one
    for piece in parquet_pieces(replace(table, rows=_rows(source, table.names))):
        sink.write(len(piece).to_bytes(_LENGTH, "big") + piece)
        sink.flush()


if __name__ == "__main__":
    main()
