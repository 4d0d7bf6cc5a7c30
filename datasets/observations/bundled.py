"""Reads the bundled observations, their releases, areas and bases."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from datasets.catalogue.entries import IndicatorEntry
from datasets.dates import KnownDate
from datasets.errors import DatasetError, FieldRejected, FileMissing, ObservationsInvalid, Problem
from datasets.geography.places import places
from datasets.observation import (
    Area,
    Basis,
    BasisKind,
    Observation,
    ObservationStatus,
    Release,
    SourceEvidence,
)
from forecasting.errors import PeriodError
from forecasting.periods import Period

_TABLES = frozenset({"releases.csv", "areas.csv", "bases.csv"})
_WORDS = {"": ObservationStatus.FINAL, **{word.value: word for word in ObservationStatus}}
_EVIDENCE = {word.value: word for word in SourceEvidence}


@dataclass(frozen=True, slots=True)
class Statistics:
    """Observations with the releases, areas and bases they refer to."""

    observations: tuple[Observation, ...] = ()
    releases: Mapping[str, Release] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    bases: tuple[Basis, ...] = ()


def bundled_observations() -> Path:
    """The folder of the statistics that come with Headway."""
    return Path(__file__).parent


def load_statistics(indicators: Mapping[str, IndicatorEntry], folder: Path | None = None) -> Statistics:
    """Every bundled observation of the indicators of a catalogue.

    Periods are read in the frequency of their indicator. Raises ObservationsInvalid with every problem
    found, or FileMissing.
    """
    folder = bundled_observations() if folder is None else folder
    if not (folder / "releases.csv").is_file():
        raise FileMissing(
            f"There is no releases.csv in {folder}.",
            field="folder",
            value=str(folder),
            remedy="Check the path.",
        )
    problems: list[Problem] = []
    releases = {row["release"]: _release(row) for row in _rows(folder / "releases.csv")}
    areas = {place.code: Area(place.code, place.name, place.level) for place in places().values()}
    areas |= {
        row["area"]: Area(row["area"], row["name"], row["level"]) for row in _rows(folder / "areas.csv")
    }
    observations: list[Observation] = []
    for path in sorted(folder.glob("*.csv")):
        if path.name not in _TABLES:
            observations.extend(_observations(path, indicators, releases, areas, problems))
    if problems:
        raise ObservationsInvalid(problems[:200], suppressed=max(0, len(problems) - 200))
    bases = tuple(
        _basis(row, indicators[row["indicator"]])
        for row in _rows(folder / "bases.csv")
        if row["indicator"] in indicators
    )
    return Statistics(tuple(observations), releases, areas, bases)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _release(row: Mapping[str, str]) -> Release:
    published = KnownDate.parse(row["published"]) if row["published"] else None
    return Release(row["release"], row["publisher"], row["title"], published, row["via"])


def _basis(row: Mapping[str, str], indicator: IndicatorEntry) -> Basis:
    def period(name: str) -> Period | None:
        return Period.parse(row[name], indicator.frequency) if row[name] else None

    return Basis(
        row["indicator"],
        row["area"],
        row["basis"],
        BasisKind(row["kind"]),
        KnownDate.parse(row["until"]),
        period("first_replaced"),
        period("last_period"),
        row["explanation"],
        row["citation"],
    )


def _observations(
    path: Path,
    indicators: Mapping[str, IndicatorEntry],
    releases: Mapping[str, Release],
    areas: Mapping[str, Area],
    problems: list[Problem],
) -> Iterator[Observation]:
    with path.open(encoding="utf-8", newline="") as handle:
        lines = csv.reader(handle)
        next(lines, None)
        for number, row in enumerate(lines, 2):
            try:
                yield _observation(row, indicators, releases, areas)
            except (PeriodError, DatasetError) as error:
                problems.append(
                    Problem(
                        error.code,
                        error.message,
                        error.remedy or "",
                        path.name,
                        number,
                        error.field,
                        error.value,
                    )
                )


def _observation(
    row: list[str],
    indicators: Mapping[str, IndicatorEntry],
    releases: Mapping[str, Release],
    areas: Mapping[str, Area],
) -> Observation:
    if len(row) != 9:
        raise FieldRejected(
            f"The row has {len(row)} columns instead of 9.",
            value=len(row),
            remedy="Quote commas inside a value.",
        )
    name, area, period, release, value, status, evidence, basis, note = row
    indicator = indicators.get(name)
    if indicator is None:
        raise FieldRejected(
            f"There is no indicator “{name}”.",
            field="indicator",
            value=name,
            remedy="Define it in the catalogue.",
        )
    if area not in areas:
        raise FieldRejected(
            f"There is no area “{area}”.", field="area", value=area, remedy="Add it to areas.csv."
        )
    edition = releases.get(release)
    if edition is None:
        raise FieldRejected(
            f"There is no release “{release}”.",
            field="release",
            value=release,
            remedy="Add it to releases.csv.",
        )
    word, seen = _WORDS.get(status), _EVIDENCE.get(evidence)
    if word is None or seen is None:
        raise FieldRejected(
            "Status or evidence is not a known word.",
            field="status",
            value=f"{status}, {evidence}",
            remedy="See docs/catalogue.md.",
        )
    return Observation(
        name,
        area,
        Period.parse(period, indicator.frequency),
        _value(value, indicator),
        release,
        None if edition.published is None else edition.published.day,
        word,
        seen,
        basis,
        note,
    )


def _value(text: str, indicator: IndicatorEntry) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise FieldRejected(
            f"“{text}” is not a number.",
            field="value",
            value=text,
            remedy="Leave the row out where no value was published.",
        )
    low, high = indicator.lower, indicator.upper
    if (low is not None and value < low) or (high is not None and value > high):
        raise FieldRejected(
            f"{text} lies outside the bounds of “{indicator.id}”.",
            field="value",
            value=text,
            remedy="Mend the value or the bounds.",
        )
    return value
