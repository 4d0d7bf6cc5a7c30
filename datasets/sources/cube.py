"""Data cubes: values in the order of their dimensions, the last varying fastest (JSON-stat, PC-Axis)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from datasets.sources.figures import Figure, figure
from datasets.sources.marks import Absence, Cell, read_cell
from datasets.sources.moments import read_moment
from forecasting.periods import Period

_TIME = re.compile(
    r"time|tid|year|år|month|måned|quarter|period[eo]?|anno|año|jahr|zeit|date|tiempo", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of a cube: its name and its categories as code and label, in order."""

    id: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Cube:
    """Dimensions in order, and values by position; a missing position is a missing value."""

    file: str
    title: str
    dimensions: tuple[Dimension, ...]
    values: Mapping[int, Any] | Sequence[Any]
    symbols: Mapping[int, str] = field(default_factory=dict)
    time: str | None = None
    place: str | None = None
    metric: str | None = None

    @property
    def size(self) -> int:
        """How many cells the cube has."""
        found = 1
        for dimension in self.dimensions:
            found *= len(dimension.codes)
        return found

    def figures(self) -> Iterator[Figure]:
        """Every cell that holds something, in order; a cube without time has figures without a period."""
        time = self._time()
        when = {} if time is None else _periods(self.dimensions[time])
        sides = [range(len(dimension.codes)) for dimension in self.dimensions]
        labels = [dimension.labels for dimension in self.dimensions]
        names = [dimension.id for dimension in self.dimensions]
        place, metric = self._index(self.place), self._index(self.metric)
        held = range(len(self.values)) if isinstance(self.values, Sequence) else self.values
        for position, choice in enumerate(product(*sides)):
            if position not in held:
                continue
            cell = self._cell(position)
            about = {names[i]: labels[i][k] for i, k in enumerate(choice) if i not in (time, place, metric)}
            yield figure(
                cell,
                measure=self.title if metric is None else labels[metric][choice[metric]],
                period=None if time is None else when[choice[time]],
                area="" if place is None else self.dimensions[place].codes[choice[place]],
                area_name="" if place is None else labels[place][choice[place]],
                dimensions=about,
                place=f"value[{position}]",
            )

    def _cell(self, position: int) -> Cell:
        raw = self.values[position]
        symbol = self.symbols.get(position, "")
        cell = Cell(None, Absence.UNAVAILABLE) if raw is None else read_cell(raw)
        if not symbol:
            return cell
        if cell.value is None:
            return Cell(None, read_cell(symbol).absence or Absence.UNAVAILABLE, symbol=symbol)
        return Cell(cell.value, None, read_cell(f"[{symbol}]").status, symbol)

    def _index(self, name: str | None) -> int | None:
        return next((i for i, dimension in enumerate(self.dimensions) if dimension.id == name), None)

    def _time(self) -> int | None:
        """The dimension said to be time, or else one named so whose every category is a period."""
        said = self._index(self.time)
        candidates = [said] if said is not None else [
            index for index, dimension in enumerate(self.dimensions)
            if _TIME.search(f"{dimension.id} {dimension.label}")
        ]  # fmt: skip
        return next((i for i in candidates if _all_periods(self.dimensions[i])), None)


def _all_periods(dimension: Dimension) -> bool:
    return all(period is not None for period in _read(dimension))


def _periods(dimension: Dimension) -> dict[int, Period]:
    return {index: period for index, period in enumerate(_read(dimension)) if period is not None}


def _read(dimension: Dimension) -> list[Period | None]:
    # Codes are made for machines (1990M01); where they are arbitrary the labels tell.
    return [
        read_moment(code) or read_moment(label)
        for code, label in zip(dimension.codes, dimension.labels, strict=True)
    ]
