"""Text files of rows (CSV and the like), whatever their encoding, line endings or compression."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile
from datasets.sources.wording import nearest, pick

LIMIT_TEXT = 400_000_000
_GZIP = b"\x1f\x8b"
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
    """A delimited file with its first row as header. Raises NotThisFile, FileRefused or LayoutChanged."""
    text = text_of(name, data)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if text.lstrip()[:1] in ("{", "[", "<"):
        raise NotThisFile(
            f"{name} is not a table.", field="file", value=name, remedy="Choose another source."
        )
    lines = split_rows(name, text, delimiter)
    if not lines:
        raise LayoutChanged(file=name, expected="a header and rows", found=())
    header = tuple(" ".join(cell.split()) for cell in lines[0])
    _check_whole(name, lines, len(header))
    return Rows(name, header, tuple(lines[1:]))


def _check_whole(name: str, lines: Sequence[Sequence[str]], width: int) -> None:
    """A last row shorter than all others is the mark of a download that broke off."""
    if len(lines) > 2 and 0 < len(lines[-1]) < width and all(len(row) == width for row in lines[1:-1]):
        raise FileRefused(
            f"{name} ends in the middle of a row ({len(lines[-1])} of {width} columns).",
            field="file",
            value=len(lines),
            remedy="The download broke off; fetch it again.",
        )


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
