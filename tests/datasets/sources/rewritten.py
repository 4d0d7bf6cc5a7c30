"""What happens to a text file of rows from one edition to the next, or on its way here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

Rows = list[list[str]]


def rows_of(data: bytes) -> Rows:
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return list(csv.reader(io.StringIO(text)))


def written(rows: Rows, *, delimiter: str = ",", end: str = "\n", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue().encode(encoding)


def _note_column(rows: Rows, heads: int, at: int, every: int = 1) -> Rows:
    return [
        [
            *row[:at],
            ("Footnotes" if index == 0 else "" if index < heads or index % every else "Late returns."),
            *row[at:],
        ]
        for index, row in enumerate(rows)
    ]


def same_words(rows: Rows, heads: int, *, first: int) -> Iterator[tuple[str, bytes]]:
    """Changes that leave every figure what it was; the first ``first`` columns keep their places."""
    width = len(rows[0])
    body = rows[heads:]
    yield "rows reversed", written([*rows[:heads], *body[::-1]])
    yield "columns reversed", written([[*row[:first], *row[first:][::-1]] for row in rows])
    yield "note column at the end", written(_note_column(rows, heads, width))
    yield "note column within", written(_note_column(rows, heads, max(first, width // 2)))
    yield "note column here and there", written(_note_column(rows, heads, width, 3))
    yield "notes below", written([*rows, [], ["Source: the publisher"], ["1. Figures for 2023 are early."]])
    yield "title above", written([["A title of the table"], [], *rows])
    yield "padded title above", written([["A title", *[""] * (width - 1)], [""] * width, *rows])
    yield "empty column in front", written([["", *row] for row in rows])
    yield "semicolons", written(rows, delimiter=";")
    yield "tabs", written(rows, delimiter="\t")
    yield "byte order mark", b"\xef\xbb\xbf" + written(rows, end="\r\n")
    yield "carriage returns alone", written(rows, end="\r")
    yield "UTF-16", written(rows, encoding="utf-16")
    yield "blank lines", written([line for row in rows for line in (row, [])])


def other_words(rows: Rows, heads: int) -> Iterator[tuple[str, bytes]]:
    """Changes after which nothing stands where the file says."""
    yield (
        "header slipped to the right",
        written([["", *row] if index < heads else row for index, row in enumerate(rows)]),
    )
    yield (
        "header slipped to the left",
        written([row[1:] if index < heads else row for index, row in enumerate(rows)]),
    )
