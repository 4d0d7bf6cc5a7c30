"""Ministry of Housing, Communities and Local Government: rough sleeping, homelessness, energy certificates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasets.sources.across import cross_tables
from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Publication, Table, newest
from datasets.sources.finding import GOVUK, GOVUK_FILES, OGL, dated_in, govuk_attachments
from datasets.sources.grid import coded_table, column_tables
from datasets.sources.moments import read_moment
from datasets.sources.source import Edition, Web
from datasets.sources.wording import GSS_CODE, said
from datasets.sources.workbook import Sheet, Workbook, speaks
from forecasting.frequency import Frequency
from forecasting.periods import Period


@dataclass(frozen=True, slots=True)
class _LiveTables:
    """Workbooks attached to a page of GOV.UK."""

    id: str
    title: str
    index: str
    files: str
    speaks: str
    publisher: str = "MHCLG"
    licence: str = OGL
    hosts: tuple[str, ...] = (GOVUK, GOVUK_FILES)
    whole: bool = True

    def find(self, web: Web, address: str = "") -> Sequence[Edition]:
        """The workbooks attached to the page, or to the newest members of its collection."""
        return govuk_attachments(web, address or self.index, source=self.id, words=self.files)

    def _open(self, name: str, data: bytes) -> list[Sheet]:
        book = Workbook(name, data)
        sheets = [sheet for sheet in book if not sheet.hidden]
        if not speaks(sheets, self.speaks):
            raise NotThisFile(
                f"{name} does not speak of {self.title.casefold()}.",
                field="file",
                value=name,
                remedy="Choose another source; “headway ingest --list” names them all.",
            )
        return sheets

    def _publication(
        self, name: str, tables: Sequence[Table], sheets: Sequence[Sheet], expected: str
    ) -> Publication:
        if not tables:
            raise LayoutChanged(
                file=name,
                expected=expected,
                found=[f"{sheet.name}: {next(iter(_texts(sheet)), '')}" for sheet in sheets],
                where="its sheets",
            )
        used = {table.name for table in tables}
        last = max(item.period.start for item in tables[0].figures() if item.period is not None)
        covers = [row for sheet in sheets if sheet.name not in used for row in sheet.rows[:40]]
        published = dated_in(covers, not_before=last)
        return Publication(name, self.title, tuple(tables), published, newest(tables[:1]))


class RoughSleeping(_LiveTables):
    """Autumn counts: a row an authority, a column a year; the sheet with a drop-down holds no table."""

    def read(self, name: str, data: bytes) -> Publication:
        """The tables whose columns are years."""
        sheets = self._open(name, data)
        tables = [
            table
            for sheet in sheets
            if not re.search("drop ?down", sheet.name, re.IGNORECASE)
            for table in cross_tables(sheet)
        ]
        return self._publication(name, tables, sheets, "authorities down and years across")


class EnergyCertificates(_LiveTables):
    """Weekly lodgements: a row a region, a column a week (Monday), newest first."""

    def read(self, name: str, data: bytes) -> Publication:
        """New and existing dwellings, one table each."""
        sheets = self._open(name, data)
        tables = [table for sheet in sheets for table in cross_tables(sheet)]
        return self._publication(name, tables, sheets, "regions down and weeks (“27/01/2025”) across")


class Homelessness(_LiveTables):
    """Detailed local authority tables of one quarter: a row an authority, headings nested over many rows."""

    def read(self, name: str, data: bytes) -> Publication:
        """Every sheet with area codes; the quarter comes from the sheets or, where they are silent, the file's name."""
        sheets = self._open(name, data)
        quarter = _quarter(name, sheets)
        tables = [
            coded_table(found, quarter)
            for sheet in sheets
            if not re.search("drop ?down", sheet.name, re.IGNORECASE)
            for found in column_tables(sheet, _area_code, least=5, once=False)
        ]
        return self._publication(name, tables, sheets, "rows with area codes (E92000001 …)")


def _texts(sheet: Sheet) -> list[str]:
    return [text for row in sheet.rows[:20] for cell in row if (text := said(cell).strip())]


def _area_code(raw: Any) -> str | None:
    text = said(raw).strip()
    return text if GSS_CODE.fullmatch(text) else None


def _quarter(name: str, sheets: Sequence[Sheet]) -> Period:
    named = [found for text in (*(t for s in sheets[:6] for t in _texts(s)), name.replace("_", " "))
             for found in _QUARTER.findall(text)]  # fmt: skip
    for text in named:
        period = read_moment(" ".join(text.replace("-", " to ").split()))
        if period is not None and period.frequency is Frequency.QUARTER:
            return period
    dated = re.search(r"(20\d{2})[-_]?(0[369]|12)(?!\d)", name)
    if dated is None:
        raise LayoutChanged(
            file=name,
            expected="the quarter, as “October to December 2022” on a sheet or as 202212 in the name",
            found=[name],
        )
    return Period(Frequency.QUARTER, int(dated[1]) * 4 + int(dated[2]) // 3 - 1)


_QUARTER = re.compile(
    r"((?:January|April|July|October)\s*(?:to|-)\s*(?:March|June|September|December)\s+20\d{2})",
    re.IGNORECASE,
)

ROUGH_SLEEPING = RoughSleeping(
    "mhclg/rough-sleeping",
    "Rough sleeping snapshot in England",
    "https://www.gov.uk/government/collections/homelessness-statistics",
    r"rough sleeping|RS_STATS",
    r"rough sleep",
)
HOMELESSNESS = Homelessness(
    "mhclg/homelessness",
    "Statutory homelessness in England, detailed local authority tables",
    "https://www.gov.uk/government/statistical-data-sets/live-tables-on-homelessness",
    r"detailed.*local authority|detailed_la",
    r"homeless",
)
ENERGY_CERTIFICATES = EnergyCertificates(
    "mhclg/epc",
    "Energy Performance Building Certificates, weekly lodgements",
    "https://www.gov.uk/government/statistical-data-sets/live-tables-on-energy-performance-of-buildings-certificates",
    r"epc.?live|weekly",
    r"energy performance",
)
SOURCES = (ROUGH_SLEEPING, HOMELESSNESS, ENERGY_CERTIFICATES)
