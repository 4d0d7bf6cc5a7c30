"""CSV on the Web: tidy tables whose columns a metadata file describes; periods and areas are paths of links."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from datasets.sources.delimited import Rows, read_rows
from datasets.sources.errors import LayoutChanged, NotThisFile
from datasets.sources.figures import Figure, Publication, Table, figure, newest
from datasets.sources.finding import OGL, AtAddress
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_moment

_ROLES = {
    "refPeriod": "period",
    "refArea": "area",
    "measureType": "measure",
    "unitMeasure": "unit",
    "obsStatus": "status",
}
_TITLES: Mapping[str, tuple[str, ...]] = {
    "period": ("Period", "Time period", "Year", "Date", "Month", "Quarter"),
    "area": ("Region", "Area", "Geography", "Area code", "Geography code"),
    "measure": ("Measure Type", "Measure"),
    "unit": ("Unit", "Unit of measure"),
    "status": ("Marker", "Observation status", "Status"),
    "value": ("Value", "Observation"),
}


@dataclass(frozen=True, slots=True)
class CsvOnTheWeb(AtAddress):
    """The table; a metadata file given with it says which column is which, else the headings do."""

    id: str = "csvw"
    publisher: str = ""
    title: str = "CSV on the Web"
    licence: str = OGL
    hosts: tuple[str, ...] = ("www.gov.uk", "gss-data.org.uk", "ci.ukstats.dev")

    def read(self, name: str, data: bytes, metadata: bytes | None = None) -> Publication:
        """One table, whose columns are the measures."""
        if data.lstrip()[:1] == b"{":
            raise NotThisFile(
                f"{name} describes a table and holds no figures.",
                field="file",
                value=name,
                remedy="Give the CSV file that goes with it.",
            )
        rows = read_rows(name, data)
        named = {} if metadata is None else _described(name, metadata)
        columns = {role: _column(rows, role, named) for role in _TITLES}
        if columns["period"] is None and columns["value"] is None:
            raise NotThisFile(
                f"{name} has neither “Period” nor “Value”.",
                field="file",
                value=name,
                remedy="Choose another source.",
            )
        for role in ("period", "value"):
            if columns[role] is None:
                raise LayoutChanged(
                    file=name,
                    expected=f"a column “{_TITLES[role][0]}”",
                    found=rows.header,
                    where="the header",
                )
        table = _table(rows, columns)
        return Publication(name, name, (table,), edition=newest([table]))


def _described(name: str, metadata: bytes) -> dict[str, str]:
    """The heading of the column in each role, by the links of the metadata."""
    try:
        schema = json.loads(metadata)
        tables = schema.get("tables") or [schema]
        columns: list[Any] = tables[0]["tableSchema"]["columns"]
    except (
        json.JSONDecodeError,
        UnicodeDecodeError,
        KeyError,
        IndexError,
        AttributeError,
        TypeError,
    ) as error:
        raise LayoutChanged(
            file=name, expected="tables[0].tableSchema.columns", found=[str(error)], where="its metadata"
        ) from error
    found: dict[str, str] = {}
    for column in columns:
        if column.get("virtual") or "titles" not in column:
            continue
        title = column["titles"]
        heading = str(title[0] if isinstance(title, list) else title)
        link = str(column.get("propertyUrl", ""))
        role = next((role for key, role in _ROLES.items() if link.endswith(key)), None)
        if role is None and (
            "#measure" in link or column.get("datatype") in ("decimal", "double", "integer", "number")
        ):
            role = "value"
        if role is not None:
            found.setdefault(role, heading)
    return found


def _column(rows: Rows, role: str, named: Mapping[str, str]) -> int | None:
    names = [named[role]] if role in named else []
    return rows.optional(*names, *_TITLES[role])


def _table(rows: Rows, columns: Mapping[str, int | None]) -> Table:
    used = {index for index in columns.values() if index is not None}
    groups = [index for index in range(len(rows.header)) if index not in used]
    name = columns["measure"]
    value = columns["value"]
    measures = tuple(dict.fromkeys(rows.cell(row, name) or rows.header[value or 0] for row in rows.rows))

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        chosen = {measures[index] for index in wanted}
        for line, row in enumerate(rows.rows, 2):
            measure = rows.cell(row, name) or rows.header[value or 0]
            if measure not in chosen:
                continue
            text = rows.cell(row, columns["period"])
            period = read_moment(
                re.sub(r"^.*/(?=(?:year|quarter|month|day|gregorian|government)\b)", "", text)
            )
            if period is None:
                raise LayoutChanged(
                    file=rows.file, expected="a period such as year/1995", found=[text], where=f"line {line}"
                )
            symbol = rows.cell(row, columns["status"])
            cell = read_cell(rows.cell(row, value))
            if symbol and cell.value is not None:
                cell = read_cell(f"{cell.value!r} [{symbol}]")
            if cell.absence is Absence.BLANK:
                continue
            yield figure(
                cell,
                measure=measure,
                period=period,
                area=rows.cell(row, columns["area"]).rsplit("/", 1)[-1],
                dimensions={
                    rows.header[i]: rows.cell(row, i)
                    for i in (*groups, *([] if columns["unit"] is None else [columns["unit"]]))
                },
                place=f"{rows.file}:{line}",
            )

    return Table(rows.file, rows.file, measures, read)


SOURCES = (CsvOnTheWeb(),)
