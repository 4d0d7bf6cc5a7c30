"""Figures of an Open SDG indicator: a row a year and group; a blank cell means "all"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from datasets.observation import ObservationStatus
from datasets.sources.delimited import Rows, read_rows
from datasets.sources.errors import LayoutChanged
from datasets.sources.figures import Figure, Table, figure
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_moment
from datasets.sources.wording import is_note_heading

_YEAR = ("Year", "TIME_PERIOD", "Time period", "Jahr", "Année", "Año")
_VALUE = ("Value", "OBS_VALUE", "Wert", "Valeur", "Valor")
_UNITS = ("Units", "Unit measure", "Unit", "UNIT_MEASURE", "Unit of measure")
_SERIES = ("Series", "SERIES")
_STATUSES = ("Observation status", "OBS_STATUS", "Nature of data points", "NATURE")
_MULTIPLIER = ("Unit multiplier", "UNIT_MULT")
_ABOUT = (
    "Footnotes", "COMMENT_OBS", "COMMENT_TS", "Source", "SOURCE_DETAIL", "Progress", "FREQ", "REPORTING_TYPE", "NATURE",
    "TIME_DETAIL", "TIME_COVERAGE", "BASE_PER", "UPPER_BOUND", "LOWER_BOUND", "UPPERBOUND", "LOWERBOUND", "DECIMALS",
    "GEO_INFO_URL", "GEO_INFO_TYPE", "CUST_BREAKDOWN_LB", "Reporting type",
)  # fmt: skip
_CODES = ("GeoCode", "REF_AREA", "Geo code")
_WORDS = {
    "provisional": ObservationStatus.PROVISIONAL,
    "provisional value": ObservationStatus.PROVISIONAL,
    "p": ObservationStatus.PROVISIONAL,
    "estimated": ObservationStatus.ESTIMATE,
    "estimated value": ObservationStatus.ESTIMATE,
    "e": ObservationStatus.ESTIMATE,
    "forecast value": ObservationStatus.FORECAST,
    "f": ObservationStatus.FORECAST,
}
_TOTALS = frozenset({"", "_t", "_z", "_x", "total", "all", "n/a", "all ages", "both sexes"})
_ONES = frozenset({"", "units", "unit", "0", "1", "one", "ones"})


@dataclass(frozen=True, eq=False, slots=True)
class _Columns:
    year: int
    value: int
    series: int | None
    unit: int | None
    multiplier: int | None
    code: int | None
    status: int | None
    groups: tuple[int, ...]
    places: tuple[int, ...]


def sdg_table(path: str, data: bytes, *, no_groups: Collection[str] = ()) -> Table:
    """The figures of one file as a table; ``no_groups`` names further columns that are no groups.

    Raises NotThisFile, FileRefused or LayoutChanged.
    """
    rows = read_rows(path, data)
    columns = _columns(rows, no_groups)
    cells = [read_cell(rows.cell(row, columns.value)) for row in rows.rows]
    if any(cell.absence is Absence.TEXT for cell in cells) and all(cell.value is None for cell in cells):
        raise LayoutChanged(
            file=path,
            expected="numbers below “Value”",
            found=dict.fromkeys(cell.symbol for cell in cells),
            where="the header",
        )

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        return _figures(rows, columns) if wanted else ()

    last = path.rsplit("/", 1)[-1]
    return Table(last, last, ("Value",), read)


def _columns(rows: Rows, no_groups: Collection[str]) -> _Columns:
    year, value = rows.column(*_YEAR), rows.column(*_VALUE)
    series, unit, code = rows.optional(*_SERIES), rows.optional(*_UNITS), rows.optional(*_CODES)
    multiplier, status = rows.optional(*_MULTIPLIER), rows.optional(*_STATUSES)
    known = {year, value, series, unit, code, multiplier, status}
    known |= {rows.optional(word) for word in (*_ABOUT, *_STATUSES, *no_groups)}
    groups = tuple(
        index
        for index, heading in enumerate(rows.header)
        if index not in known and heading and not is_note_heading(heading) and _divides(rows, index)
    )
    places = tuple(index for index in reversed(groups) if code is not None and _names(rows, index, code))
    return _Columns(year, value, series, unit, multiplier, code, status, groups, places)


def _divides(rows: Rows, column: int) -> bool:
    """Whether a column tells rows apart: one that says the same throughout is no group."""
    return len({rows.cell(row, column) for row in rows.rows}) > 1


def _names(rows: Rows, column: int, code: int) -> bool:
    """Whether a column only says in words what the code of the area says: one text for each code."""
    said: dict[str, set[str]] = {}
    for row in rows.rows:
        said.setdefault(rows.cell(row, code), set()).add(rows.cell(row, column))
    texts = [found for area, found in said.items() if area]
    # Some codes may be blank here and named in another column (a country, its regions).
    return bool(texts) and all(len(found) == 1 for found in texts) and any(found != {""} for found in texts)


def _figures(rows: Rows, columns: _Columns) -> Iterator[Figure]:
    for line, row in enumerate(rows.rows, 2):
        cell = read_cell(rows.cell(row, columns.value))
        if cell.absence is Absence.BLANK:
            continue
        text, area = rows.cell(row, columns.year), rows.cell(row, columns.code).strip("'\"")
        period = read_moment(text)
        # A region may stand beside its country; the last column is the finest.
        name = next((named for i in columns.places if area and (named := rows.cell(row, i))), "")
        about = dict(_groups_of(rows, row, columns, area))
        if period is None:
            about["Year"] = text
        if series := rows.cell(row, columns.series):
            about["Series"] = series
        if unit := _unit(rows, row, columns):
            about["Unit"] = unit
        yield figure(
            cell,
            measure="Value",
            period=period,
            area=area,
            area_name=name,
            dimensions=about,
            status=_WORDS.get(rows.cell(row, columns.status).casefold()),
            place=f"{rows.file}:{line}",
        )


def _groups_of(rows: Rows, row: Sequence[str], columns: _Columns, area: str) -> Iterator[tuple[str, str]]:
    for index in columns.groups:
        text = rows.cell(row, index)
        # Where a code names the area, the columns of places only say it again.
        if text.casefold() not in _TOTALS and not (area and index in columns.places):
            yield rows.header[index], text


def _unit(rows: Rows, row: Sequence[str], columns: _Columns) -> str:
    unit, multiplier = rows.cell(row, columns.unit), rows.cell(row, columns.multiplier)
    if multiplier.casefold() in _ONES:
        return unit
    return f"{unit} ({multiplier.lower() if multiplier.isalpha() else f'10^{multiplier}'})".strip()
