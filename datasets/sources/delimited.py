"""Text files of rows (CSV and the like), whatever their encoding, line endings or compression."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile
from datasets.sources.whole import refuse_cut
from datasets.sources.wording import nearest, pick

LIMIT_TEXT = 400_000_000
_GZIP = b"\x1f\x8b"
_SEARCHED = 30
"""Lines at the beginning of a file among which its header is looked for."""
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """A header and the rows below it."""

    file: str
    header: tuple[str, ...]
    rows: tuple[list[str], ...]

    def column(self, *names: str, where: str = "") -> int:
        """The column with one of these headings, by what they say. Raises LayoutChanged."""
        found = self.optional(*names)
        if found is None:
            wanted = " or ".join(f"“{name}”" for name in names)
            raise LayoutChanged(
                file=self.file,
                expected=f"a column {wanted}",
                found=nearest(self.header, names[0]),
                where=where or "the header",
            )
        return found

    def optional(self, *names: str) -> int | None:
        """The column with one of these headings, word for word, or None."""
        found = pick([(name, index) for index, name in enumerate(self.header)], names)
        exact = [index for index, same in found if same]
        return exact[0] if exact else None

    def cell(self, row: Sequence[str], column: int | None) -> str:
        """A trimmed cell; empty where the row is short."""
        return row[column].strip() if column is not None and column < len(row) else ""


def text_of(name: str, data: bytes) -> str:
    """The text of a file: unpacked, decoded, with plain line ends.

    Raises NotThisFile for a web page or a binary file, FileRefused for a damaged or oversized one.
    """
    if data.startswith(_GZIP):
        data = _unpacked(name, data)
    if looks_like_page(data):
        raise NotThisFile(
            f"{name} is a web page.", field="file", value=name, remedy="Give the file the page links to."
        )
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotThisFile(f"{name} is not text.", field="file", value=name, remedy="Give a CSV file.")
    for encoding in (
        ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252", "latin-1")
    ):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise FileRefused(
            f"{name} is not text in any known encoding.", field="file", value=name, remedy="Save it as UTF-8."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unpacked(name: str, data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            found = packed.read(LIMIT_TEXT + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(
            f"{name} is damaged or cut off: {error}.", field="file", value=name, remedy="Fetch it again."
        ) from error
    if len(found) > LIMIT_TEXT:
        raise FileRefused(
            f"{name} unpacks to more than {LIMIT_TEXT / 1e6:,.0f} MB.",
            field="file",
            value=name,
            remedy="Split it.",
        )
    return found


def looks_like_page(data: bytes) -> bool:
    """Whether bytes begin like a web page, which is what servers send in place of a file that has moved."""
    beginning = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return beginning.startswith((b"<!doctype html", b"<html")) or (
        beginning.startswith((b"<!--", b"<head", b"<body")) and b"<html" in beginning
    )


def read_rows(name: str, data: bytes) -> Rows:
    """A delimited file with its header, wherever its table begins.

    Titles above the header, notes below the last row, and columns without heading or content are passed over.
    Raises NotThisFile, FileRefused or LayoutChanged.
    """
    lines, ended = read_lines(name, data)
    lines = lines[_header(lines) :]
    if not lines:
        raise LayoutChanged(file=name, expected="a header and rows", found=())
    refuse_cut(name, lines, ended=ended)
    header = tuple(" ".join(cell.split()) for cell in lines[0])
    body = [row for row in _without_notes(lines[1:], len(header)) if row != lines[0]]
    _check_width(name, header, body)
    return Rows(name, header, tuple(body))


def read_lines(name: str, data: bytes) -> tuple[list[list[str]], bool]:
    """The rows of a delimited file that are not blank, and whether its last line is ended."""
    text = text_of(name, data)
    if text.lstrip()[:1] in ("{", "[", "<"):
        raise NotThisFile(
            f"{name} is not a table.", field="file", value=name, remedy="Choose another source."
        )
    beginning = text.split("\n", _SEARCHED)[:_SEARCHED]
    delimiter = max(_DELIMITERS, key=lambda one: max(line.count(one) for line in beginning))
    lines = [row for row in split_rows(name, text, delimiter) if any(cell.strip() for cell in row)]
    empty = min((_leading(row) for row in lines), default=0)
    return [row[empty:] for row in lines] if empty else lines, text.endswith("\n")


def _leading(row: Sequence[str]) -> int:
    return next((index for index, cell in enumerate(row) if cell.strip()), len(row))


def _header(lines: Sequence[Sequence[str]]) -> int:
    """The first row that heads a table: rows with a single cell above it are titles."""
    filled = (sum(bool(cell.strip()) for cell in row) for row in lines[:_SEARCHED])
    return next((index for index, cells in enumerate(filled) if cells > 1), 0)


def _without_notes(body: list[list[str]], width: int) -> list[list[str]]:
    """The rows without the notes below them: lines of text in a table of more than two columns."""
    last = len(body)
    while width > 2 and last and sum(bool(cell.strip()) for cell in body[last - 1]) == 1:
        last -= 1
    return body[:last]


def _check_width(name: str, header: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    """Headings that have slipped: rows that reach further than the header, or none that reaches as far."""
    reach = max((_reach(row) for row in body), default=0)
    slipped = reach > len(header) or (
        bool(body) and not header[0] and _reach(header) > max(len(row) for row in body)
    )
    if slipped:
        raise LayoutChanged(
            file=name,
            expected=f"rows of {len(header)} columns, as many as headings",
            found=[f"{reach} columns"],
            where="the header",
        )


def _reach(row: Sequence[str]) -> int:
    return next((index + 1 for index in range(len(row) - 1, -1, -1) if row[index].strip()), 0)


def read_json(name: str, data: bytes) -> Any:
    """A JSON document; anything else raises NotThisFile, a damaged one FileRefused."""
    text = text_of(name, data)
    if text.lstrip()[:1] not in ("{", "["):
        raise NotThisFile(f"{name} is not JSON.", field="file", value=name, remedy="Choose another source.")
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileRefused(
            f"{name} is damaged or cut off: {error}.", field="file", value=name, remedy="Fetch it again."
        ) from error


@contextmanager
def shaped(name: str, expected: str) -> Iterator[None]:
    """Turn what goes wrong in a document whose parts are not what they should be into LayoutChanged."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise LayoutChanged(
            file=name, expected=expected, found=[f"{type(error).__name__}: {error}"]
        ) from error


def split_rows(name: str, text: str, delimiter: str = ",") -> list[list[str]]:
    """The rows of a text that are not blank. Raises FileRefused where a quotation never ends."""
    csv.field_size_limit(10_000_000)
    try:
        return [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row
        ]
    except csv.Error as error:
        if "end of data" in str(error):
            raise FileRefused(
                f"{name} ends within a quotation: it is damaged or cut off.",
                field="file",
                value=name,
                remedy="Fetch it again.",
            ) from error
        # Stray quotation marks within a cell are common, and harmless.
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
