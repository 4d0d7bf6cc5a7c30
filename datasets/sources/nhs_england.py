"""NHS England: waiting times for planned care (referral to treatment) and A&E."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Publication
from datasets.sources.finding import (
    OGL,
    linked_files,
    links,
    newest_first,
    newest_year,
    nothing,
    part,
    published_in,
)
from datasets.sources.grid import coded_table, column_tables, period_table
from datasets.sources.moments import read_moment
from datasets.sources.source import Edition, Web
from datasets.sources.wording import plain, said
from datasets.sources.workbook import Sheet, Workbook, speaks
from forecasting.frequency import Frequency
from forecasting.periods import Period

_WORK_AREAS = "https://www.england.nhs.uk/statistics/statistical-work-areas/"
_TOP = 20
_YEARS_BACK = 3


@dataclass(frozen=True, slots=True)
class _Family:
    """Files found from an index page, which links to one page a financial year, which links to the files."""

    id: str
    title: str
    index: str
    files: str
    years: str
    publisher: str = "NHS England"
    licence: str = OGL
    hosts: tuple[str, ...] = ("www.england.nhs.uk",)
    whole: bool = True

    def find(self, web: Web, address: str = "") -> Sequence[Edition]:
        """The files of the newest year page that has any."""
        index, more = part(address or self.index)
        page = web.page(index)
        found = self._files(page, index, more)
        years = [(text, url) for text, url in links(page, index) if re.search(self.years, url)]
        for year in [] if found else newest_year(years)[:_YEARS_BACK]:
            found = self._files(web.page(year), year, more)
            if found:
                break
        if not found:
            raise nothing(self.id, index, "file of this kind")
        return newest_first(found)

    def _files(self, page: str, base: str, more: str) -> list[Edition]:
        return [
            Edition(url, text)
            for text, url in linked_files(page, base, words=self.files)
            if re.search(more, f"{text} {url}", re.IGNORECASE)
        ]


class Rtt(_Family):
    """RTT Overview Timeseries and the time series of the annual reports: a row a month, headings in groups."""

    def read(self, name: str, data: bytes) -> Publication:
        """A table a sheet, months down the rows."""
        book = Workbook(name, data)
        _check_title(book, "Referral to Treatment")
        tables = [
            period_table(table)
            for sheet in _visible(book)
            for table in column_tables(sheet, read_moment, least=6)
        ]
        if not tables:
            raise _no_months(book, "months down a column beside groups of RTT pathways")
        period = _labelled(book, "Period")
        return Publication(name, self.title, tuple(tables), published_in(_beginning(book)), _edition(period))


class RttIncomplete(_Family):
    """Monthly incomplete pathways by treatment function: a row a function, a column a week of waiting."""

    def read(self, name: str, data: bytes) -> Publication:
        """A table a sheet (national, regional, by commissioner or provider), all for the month of the file."""
        book = Workbook(name, data)
        _check_title(book, "Referral to Treatment")
        month = read_moment(_labelled(book, "Period"))
        if month is None or month.frequency is not Frequency.MONTH:
            raise LayoutChanged(
                file=name, expected="one month after “Period:”", found=[_labelled(book, "Period")]
            )
        tables = [
            coded_table(table, month)
            for sheet in _visible(book)
            for table in column_tables(sheet, _function_code, least=5, once=False)
        ]
        if not tables:
            raise _no_months(book, "rows with codes of treatment functions (IP100, C_100 …)")
        return Publication(name, self.title, tuple(tables), published_in(_beginning(book)), month.label)


class AccidentAndEmergency(_Family):
    """Monthly A&E Time Series: activity and performance, a row a month."""

    def read(self, name: str, data: bytes) -> Publication:
        """A table a sheet, months down the rows."""
        book = Workbook(name, data)
        _check_title(book, "A&E")
        tables = [
            period_table(table)
            for sheet in _visible(book)
            for table in column_tables(sheet, read_moment, least=6)
        ]
        if not tables:
            raise _no_months(book, "months down a column beside A&E attendances")
        last = max((period for table in tables for period in _periods(table)), key=lambda p: p.end)
        return Publication(
            name,
            self.title,
            tuple(tables),
            published_in(_beginning(book)),
            Period.containing(last.start, Frequency.MONTH).label,
        )


def _periods(table: Any) -> Iterator[Period]:
    return (item.period for item in table.figures([0]))


def _visible(book: Workbook) -> Iterator[Sheet]:
    return (sheet for sheet in book if not sheet.hidden)


def _beginning(book: Workbook) -> list[object]:
    """What stands above the tables, sheet after sheet: a cover or a list of notes may come first."""
    return [
        cell
        for sheet in _visible(book)
        for cell in chain.from_iterable(sheet.rows[:_TOP])
        if said(cell).strip()
    ]


def _labelled(book: Workbook, label: str) -> str:
    cells = _beginning(book)
    for name, value in pairwise(cells):
        if str(name).strip().rstrip(":").casefold() == label.casefold() and plain(said(value)):
            return plain(said(value))
    return ""


def _edition(period: str) -> str:
    """The last month of “April 2007 to October 2022”."""
    return re.split(r"\s+(?:to|-|–)\s+", period)[-1]


def _check_title(book: Workbook, words: str) -> None:
    if speaks(_visible(book), words):
        return
    raise NotThisFile(
        f"{book.name} does not speak of “{words}” at its beginning.",
        field="file",
        value=book.name,
        remedy="Choose another source; “headway ingest --list” names them all.",
    )


def _no_months(book: Workbook, expected: str) -> LayoutChanged:
    return LayoutChanged(
        file=book.name,
        expected=expected,
        found=[f"{sheet.name}: {len(sheet.rows)} rows" for sheet in _visible(book)],
        where="its sheets",
    )


def _function_code(raw: Any) -> str | None:
    text = said(raw).strip()
    return text if len(text) > 2 and re.fullmatch(r"(?:IP|NP|AD|C_?|X)\d{2,3}[A-Z]?", text) else None


RTT = Rtt(
    "nhs-england/rtt",
    "Consultant-led referral to treatment waiting times",
    _WORK_AREAS + "rtt-waiting-times/",
    r"overview time ?series|time ?series including missing data",
    r"/rtt-data-20\d{2}",
)
RTT_INCOMPLETE = RttIncomplete(
    "nhs-england/rtt-incomplete",
    "Consultant-led referral to treatment waiting times, incomplete pathways",
    _WORK_AREAS + "rtt-waiting-times/",
    r"^incomplete (?:commissioner|provider)",
    r"/rtt-data-20\d{2}",
)
AE = AccidentAndEmergency(
    "nhs-england/ae",
    "A&E attendances and emergency admissions",
    _WORK_AREAS + "ae-waiting-times-and-activity/",
    r"monthly a&?e time ?series|monthly ae time ?series",
    r"ae-attendances-and-emergency-admissions-20\d{2}",
)
SOURCES = (RTT, RTT_INCOMPLETE, AE)
