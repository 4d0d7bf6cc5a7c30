"""The figures of a folder of one's own: CSV files beside the catalogue files that define their indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from datasets.catalogue.entries import IndicatorEntry
from datasets.dates import KnownDate
from datasets.errors import ObservationsInvalid
from datasets.observation import Area, Observation, Release, SourceEvidence
from datasets.observations.bundled import Statistics
from datasets.reading.columns import (
    FREQUENCIES,
    UNPUBLISHED,
    Collected,
    Floats,
    Labels,
    labels,
    numbers,
    optional_text,
    periods,
    published,
    required,
)
from datasets.reading.editions import STATUSES, in_order, statuses, without_repeats
from datasets.reading.tables import LIMIT_BYTES, RawTable, read_table

REQUIRED = ("indicator", "area", "period", "value")
OPTIONAL = ("published", "status", "publisher", "release", "note")


def load_folder_statistics(
    folder: Path, indicators: Mapping[str, IndicatorEntry], *, limit_bytes: int = LIMIT_BYTES
) -> Statistics:
    """Every observation in ``observations.csv`` or ``observations/*.csv`` of a folder.

    Periods are read in the frequency of their indicator and values checked against its bounds. ``areas.csv``
    (columns ``area, name, level``) names the areas; a code it does not hold stands for itself. Without a file
    of observations there are none. Raises ObservationsInvalid, or the errors of ``read_table``.
    """
    observations: list[Observation] = []
    releases: dict[str, Release] = {}
    for path in _files(folder):
        observations.extend(_read(path, folder.resolve().name, indicators, releases, limit_bytes))
    areas = _areas(folder / "areas.csv")
    for row in observations:
        areas.setdefault(row.area, Area(row.area, row.area))
    return Statistics(tuple(observations), releases, areas)


def _files(folder: Path) -> list[Path]:
    single = folder / "observations.csv"
    return [*([single] if single.is_file() else []), *sorted((folder / "observations").glob("*.csv"))]


def _areas(path: Path) -> dict[str, Area]:
    if not path.is_file():
        return {}
    table = read_table(path, required=("area", "name"), optional=("level",))
    codes, names = table.columns["area"].to_pylist(), table.columns["name"].to_pylist()
    levels = table.columns["level"].to_pylist() if "level" in table.columns else [None] * table.rows
    return {
        code: Area(code, name or code, level or "")
        for code, name, level in zip(codes, names, levels, strict=True)
        if code
    }


def _read(
    path: Path,
    folder: str,
    indicators: Mapping[str, IndicatorEntry],
    releases: dict[str, Release],
    limit_bytes: int,
) -> Iterator[Observation]:
    table = read_table(path, required=REQUIRED, optional=OPTIONAL, limit_bytes=limit_bytes)
    problems = Collected(table)
    names, areas = required(table, "indicator", problems), required(table, "area", problems)
    entries = _entries(names, indicators, problems)
    frequency = np.array(
        [-1 if entry is None else FREQUENCIES.index(entry.frequency) for entry in entries] + [-1],
        dtype=np.int8,
    )[names.codes]
    labelled = required(table, "period", problems)
    # An unknown indicator is named once; its periods cannot be read without it.
    labelled = Labels(np.where(frequency < 0, np.int32(-1), labelled.codes), labelled.names)
    found, readable = periods(labelled, frequency, problems)
    values = numbers(table, "value", problems, needed=True)
    _check_bounds(names, entries, values, problems)
    days, words = published(table, problems), statuses(table, problems)
    series = labels(pc.binary_join_element_wise(table.columns["indicator"], table.columns["area"], ", "))
    order = in_order(series.codes, found, days)
    order = order[(readable & (series.codes >= 0) & np.isfinite(values))[order]]
    kept, _ = without_repeats(order, series, found, days, values, problems)
    problems.raise_if_any(ObservationsInvalid)
    notes, editions = optional_text(table, "note"), _Editions(table, folder, releases)
    for row in kept.tolist():
        entry = entries[names.codes[row]]
        if entry is None:
            continue
        yield Observation(
            entry.id,
            areas.at(row),
            found.at(row),
            float(values[row]),
            editions.of(row, entry),
            None if days[row] == UNPUBLISHED else KnownDate.parse(editions.published(row)).day,
            STATUSES[words[row]],
            SourceEvidence.SUPPLIED,
            note="" if notes is None else notes.at(row),
        )


def _entries(
    names: Labels, indicators: Mapping[str, IndicatorEntry], problems: Collected
) -> tuple[IndicatorEntry | None, ...]:
    for code, name in enumerate(names.names):
        if name not in indicators:
            said = (f"There is no indicator “{name}”.", name)
            problems.add(
                "unknown_indicator",
                "indicator",
                np.flatnonzero(names.codes == code),
                lambda _, said=said: said,  # type: ignore[misc]
                "Define it in a catalogue file of the folder, or mend the name.",
            )
    return tuple(indicators.get(name) for name in names.names)


def _check_bounds(
    names: Labels, entries: tuple[IndicatorEntry | None, ...], values: Floats, problems: Collected
) -> None:
    low = [-np.inf if entry is None or entry.lower is None else entry.lower for entry in entries]
    high = [np.inf if entry is None or entry.upper is None else entry.upper for entry in entries]
    lower = np.array([*low, -np.inf])[names.codes]
    upper = np.array([*high, np.inf])[names.codes]
    problems.add(
        "value_out_of_bounds",
        "value",
        np.flatnonzero((values < lower) | (values > upper)),
        lambda row: (f"{values[row]:g} lies outside the bounds of “{names.at(row)}”.", float(values[row])),
        "Mend the value, or the bounds of the indicator.",
    )


class _Editions:
    """The release of each row, made as rows name it."""

    def __init__(self, table: RawTable, folder: str, releases: dict[str, Release]) -> None:
        self._folder, self._releases = folder, releases
        self._published = optional_text(table, "published")
        self._publisher = optional_text(table, "publisher")
        self._title = optional_text(table, "release")
        self._made: dict[tuple[str, str, str], str] = {}

    def published(self, row: int) -> str:
        """The publication date as written."""
        return "" if self._published is None else self._published.at(row)

    def of(self, row: int, entry: IndicatorEntry) -> str:
        """The id of the release of a row."""
        publisher = (self._publisher.at(row) if self._publisher else "") or entry.publisher or self._folder
        title = (self._title.at(row) if self._title else "") or entry.release or entry.title
        key = (publisher, title, self.published(row))
        if key not in self._made:
            self._made[key] = self._add(*key)
        return self._made[key]

    def _add(self, publisher: str, title: str, published: str) -> str:
        day = KnownDate.parse(published) if published else None
        for name, release in self._releases.items():
            if (release.publisher, release.title, release.published) == (publisher, title, day):
                return name
        name = f"{self._folder}-{published or 'undated'}-{len(self._releases) + 1}"
        self._releases[name] = Release(name, publisher, title, day)
        return name
