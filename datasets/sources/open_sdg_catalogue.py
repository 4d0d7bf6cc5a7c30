"""An Open SDG repository written as a catalogue folder: a mission with indicators, targets, areas and figures."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from datasets.errors import FolderNotEmpty
from datasets.sources.figures import Figure
from datasets.sources.moments import as_frequency
from datasets.sources.open_sdg import Repository, SdgIndicator, SdgTarget, is_headline, released
from forecasting.frequency import Frequency

_SLUG = re.compile(r"[^a-z0-9]+")
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
    """
    _check_folder(folder)
    found = _Folder()
    mission = f"open-sdg-{_slug(repository.name)}"
    for indicator in repository.indicators:
        _add(found, indicator, mission, area, repository)
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


def _add(found: _Folder, indicator: SdgIndicator, mission: str, area: str, repository: Repository) -> None:
    series = _series(indicator)
    if not series:
        found.left_out.append(f"{indicator.number}: no headline figure in a period that can be read")
    for (name, unit), figures in series.items():
        frequency = Counter(item.period.frequency for item in figures if item.period).most_common(1)[0][0]
        own = [item for item in figures if item.period and as_frequency(item.period, frequency)]
        single = len(series) == 1
        id_ = f"{mission}-{indicator.number.replace('.', '-')}" + (
            "" if single else f"-{_slug(f'{name} {unit}')[:60]}"
        )
        rows = list(_rows(own, id_, frequency, area, indicator, found.areas))
        if not rows:
            continue
        found.rows += rows
        found.indicators.append(
            _entry(indicator, id_, name if not single else "", unit, frequency, repository)
        )
        found.targets += [
            _target(target, indicator, id_, area, frequency, count)
            for count, target in enumerate(indicator.targets, 1)
            if _concerns(target, name, unit)
        ]


def _series(indicator: SdgIndicator) -> Mapping[tuple[str, str], list[Figure]]:
    found: dict[tuple[str, str], list[Figure]] = {}
    for item in () if indicator.table is None else indicator.table.figures():
        if item.period is not None and item.value is not None and is_headline(item):
            key = (item.dimensions.get("Series", ""), item.dimensions.get("Unit", ""))
            found.setdefault(key, []).append(item)
    return found


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
        if item.area:
            areas.setdefault(item.area, item.area_name or item.area)
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
    words = unit or indicator.unit or "not stated"
    share = "percent" in words.casefold() or "%" in words
    title = f"{indicator.title}: {series}" if series else indicator.title
    definition = indicator.meta.get("national_indicator_description") or indicator.meta.get(
        "indicator_available"
    )
    source = str(indicator.meta.get("source_organisation_1") or repository.title)
    return {
        "id": id_,
        "title": f"{indicator.number} {title}"[:200],
        "definition": _plain(str(definition or title)),
        "unit": words,
        "direction": {True: "increase", False: "decrease", None: "neutral"}[indicator.increase],
        "aggregation": "rate" if share else "average",
        "frequency": frequency.value,
        "family": "share" if share else "mixed",
        "coverage": _plain(str(indicator.meta.get("national_geographical_coverage") or "")) or "not stated",
        "publisher": _plain(source),
        "release": f"Open SDG: {repository.title}",
        "table": f"indicator_{indicator.number.replace('.', '-')}.csv",
    }


def _target(
    target: SdgTarget, indicator: SdgIndicator, id_: str, area: str, frequency: Frequency, count: int
) -> dict[str, Any]:
    period = str(target.year)
    if frequency in (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR):
        period = f"{target.year - 1}/{target.year % 100:02d}"
    word = "at least" if target.increase else "at most"
    return {
        "id": f"{id_}-target" + ("" if count == 1 else f"-{count}"),
        "title": f"{indicator.number}: {word} {target.value:g} by {target.year}",
        "wording": f"{indicator.title}: {word} {target.value:g} by {target.year}.",
        "kind": "level",
        "indicator": id_,
        "area": area,
        "comparator": ">=" if target.increase else "<=",
        "value": target.value,
        "period": period,
        "status": "live",
        "citation": f"Progress settings of indicator {indicator.number} in the repository",
    }


def _concerns(target: SdgTarget, series: str, unit: str) -> bool:
    return (not target.series or target.series == series) and (not target.unit or target.unit == unit)


def _country(repository: Repository) -> str:
    named = repository.config.get("country")
    if isinstance(named, dict):
        named = named.get("name")
    seen = Counter(
        str(item.meta.get("national_geographical_coverage") or "").strip() for item in repository.indicators
    )
    seen.pop("", None)
    return str(named or (seen.most_common(1)[0][0] if seen else repository.name))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def _slug(text: str) -> str:
    return _SLUG.sub("-", text.lower()).strip("-") or "series"


def _write(path: Path, header: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header)
        writer.writeheader()
        writer.writerows(rows)
