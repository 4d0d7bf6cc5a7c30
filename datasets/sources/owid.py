"""Our World in Data: downloads of its charts and its vaccination files, as CSV."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from datasets.sources.delimited import Rows, read_rows
from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Figure, Publication, Table, figure, newest
from datasets.sources.finding import AtAddress
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_moment
from datasets.sources.wording import is_note_heading

_WHO = ("Entity", "location")
_WHEN = ("Year", "date", "Day", "Month")
_WORDS = ("vaccine", "source_url", "iso_code", "continent", "Annotations")


@dataclass(frozen=True, slots=True)
class Grapher(AtAddress):
    """A row an entity and year (or day); aggregates have a name and no code; headings change from one download to the next."""

    id: str = "owid/grapher"
    publisher: str = "Our World in Data"
    title: str = "Our World in Data"
    licence: str = "Creative Commons Attribution 4.0"
    hosts: tuple[str, ...] = ("ourworldindata.org", "raw.githubusercontent.com")

    def locate(self, address: str) -> str:
        """The CSV behind a chart, by its address or its name."""
        if address.endswith(".csv") or ("://" in address and "grapher" not in address):
            return address
        slug = address.rstrip("/").rsplit("/", 1)[-1].split("?")[0]
        return f"https://ourworldindata.org/grapher/{slug}.csv"

    def read(self, name: str, data: bytes) -> Publication:
        """One table whose columns are the measures of the chart."""
        rows = read_rows(name, data)
        who = _first(rows, _WHO)
        when = _first(rows, _WHEN)
        if who is None or when is None:
            lacking = LayoutChanged if who is not None or when is not None else None
            if lacking:
                raise lacking(
                    file=name, expected="columns “Entity” and “Year”", found=rows.header, where="the header"
                )
            raise NotThisFile(
                f"{name} has no columns “Entity” and “Year”.",
                field="file",
                value=name,
                remedy="Choose another source.",
            )
        table = _table(rows, who, when)
        if not table.columns:
            raise LayoutChanged(
                file=name, expected="a column of values", found=rows.header, where="the header"
            )
        return Publication(name, table.columns[0], (table,), edition=newest([table]))


def _first(rows: Rows, names: Sequence[str]) -> int | None:
    return next((index for name in names if (index := rows.optional(name)) is not None), None)


def _table(rows: Rows, who: int, when: int) -> Table:
    code = rows.optional("Code", "iso_code")
    words = {rows.optional(word) for word in _WORDS}
    measures = [
        index
        for index, heading in enumerate(rows.header)
        if index not in (who, when, code, *words) and heading and not is_note_heading(heading)
    ]
    columns = tuple(rows.header[index] for index in measures)

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        for line, row in enumerate(rows.rows, 2):
            period = read_moment(rows.cell(row, when))
            if period is None:
                raise LayoutChanged(
                    file=rows.file,
                    expected="a year or a day",
                    found=[rows.cell(row, when)],
                    where=f"line {line}",
                )
            for position in wanted:
                cell = read_cell(rows.cell(row, measures[position]))
                if cell.absence is not Absence.BLANK:
                    yield figure(
                        cell,
                        measure=columns[position],
                        period=period,
                        area=rows.cell(row, code),
                        area_name=rows.cell(row, who),
                        dimensions={"Entity": rows.cell(row, who)},
                        place=f"{rows.file}:{line}",
                    )

    return Table(rows.file, rows.file, columns, read)


SOURCES = (Grapher(),)
