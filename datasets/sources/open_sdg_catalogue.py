"""An Open SDG repository written as a catalogue folder: a mission with indicators, targets, areas and figures."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from datasets.errors import FolderNotEmpty
from datasets.sources.errors import LayoutChanged
from datasets.sources.figures import Figure
from datasets.sources.moments import as_frequency
from datasets.sources.open_sdg import Repository, SdgIndicator, groups_of
from datasets.sources.open_sdg_meta import SdgTarget, released, text_of
from forecasting.frequency import Frequency
from forecasting.periods import Period

_SLUG = re.compile(r"[^a-z0-9]+")
_MOST_PARTS = 12
"""Most parts a series without a total is taken in; beyond, they are details of something that is not given."""
_MARK = "made from an Open SDG repository"
WHOLE = "OPEN-SDG"
"""The area of figures whose repository gives no code for the country as a whole."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many of each, and what could not be."""

    folder: Path
    indicators: int
    targets: int
    observations: int
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Folder:
    indicators: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    areas: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def write_catalogue(repository: Repository, folder: Path, *, area: str = WHOLE) -> Written:
    """Write a repository as a folder for HEADWAY_CATALOGUE; headline figures and those of areas with a code.

    A series in its own unit becomes an indicator of its own. ``area`` is the code of the country as a whole.
    A folder that was written before is written anew; any other with something in it raises FolderNotEmpty.
    Raises LayoutChanged where no figure can be taken.
    """
    _check_folder(folder)
    found = _Folder()
    mission = f"open-sdg-{_slug(repository.name)}"
    for indicator in repository.indicators:
        _add(found, indicator, mission, area, repository)
    if not found.rows:
        raise LayoutChanged(
            file=repository.name,
            expected="figures of the whole, or of a few parts, in years",
            found=found.left_out,
            where="its files of figures",
        )
    found.areas.setdefault(area, _country(repository))
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "mission": {
            "id": mission,
            "title": repository.title,
            "jurisdiction": _country(repository),
            "ambition": "The Sustainable Development Goals of the United Nations are met by 2030.",
            "status": "live",
            "citation": f"Open SDG repository {repository.name}; General Assembly resolution 70/1 (2015)",
            "order": 900,
        },
        "indicators": found.indicators,
        "targets": found.targets,
    }
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    (folder / "open-sdg.yaml").write_text(
        f"# {_MARK}; it is written anew with each load.\n{text}", encoding="utf-8"
    )
    _write(
        folder / "observations.csv",
        ("indicator", "area", "period", "value", "published", "status"),
        found.rows,
    )
    areas = [{"area": code, "name": name, "level": ""} for code, name in sorted(found.areas.items())]
    _write(folder / "areas.csv", ("area", "name", "level"), areas)
    return Written(folder, len(found.indicators), len(found.targets), len(found.rows), tuple(found.left_out))


def _check_folder(folder: Path) -> None:
    marked = folder / "open-sdg.yaml"
    ours = marked.is_file() and _MARK in marked.read_text(encoding="utf-8")[:200]
    if folder.is_dir() and any(folder.iterdir()) and not ours:
        raise FolderNotEmpty(
            f"{folder} already holds something else.",
            field="out",
            value=str(folder),
            remedy="Name an empty folder or one that does not exist yet.",
        )


@dataclass(frozen=True, slots=True)
class _Key:
    """What tells one series of an indicator from another."""

    series: str = ""
    unit: str = ""
    groups: tuple[tuple[str, str], ...] = ()

    def words(self, others: Iterable[_Key]) -> str:
        """What it is called beside the others: only what tells it apart from them."""
        held = list(others)
        parts = (
            [self.series] if len({one.series for one in held}) > 1 or (self.series and len(held) == 1) else []
        )
        parts += [text for _, text in self.groups]
        parts += [self.unit] if len({one.unit for one in held}) > 1 else []
        return ", ".join(part for part in parts if part)


def _add(found: _Folder, indicator: SdgIndicator, mission: str, area: str, repository: Repository) -> None:
    series = _series(indicator, found)
    base = f"{mission}-{indicator.number.replace('.', '-')}"
    written = 0
    for key, figures in series.items():
        frequency = Counter(item.period.frequency for item in figures if item.period).most_common(1)[0][0]
        own = [item for item in figures if item.period and as_frequency(item.period, frequency)]
        id_ = _id(base, key, series, found)
        rows = list(_rows(own, id_, frequency, area, indicator, found.areas))
        if not rows:
            continue
        written += 1
        found.rows += rows
        words = key.words(series) if len(series) > 1 else ""
        found.indicators.append(_entry(indicator, id_, words, key.unit, frequency, repository))
        for count, target in enumerate(indicator.targets, 1):
            if _concerns(target, key):
                _add_target(found, target, indicator, id_, area, frequency, count)
    if indicator.table is not None and not written:
        found.left_out.append(f"{indicator.number}: no figure of the whole in a period that can be read")


def _id(base: str, key: _Key, series: Iterable[_Key], found: _Folder) -> str:
    """A name no other indicator has; words in other scripts leave only a number."""
    keys = list(series)
    if len(keys) == 1:
        return base
    slug = _SLUG.sub("-", key.words(keys).lower()).strip("-")[:60].strip("-")
    taken = {entry["id"] for entry in found.indicators}
    named = f"{base}-{slug}" if slug else f"{base}-{keys.index(key) + 1}"
    return named if named not in taken else f"{named}-{keys.index(key) + 1}"


def _series(indicator: SdgIndicator, found: _Folder) -> Mapping[_Key, list[Figure]]:
    """The figures of each series: of everybody or, where there are none such, of its largest parts."""
    by_series: dict[tuple[str, str], dict[tuple[tuple[str, str], ...], list[Figure]]] = {}
    for item in () if indicator.table is None else indicator.table.figures():
        if item.period is not None and item.value is not None:
            told = (item.dimensions.get("Series", ""), item.dimensions.get("Unit", ""))
            by_series.setdefault(told, {}).setdefault(groups_of(item), []).append(item)
    series: dict[_Key, list[Figure]] = {}
    for (name, unit), parts in by_series.items():
        fewest = min(len(groups) for groups in parts)
        chosen = [groups for groups in parts if len(groups) == fewest]
        if len(chosen) > _MOST_PARTS:
            about = f" ({name})" if name else ""
            found.left_out.append(
                f"{indicator.number}{about}: {len(chosen):,} parts and no figure of the whole"
            )
            continue
        series |= {_Key(name, unit, groups): parts[groups] for groups in chosen}
    return series


def _rows(
    figures: Iterable[Figure],
    id_: str,
    frequency: Frequency,
    area: str,
    indicator: SdgIndicator,
    areas: dict[str, str],
) -> Iterator[dict[str, Any]]:
    published = released(indicator.meta)
    values: dict[tuple[str, str], set[float]] = {}
    kept: dict[tuple[str, str], Figure] = {}
    for item in figures:
        period = None if item.period is None else as_frequency(item.period, frequency)
        if period is None or item.value is None:
            continue
        key = (item.area or area, str(period))
        values.setdefault(key, set()).add(item.value)
        kept[key] = item
        if item.area and item.area_name:
            areas.setdefault(item.area, item.area_name)
        elif item.area and item.area != area:
            areas.setdefault(item.area, item.area)
    for (code, period_text), item in kept.items():
        # Two methods side by side in one year: neither can be called the figure.
        if len(values[code, period_text]) == 1:
            yield {
                "indicator": id_,
                "area": code,
                "period": period_text,
                "value": repr(item.value),
                "published": "" if published is None else str(published),
                "status": item.status.value,
            }


def _entry(
    indicator: SdgIndicator, id_: str, series: str, unit: str, frequency: Frequency, repository: Repository
) -> dict[str, Any]:
    # A series without a unit of its own has that of the indicator.
    words = unit or indicator.unit or "not stated"
    share = "percent" in words.casefold() or "%" in words
    title = f"{indicator.title}: {series}" if series else indicator.title
    definition = text_of(
        indicator.meta, "national_indicator_description", "indicator_definition", "indicator_available"
    )
    sources = indicator.meta.get("sources")
    first = sources[0] if isinstance(sources, list) and sources and isinstance(sources[0], dict) else {}
    source = (
        text_of(indicator.meta, "source_organisation_1") or text_of(first, "organisation") or repository.title
    )
    return {
        "id": id_,
        "title": f"{indicator.number} {title}"[:200],
        "definition": definition or title,
        "unit": words,
        "direction": {True: "increase", False: "decrease", None: "neutral"}[indicator.increase],
        "aggregation": "rate" if share else "average",
        "frequency": frequency.value,
        "family": "share" if share else "mixed",
        "coverage": text_of(indicator.meta, "national_geographical_coverage") or "not stated",
        "publisher": source,
        "release": f"Open SDG: {repository.title}",
        "table": f"indicator_{indicator.number.replace('.', '-')}.csv",
    }


def _add_target(
    found: _Folder,
    target: SdgTarget,
    indicator: SdgIndicator,
    id_: str,
    area: str,
    frequency: Frequency,
    count: int,
) -> None:
    period = _period_ending(target.year, frequency)
    if period is None:
        found.left_out.append(
            f"{indicator.number}: the target for {target.year} falls in no {frequency.words}"
        )
        return
    word = "at least" if target.increase else "at most"
    found.targets.append(
        {
            "id": f"{id_}-target" + ("" if count == 1 else f"-{count}"),
            "title": f"{indicator.number}: {word} {target.value:g} by {target.year}",
            "wording": f"{indicator.title}: {word} {target.value:g} by {target.year}.",
            "kind": "level",
            "indicator": id_,
            "area": area,
            "comparator": ">=" if target.increase else "<=",
            "value": target.value,
            "period": str(period),
            "status": "live",
            "citation": f"Progress settings of indicator {indicator.number} in the repository",
        }
    )


_SPANS = {Frequency.THREE_YEAR: 3, Frequency.FIVE_YEAR: 4}
"""Years from the first to the one in which a span ends: three financial years, five calendar years."""


def _period_ending(year: int, frequency: Frequency) -> Period | None:
    """The period of a frequency that ends with a year or, in split years, within it."""
    if frequency in (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR):
        return Period(frequency, year - 1)
    if frequency in _SPANS:
        return Period(frequency, year - _SPANS[frequency])
    if frequency is Frequency.POINT:
        return None
    return Period.containing(date(year, 12, 31), frequency)


def _concerns(target: SdgTarget, key: _Key) -> bool:
    """Whether a target is about a series: groups it names must be those of the series, if that has any left."""
    return (
        (not target.series or target.series == key.series)
        and (not target.unit or key.unit.startswith(target.unit))
        and all(group in key.groups for group in target.groups)
    )


def _country(repository: Repository) -> str:
    named = repository.config.get("country")
    if isinstance(named, dict):
        named = named.get("name")
    seen = Counter(
        str(item.meta.get("national_geographical_coverage") or "").strip() for item in repository.indicators
    )
    seen.pop("", None)
    return str(named or (seen.most_common(1)[0][0] if seen else repository.name))


def _slug(text: str) -> str:
    return _SLUG.sub("-", text.lower()).strip("-") or "series"


def _write(path: Path, header: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header)
        writer.writeheader()
        writer.writerows(rows)
