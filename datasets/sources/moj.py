"""Ministry of Justice, through the cross-criminal-justice workbook: courts, prisons and police side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Publication, newest
from datasets.sources.finding import GOVUK, GOVUK_FILES, OGL, govuk_attachments
from datasets.sources.grid import column_tables, period_table
from datasets.sources.moments import read_moment
from datasets.sources.source import Edition, Web
from datasets.sources.workbook import Workbook, speaks


@dataclass(frozen=True, slots=True)
class CrossJustice:
    """One workbook of quarterly and yearly blocks, below and beside each other, over courts, prisons and police."""

    id: str = "moj/cross-justice"
    publisher: str = "Ministry of Justice"
    title: str = "Cross-criminal-justice workbook"
    licence: str = OGL
    hosts: tuple[str, ...] = (GOVUK, GOVUK_FILES)
    whole: bool = True
    index: str = "https://www.gov.uk/government/collections/criminal-court-statistics"

    def find(self, web: Web, address: str = "") -> Sequence[Edition]:
        """The workbooks attached to the page of the feed."""
        return govuk_attachments(web, address or self.index, source=self.id, words=r"cross.?c?js|justice")

    def read(self, name: str, data: bytes) -> Publication:
        """A table a block: dates, quarters or years down, measures across under their groups."""
        book = Workbook(name, data)
        sheets = [sheet for sheet in book if not sheet.hidden]
        tables = [
            period_table(found) for sheet in sheets for found in column_tables(sheet, read_moment, least=4)
        ]
        if not speaks(sheets, "crown court|magistrates['’]? court|prison population"):
            raise NotThisFile(
                f"{name} does not speak of courts or prisons.",
                field="file",
                value=name,
                remedy="Choose another source; “headway ingest --list” names them all.",
            )
        if not tables:
            raise LayoutChanged(
                file=name, expected="quarters or years down a column", found=[s.name for s in sheets]
            )
        return Publication(name, self.title, tuple(tables), edition=newest(tables))


SOURCES = (CrossJustice(),)
