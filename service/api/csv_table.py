"""Tables as CSV that statistics tools read and that a spreadsheet cannot mistake for formulas (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

# A cell beginning with one of these is run as a formula by spreadsheets; a leading apostrophe stops that.
# Some read the full-width forms of East Asian keyboards alike.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Verbatim(str):
    """A code of a standard that begins like a formula, is none, and would be another with an apostrophe before it."""

    __slots__ = ()


def cell(value: object) -> object:
    """One value as it is written: numbers plain, None empty, text never a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not isinstance(value, Verbatim):
        return f"'{value}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A header row and one line a row, ended by CRLF, in UTF-8."""
    return csv_lines([columns]) + csv_lines(rows)


def csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Lines of such a table."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode()
