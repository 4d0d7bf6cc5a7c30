"""What a publisher's file holds, in one shape whatever its layout: figures in tables of a publication."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from datasets.dates import KnownDate
from datasets.observation import ObservationStatus
from datasets.sources.marks import Absence, Cell
from forecasting.periods import Period

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number a publisher gives, or the symbol in its place.

    ``measure`` is the heading it stands under, group first (``Incomplete RTT pathways / % within 18 weeks``).
    ``area`` is the official code and ``area_name`` the words of the file; either may be empty. ``dimensions``
    says what else it is about (``row`` is the label of its row). ``period`` is as the file says it: a date
    that stands for a month is still a date, and a data set without time has none. ``place`` leads back to the cell.
    """

    measure: str
    period: Period | None
    value: float | None
    area: str = ""
    area_name: str = ""
    dimensions: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    status: ObservationStatus = ObservationStatus.FINAL
    absence: Absence | None = None
    symbol: str = ""
    place: str = ""


def figure(
    cell: Cell,
    *,
    measure: str,
    period: Period | None,
    area: str = "",
    area_name: str = "",
    dimensions: Mapping[str, str] = NOTHING,
    place: str = "",
    status: ObservationStatus | None = None,
) -> Figure:
    """A figure from a cell as read; a ``status`` given for the whole column or row counts where the cell says nothing."""
    word = cell.status if status is None or cell.status is not ObservationStatus.FINAL else status
    return Figure(
        measure, period, cell.value, area, area_name, dimensions, word, cell.absence, cell.symbol, place
    )


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """One table: its sheet or data set, its title, and its columns, whose figures are read when asked for."""

    name: str
    title: str
    columns: tuple[str, ...]
    read: Callable[[Collection[int]], Iterable[Figure]]
    published: KnownDate | None = None

    def figures(self, columns: Collection[int] | None = None) -> Iterable[Figure]:
        """The figures of some columns (None: of all), in the order of the file."""
        return self.read(range(len(self.columns)) if columns is None else columns)


@dataclass(frozen=True, eq=False, slots=True)
class Publication:
    """A file as read: what it calls itself, when it was published as far as it says, and its tables."""

    file: str
    title: str
    tables: tuple[Table, ...]
    published: KnownDate | None = None
    edition: str = ""
    notes: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=lambda: NOTHING)

    def figures(self) -> Iterable[Figure]:
        """Every figure of every table."""
        for table in self.tables:
            yield from table.figures()


def fixed(name: str, title: str, figures: Iterable[Figure]) -> Table:
    """A table whose figures are at hand."""
    held = tuple(figures)
    columns = tuple(dict.fromkeys(item.measure for item in held))

    def read(wanted: Collection[int]) -> Iterable[Figure]:
        chosen = {columns[index] for index in wanted}
        return (item for item in held if item.measure in chosen)

    return Table(name, title, columns, read)


def newest(tables: Iterable[Table]) -> str:
    """The label of the last period with a figure: what an edition is known by; empty where there is none."""
    last: Period | None = None
    for table in tables:
        for item in table.figures():
            if (
                item.value is not None
                and item.period is not None
                and (last is None or item.period.end > last.end)
            ):
                last = item.period
    return "" if last is None else last.label
