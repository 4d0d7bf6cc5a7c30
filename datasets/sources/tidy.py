"""Tidy tables (CSV, gzipped CSV, Parquet): a row an observation, with columns named in plain words."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from datasets.observation import ObservationStatus
from datasets.sources.delimited import Rows, read_rows
from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile
from datasets.sources.figures import Figure, Publication, Table, figure
from datasets.sources.finding import AtAddress
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import read_moment
from forecasting.errors import PeriodError
from forecasting.frequency import Frequency
from forecasting.periods import Period

_PARQUET = b"PAR1"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator_id", "indicator", "series_id"),
    "area": ("area_code", "area", "geography_code", "areacd", "code"),
    "area_name": ("area_name", "geography", "areanm", "name"),
    "period": ("period", "time_period", "date", "year", "month"),
    "frequency": ("frequency",),
    "value": ("value", "obs_value"),
    "status": ("status", "obs_status", "marker"),
}
_FREQUENCIES = {frequency.value: frequency for frequency in Frequency}
_WORDS = {word.value: word for word in ObservationStatus}


@dataclass(frozen=True, slots=True)
class TidyTable(AtAddress):
    """Any publisher's, or one's own; further columns (published, release, unit …) are kept beside each figure."""

    id: str = "tidy"
    publisher: str = ""
    title: str = "Tidy table"
    licence: str = ""
    hosts: tuple[str, ...] = ()

    def read(self, name: str, data: bytes) -> Publication:
        """One table, whose columns are the indicators."""
        rows = _parquet(name, data) if data.startswith(_PARQUET) else read_rows(name, data)
        columns = {role: rows.optional(*names) for role, names in _NAMES.items()}
        if columns["indicator"] is None:
            raise NotThisFile(
                f"{name} has no column “indicator_id”, “indicator” or “series_id”.",
                field="file",
                value=name,
                remedy="Choose another source.",
            )
        for role in ("period", "value"):
            if columns[role] is None:
                raise LayoutChanged(
                    file=name, expected=f"a column “{_NAMES[role][0]}”", found=rows.header, where="the header"
                )
        return Publication(name, name, (_table(rows, columns),))


def _parquet(name: str, data: bytes) -> Rows:
    try:
        table = pq.read_table(io.BytesIO(data), use_threads=False)
        columns = [table.column(i).cast(pa.string()).to_pylist() for i in range(table.num_columns)]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise FileRefused(
            f"{name} is damaged or holds columns that are not text, numbers or dates.",
            field="file",
            value=name,
            remedy="Write it again, or give a CSV file.",
        ) from error
    rows = tuple(["" if cell is None else cell for cell in row] for row in zip(*columns, strict=True))
    return Rows(name, tuple(table.column_names), rows)


def _table(rows: Rows, columns: Mapping[str, int | None]) -> Table:
    indicator = columns["indicator"]
    names = tuple(dict.fromkeys(rows.cell(row, indicator) or "value" for row in rows.rows))
    others = [i for i in range(len(rows.header)) if i not in columns.values()]

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        return _figures(rows, columns, others, {names[index] for index in wanted})

    return Table(rows.file, rows.file, names, read)


def _figures(
    rows: Rows, columns: Mapping[str, int | None], others: Sequence[int], chosen: Collection[str]
) -> Iterator[Figure]:
    header = [(i, rows.header[i].casefold()) for i in others]
    named, area, label, status = (columns[role] for role in ("indicator", "area", "area_name", "status"))
    value = columns["value"]
    about: dict[tuple[str, ...], Mapping[str, str]] = {}
    for line, row in enumerate(rows.rows, 2):
        name = rows.cell(row, named) or "value"
        if name not in chosen:
            continue
        cell = read_cell(rows.cell(row, value))
        if cell.absence is Absence.BLANK:
            continue
        # Releases and units repeat: rows share what they say beside the figure.
        beside = tuple(row[i] for i in others) if len(row) == len(rows.header) else ()
        if beside not in about:
            about[beside] = {heading: text for i, heading in header if (text := rows.cell(row, i))}
        yield figure(
            cell,
            measure=name,
            period=_period(rows, row, columns, line),
            area=rows.cell(row, area),
            area_name=rows.cell(row, label),
            dimensions=about[beside],
            status=_WORDS.get(rows.cell(row, status).casefold()),
            place=f"{rows.file}:{line}",
        )


def _period(rows: Rows, row: Sequence[str], columns: Mapping[str, int | None], line: int) -> Period:
    text, named = rows.cell(row, columns["period"]), rows.cell(row, columns["frequency"])
    if named and named not in _FREQUENCIES:
        raise LayoutChanged(
            file=rows.file, expected="a frequency (A, FY, AY, Q, M …)", found=[named], where=f"line {line}"
        )
    try:
        return Period.parse(text, _FREQUENCIES.get(named))
    except PeriodError as error:
        period = None if named else read_moment(text)
        if period is None:
            raise LayoutChanged(
                file=rows.file, expected="a period", found=[text], where=f"line {line}"
            ) from error
        return period


SOURCES = (TidyTable(),)
