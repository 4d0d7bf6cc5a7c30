"""A table as CSV, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

from service.api.csv_table import csv_lines
from service.export.tables import Table

ROWS_IN_A_PIECE = 256


def csv_pieces(table: Table) -> Iterator[bytes]:
    """Header and rows as in ``csv_table``; a few hundred rows are held at a time."""
    yield csv_lines([table.names])
    lines: list[list[object]] = []
    for row in table.rows:
        lines.append([row[name] for name in table.names])
        if len(lines) == ROWS_IN_A_PIECE:
            yield csv_lines(lines)
            lines = []
    yield csv_lines(lines)
