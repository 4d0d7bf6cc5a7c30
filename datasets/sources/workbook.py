"""Spreadsheets (xls, xlsx, ods): their sheets as rows of values. Formulas are never evaluated."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
    XmlError,
    ZipError,
)

from datasets.sources.compound import COMPOUND, refuse_cut_compound
from datasets.sources.errors import FileRefused, NotThisFile

LIMIT_UNPACKED = 400_000_000
"""Most bytes a workbook may unpack to: a few kilobytes can hold terabytes."""
_PIECE = 1 << 20
LIMIT_CELLS = 20_000_000
_ZIP = b"PK\x03\x04"

Row = list[Any]


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """One sheet: its name and its rows from the top left corner, each as wide as the widest."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    file: str = ""

    def place(self, row: int, column: int) -> str:
        """A cell as spreadsheets name it."""
        letters, rest = "", column
        while rest >= 0:
            rest, letter = divmod(rest, 26)
            letters, rest = chr(65 + letter) + letters, rest - 1
        return f"{self.name}!{letters}{row + 1}"

    def cell(self, row: int, column: int) -> Any:
        """The value of a cell; blank where there is none."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""


class Workbook:
    """A workbook in memory; each sheet is read when it is asked for, once."""

    def __init__(self, name: str, data: bytes) -> None:
        """Raises NotThisFile where the bytes are no workbook, FileRefused where they are a dangerous one."""
        self.name = name
        _check(name, data)
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except PasswordError as error:
            raise FileRefused(
                f"{name} is locked with a password.", field="file", value=name, remedy="Save it without one."
            ) from error
        except BaseException as error:
            if not _is_damage(error):
                raise
            raise FileRefused(
                f"{name} is damaged or cut off: {error}.",
                field="file",
                value=name,
                remedy="Fetch it again.",
            ) from error
        self._read: dict[str, Sheet] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets that hold cells, visible ones first, without links to other files."""
        kept = [
            (meta.visible is not SheetVisibleEnum.Visible, index, meta.name)
            for index, meta in enumerate(self._book.sheets_metadata)
            if meta.typ is SheetTypeEnum.WorkSheet and not meta.name.startswith("'file:")
        ]
        return tuple(name for _, _, name in sorted(kept))

    def sheet(self, name: str) -> Sheet:
        """One sheet by its exact name."""
        if name not in self._read:
            meta = next(meta for meta in self._book.sheets_metadata if meta.name == name)
            hidden = meta.visible is not SheetVisibleEnum.Visible
            self._read[name] = Sheet(name, self._rows(name), hidden, self.name)
        return self._read[name]

    def _rows(self, name: str) -> tuple[Row, ...]:
        try:
            sheet = self._book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > LIMIT_CELLS:
                raise _too_wide(self.name, name, sheet.total_height, sheet.total_width)
            return tuple(sheet.to_python(skip_empty_area=False))
        except BaseException as error:
            if isinstance(error, FileRefused) or not _is_damage(error):
                raise
            raise FileRefused(
                f"Sheet “{name}” of {self.name} cannot be read: {error}.",
                field="file",
                value=name,
                remedy="Fetch the file again.",
            ) from error

    def __iter__(self) -> Iterator[Sheet]:
        return (self.sheet(name) for name in self.names)


_DAMAGE = (CalamineError, WorksheetNotFound, ZipError, XmlError, OSError, ValueError)


def _is_damage(error: BaseException) -> bool:
    # The reader gives up on some damaged files with a panic, which is no Exception but no reason to end either.
    return isinstance(error, _DAMAGE) or type(error).__name__ == "PanicException"


def speaks(sheets: Iterable[Sheet], words: str, *, rows: int = 40) -> bool:
    """Whether a word or phrase (a regular expression) stands at the beginning of some sheet, wherever it does."""
    wanted = re.compile(words, re.IGNORECASE)
    return any(
        isinstance(cell, str) and wanted.search(cell)
        for sheet in sheets
        for row in sheet.rows[:rows]
        for cell in row
    )


def is_workbook(data: bytes) -> bool:
    """Whether bytes begin like a spreadsheet."""
    return data.startswith((COMPOUND, _ZIP))


def _check(name: str, data: bytes) -> None:
    if not is_workbook(data):
        raise NotThisFile(
            f"{name} is not a spreadsheet.",
            field="file",
            value=name,
            remedy="Give the publisher's own xls, xlsx or ods file.",
        )
    if data.startswith(COMPOUND):
        refuse_cut_compound(name, data)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            unpacked = sum(info.file_size for info in infos)
            if unpacked > LIMIT_UNPACKED:
                raise FileRefused(
                    f"{name} unpacks to {unpacked / 1e6:,.0f} MB.",
                    field="file",
                    value=unpacked,
                    remedy=f"At most {LIMIT_UNPACKED / 1e6:,.0f} MB are read.",
                )
            for info in infos:
                with archive.open(info) as member:
                    if info.filename.endswith((".xml", ".rels")):
                        refuse_doctype(name, member.read(4096))
                    # To the end, where a size that was a lie comes out; the reader would just go on unpacking.
                    while member.read(_PIECE):
                        pass
                if info.filename.startswith("xl/worksheets/"):
                    _check_extent(name, info.filename, archive.read(info))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise FileRefused(
            f"{name} is damaged or cut off: {error}.", field="file", value=name, remedy="Fetch it again."
        ) from error


_CELL = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')


def _check_extent(name: str, sheet: str, text: bytes) -> None:
    # Two cells at opposite corners make a sheet of 17 thousand million, which the reader would lay out whole.
    rows, columns = 0, b""
    for letters, number in _CELL.findall(text):
        rows, columns = max(rows, int(number)), max(columns, letters, key=lambda one: (len(one), one))
    width = 0
    for letter in columns:
        width = width * 26 + letter - 64
    if rows * width > LIMIT_CELLS:
        raise _too_wide(name, sheet, rows, width)


def _too_wide(name: str, sheet: str, rows: int, columns: int) -> FileRefused:
    return FileRefused(
        f"Sheet “{sheet}” of {name} has {rows:,} rows and {columns:,} columns.",
        field="file",
        value=name,
        remedy="Take out what is not data.",
    )


def refuse_doctype(name: str, text: bytes) -> None:
    """Refuse XML that declares entities of its own, with which a few bytes unfold without end."""
    # In two-byte encodings the same letters stand with zeros between them.
    plain = text.replace(b"\x00", b"") if b"\x00" in text[:64] else text
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise FileRefused(
            f"{name} declares entities of its own.",
            field="file",
            value=name,
            remedy="No publisher's file needs them; fetch it again from the publisher.",
        )
