"""Home Office: police workforce of England and Wales, a row a force and a column a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasets.sources.across import cross_tables
from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Publication, Table, newest
from datasets.sources.finding import GOVUK, GOVUK_FILES, OGL, govuk_attachments
from datasets.sources.grid import column_tables, period_table
from datasets.sources.moments import read_moment
from datasets.sources.source import Edition, Web
from datasets.sources.wording import said
from datasets.sources.workbook import Workbook, speaks
from forecasting.frequency import Frequency


@dataclass(frozen=True, slots=True)
class PoliceWorkforce:
    """Data tables of the half-yearly release (ods), by force with regions and totals between them."""

    id: str = "home-office/police-workforce"
    publisher: str = "Home Office"
    title: str = "Police workforce, England and Wales"
    licence: str = OGL
    hosts: tuple[str, ...] = (GOVUK, GOVUK_FILES)
    whole: bool = True
    index: str = "https://www.gov.uk/government/collections/police-workforce-england-and-wales"

    def find(self, web: Web, address: str = "") -> Sequence[Edition]:
        """The data tables attached to the newest releases of the collection."""
        return govuk_attachments(
            web,
            address or self.index,
            source=self.id,
            words=r"(?:data )?(?:tables|tabs)",
            endings=(".ods", ".xlsx"),
        )

    def read(self, name: str, data: bytes) -> Publication:
        """A table a sheet; a sheet whose dates run down instead of across is read too."""
        book = Workbook(name, data)
        tables: list[Table] = []
        sheets = [sheet for sheet in book if not sheet.hidden]
        for sheet in sheets:
            across = [table for table in cross_tables(sheet) if _dated(table)]
            tables += across or [period_table(found) for found in column_tables(sheet, read_moment)]
        if not speaks(sheets, "police"):
            raise NotThisFile(
                f"{name} does not speak of police officers.",
                field="file",
                value=name,
                remedy="Choose another source; “headway ingest --list” names them all.",
            )
        if not tables:
            raise LayoutChanged(
                file=name,
                expected="police forces down and dates (“30 September 2018”) across",
                found=[f"{sheet.name}: {said(sheet.cell(0, 0))}" for sheet in book],
                where="its sheets",
            )
        return Publication(name, self.title, tuple(tables), edition=newest(tables))


def _dated(table: Table) -> bool:
    first = next(iter(table.figures()), None)
    return first is not None and first.period is not None and first.period.frequency is not Frequency.YEAR


SOURCES = (PoliceWorkforce(),)
