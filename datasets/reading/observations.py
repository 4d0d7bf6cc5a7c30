"""An analyst's own observations: a CSV or Parquet file of many series, read at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from datasets.errors import ObservationsInvalid, PublicationUnknown
from datasets.reading.columns import (
    FREQUENCIES,
    Codes,
    Collected,
    Floats,
    Integers,
    Labels,
    PeriodColumn,
    constant,
    each,
    frequency_codes,
    labels,
    numbers,
    one_of,
    period_of,
    periods,
    published,
    required,
)
from datasets.reading.editions import STATUSES, in_order, statuses, without_repeats
from datasets.reading.tables import LIMIT_BYTES, RawTable, read_table
from forecasting.findings import Finding, FindingCode
from forecasting.frequency import Frequency
from forecasting.indicators import Direction
from forecasting.periods import Period

REQUIRED = ("series_id", "period", "value")
OPTIONAL = ("frequency", "published", "status", "unit", "lower_bound", "upper_bound", "direction")

Array = TypeVar("Array", bound=NDArray[Any])

_DIRECTIONS = tuple(direction.value for direction in Direction)


@dataclass(frozen=True, slots=True)
class SeriesInfo:
    """What a file says of one series beside its values."""

    id: str
    frequency: Frequency
    unit: str = ""
    direction: Direction = Direction.NEUTRAL
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, eq=False)
class ObservationTable:
    """Many series, sorted by series, period and date of publication.

    Rows ``offsets[i]`` to ``offsets[i + 1]`` belong to ``series[i]``. ``ordinal`` (with ``anchor`` for points in
    time) is the period, ``published`` the day number of the release (``UNPUBLISHED`` where not known),
    ``status`` an index into ``STATUSES``. Arrays are read-only.
    """

    name: str
    series: tuple[SeriesInfo, ...]
    offsets: Integers
    ordinal: Codes
    anchor: NDArray[np.int16]
    values: Floats
    published: Codes
    status: NDArray[np.int8]
    dated: bool
    findings: tuple[Finding, ...] = field(default=())
    ignored_columns: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The position of each series by its id."""
        return {info.id: position for position, info in enumerate(self.series)}

    def rows_of(self, position: int) -> slice:
        """The rows of a series."""
        return slice(int(self.offsets[position]), int(self.offsets[position + 1]))

    def pairs(self, position: int) -> Iterator[tuple[Period, float]]:
        """Period and value of each row of a series, oldest period first."""
        rows = self.rows_of(position)
        code = FREQUENCIES.index(self.series[position].frequency)
        ordinals, anchors = self.ordinal[rows].tolist(), self.anchor[rows].tolist()
        for ordinal, anchor, value in zip(ordinals, anchors, self.values[rows].tolist(), strict=True):
            yield period_of(code, ordinal, anchor), value

    def statuses(self, position: int) -> tuple[str, ...]:
        """The publisher's word for each value of a series."""
        return tuple(STATUSES[code].value for code in self.status[self.rows_of(position)])

    def as_of(self, day: date | None) -> ObservationTable:
        """One value a period: the newest edition, or the newest published by a day.

        A series nothing of which had been published by then keeps its place, without rows.

        Raises PublicationUnknown where a day is given and the file has no ``published`` column.
        """
        if day is not None and not self.dated:
            raise PublicationUnknown(
                f"{self.name} does not say when its figures were published.",
                field="published",
                value=day.isoformat(),
                remedy="Add a “published” column, or leave the date out.",
            )
        keep = np.ones(len(self), dtype=bool) if day is None else self.published <= day.toordinal()
        rows = np.flatnonzero(keep)
        owner = np.repeat(np.arange(len(self.series)), np.diff(self.offsets))[rows]
        last = np.ones(len(rows), dtype=bool)
        last[:-1] = (
            (owner[1:] != owner[:-1])
            | (self.ordinal[rows][1:] != self.ordinal[rows][:-1])
            | (self.anchor[rows][1:] != self.anchor[rows][:-1])
        )
        if len(rows) == len(self) and last.all():
            return self
        return self._at(rows[last], owner[last])

    def _at(self, rows: Integers, owner: Integers) -> ObservationTable:
        counts = np.bincount(owner, minlength=len(self.series))
        return ObservationTable(
            self.name,
            self.series,
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            _frozen(self.ordinal[rows]),
            _frozen(self.anchor[rows]),
            _frozen(self.values[rows]),
            _frozen(self.published[rows]),
            _frozen(self.status[rows]),
            self.dated,
            self.findings,
            self.ignored_columns,
        )


def read_observations(path: Path, *, limit_bytes: int = LIMIT_BYTES) -> ObservationTable:
    """Read a bulk file of observations.

    Columns ``series_id, period, value`` are required; ``frequency, published, status, unit, lower_bound,
    upper_bound, direction`` are read where present. Raises the errors of ``read_table``, or
    ObservationsInvalid with the problems of every row.
    """
    table = read_table(path, required=REQUIRED, optional=OPTIONAL, limit_bytes=limit_bytes)
    problems = Collected(table)
    series = required(table, "series_id", problems)
    frequency = frequency_codes(table, problems)
    found, readable = periods(required(table, "period", problems), frequency, problems)
    values = numbers(table, "value", problems, needed=True)
    days = published(table, problems)
    words = statuses(table, problems)
    infos = _infos(table, series, found, readable, values, problems)
    sound = readable & (series.codes >= 0) & np.isfinite(values)
    order = in_order(series.codes, found, days)
    order = order[sound[order]]
    kept, repeats = without_repeats(order, series, found, days, values, problems)
    problems.raise_if_any(ObservationsInvalid)
    counts = np.bincount(series.codes[kept], minlength=len(series.names))
    findings: tuple[Finding, ...] = ()
    if repeats:
        findings = (
            Finding(FindingCode.DUPLICATES, f"{repeats} observations were given twice with the same value."),
        )
    return ObservationTable(
        table.name,
        infos,
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        _frozen(found.ordinal[kept]),
        _frozen(found.anchor[kept]),
        _frozen(values[kept]),
        _frozen(days[kept]),
        _frozen(words[kept]),
        "published" in table.columns,
        findings,
        table.ignored,
    )


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _infos(
    table: RawTable,
    series: Labels,
    found: PeriodColumn,
    readable: NDArray[np.bool_],
    values: Floats,
    problems: Collected,
) -> tuple[SeriesInfo, ...]:
    frequencies = _one_frequency(series, found, readable, problems)
    nothing: tuple[None, ...] = (None,) * len(series.names)

    def said(name: str) -> tuple[str | None, ...]:
        return (
            constant(labels(table.columns[name]), series, name, problems)
            if name in table.columns
            else nothing
        )

    units, directions = said("unit"), said("direction")
    if "direction" in table.columns:
        each(labels(table.columns["direction"]), "direction", one_of(_DIRECTIONS, "direction"), problems)
    lower = _bound(table, series, "lower_bound", values, problems)
    upper = _bound(table, series, "upper_bound", values, problems)
    return tuple(
        SeriesInfo(
            name,
            FREQUENCIES[code],
            unit or "",
            Direction(direction) if direction in _DIRECTIONS else Direction.NEUTRAL,
            low,
            high,
        )
        for name, code, unit, direction, low, high in zip(
            series.names, frequencies, units, directions, lower, upper, strict=True
        )
    )


def _one_frequency(
    series: Labels, found: PeriodColumn, readable: NDArray[np.bool_], problems: Collected
) -> NDArray[np.int8]:
    first = np.zeros(len(series.names), dtype=np.int8)
    rows = np.flatnonzero(readable & (series.codes >= 0))[::-1]
    first[series.codes[rows]] = found.frequency[rows]
    mixed = np.sort(rows[found.frequency[rows] != first[series.codes[rows]]])
    problems.add(
        "mixed_frequencies",
        "period",
        mixed,
        lambda row: (
            f"“{series.at(row)}” has {found.at(row)} ({FREQUENCIES[found.frequency[row]].words}) among periods of the kind “{FREQUENCIES[first[series.codes[row]]].words}”.",
            str(found.at(row)),
        ),
        "Give each frequency a series of its own.",
    )
    return first


def _bound(
    table: RawTable, series: Labels, name: str, values: Floats, problems: Collected
) -> tuple[float | None, ...]:
    if name not in table.columns:
        return (None,) * len(series.names)
    bounds = numbers(table, name, problems, needed=False)
    constant(labels(table.columns[name]), series, name, problems)
    upper = name == "upper_bound"
    outside = np.flatnonzero(values > bounds if upper else values < bounds)
    problems.add(
        "value_out_of_bounds",
        "value",
        outside,
        lambda row: (
            f"{values[row]:g} lies {'above' if upper else 'below'} the bound {bounds[row]:g} of “{series.at(row)}”.",
            float(values[row]),
        ),
        f"Mend the value or “{name}”.",
    )
    found = np.full(len(series.names), np.nan)
    rows = np.flatnonzero(np.isfinite(bounds) & (series.codes >= 0))
    found[series.codes[rows]] = bounds[rows]
    return tuple(None if np.isnan(bound) else float(bound) for bound in found)
