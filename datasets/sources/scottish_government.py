"""Scottish Government: poverty and income inequality, several tables below each other on every sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from datasets.sources.across import cross_tables
from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Publication, newest
from datasets.sources.finding import OGL, linked_files, newest_first, nothing, part
from datasets.sources.source import Edition, Web
from datasets.sources.workbook import Workbook, speaks

_SINGLE = re.compile(r"1 ?-?_?yr|single.?year", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Poverty:
    """The single-year and three-year workbooks: a row a group, a column a year, shares as fractions."""

    id: str = "scotgov/poverty"
    publisher: str = "Scottish Government"
    title: str = "Poverty and Income Inequality in Scotland"
    licence: str = OGL
    hosts: tuple[str, ...] = ("data.gov.scot", "www.gov.scot")
    whole: bool = False
    index: str = "https://data.gov.scot/poverty/download.html"

    def find(self, web: Web, address: str = "") -> Sequence[Edition]:
        """The three-year workbooks linked from the download page; with “#single-year”, the single-year ones."""
        index, more = part(address or self.index)
        found = [
            Edition(url, text)
            for text, url in linked_files(
                web.page(index), index, words=r"data|tables|single|three", endings=(".ods", ".xlsx")
            )
            # Single-year and three-year figures come in files of their own.
            if bool(_SINGLE.search(f"{text} {url}")) is (_SINGLE.search(more) is not None)
        ]
        if not found:
            raise nothing(self.id, index, "workbook")
        return newest_first(found)

    def read(self, name: str, data: bytes) -> Publication:
        """Every table whose columns are years or three-year averages."""
        book = Workbook(name, data)
        sheets = [sheet for sheet in book if not sheet.hidden]
        if not speaks(sheets, "poverty"):
            raise NotThisFile(
                f"{name} does not speak of poverty.",
                field="file",
                value=name,
                remedy="Choose another source; “headway ingest --list” names them all.",
            )
        tables = [table for sheet in sheets for table in cross_tables(sheet)]
        if not tables:
            raise LayoutChanged(
                file=name, expected="groups down and years (“2020/21”) across", found=[s.name for s in sheets]
            )
        return Publication(name, self.title, tuple(tables), edition=newest(tables[:1]))


SOURCES = (Poverty(),)
