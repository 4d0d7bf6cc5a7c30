"""Indicators of a tidy table that no catalogue knows, written down as a catalogue file to be completed by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from datasets.sources.figures import Figure, Publication
from forecasting.frequency import Frequency

_SLUG = re.compile(r"[^a-z0-9]+")
_ID = re.compile(r"[a-z0-9][a-z0-9_.\-]*")
_PERCENT = ("percent", "%", "per cent")
_LAST = 950
_HEAD = (
    "# Made from {file}: what the table does not say is a guess. Complete titles, directions and bounds by hand;\n"
    "# the file is not written again while it is here.\n"
)


@dataclass(slots=True)
class _Seen:
    units: Counter[str] = field(default_factory=Counter)
    publishers: Counter[str] = field(default_factory=Counter)
    releases: Counter[str] = field(default_factory=Counter)
    frequencies: Counter[Frequency] = field(default_factory=Counter)
    low: float = 0.0
    high: float = 0.0
    whole: bool = True


def unknown_indicators(publication: Publication, known: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
    """The entries, as a catalogue file has them, of the indicators of a table that are not ``known``.

    Unit, publisher and frequency come from the table; a percentage is a share, anything else mixed. The direction
    is neutral until a person says which way is better, so nothing is called good or bad by accident.
    """
    seen: dict[str, _Seen] = {}
    for item in publication.figures():
        if item.measure not in known and item.value is not None and item.period is not None:
            _note(seen.setdefault(item.measure, _Seen()), item, item.period.frequency)
    return {name: _entry(name, found, publication) for name, found in seen.items() if _ID.fullmatch(name)}


def write_indicators(entries: Mapping[str, Mapping[str, Any]], folder: Path, *, file: str) -> Path:
    """Write entries into a file of a catalogue folder, as a mission named after the table."""
    stem = file.split(".")[0]
    name = _slug(stem)
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / f"table-{name}.yaml", 1
    while path.exists():  # an earlier one may have been completed by hand: it is left alone
        number += 1
        path = folder / f"table-{name}-{number}.yaml"
    document = {
        "mission": {
            "id": path.stem,
            "title": stem.replace("_", " ").replace("-", " ").capitalize(),
            "jurisdiction": "not stated",
            "ambition": f"Figures loaded from {file}; no target has been set on them yet.",
            "status": "live",
            "citation": file,
            "order": _LAST,
        },
        "indicators": [dict(entry) for entry in entries.values()],
    }
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    path.write_text(_HEAD.format(file=file) + text, encoding="utf-8")
    return path


def _note(found: _Seen, item: Figure, frequency: Frequency) -> None:
    value = item.value or 0.0
    found.units[item.dimensions.get("unit", "")] += 1
    found.publishers[item.dimensions.get("publisher", "")] += 1
    found.releases[item.dimensions.get("release", "")] += 1
    found.frequencies[frequency] += 1
    found.low, found.high = min(found.low, value), max(found.high, value)
    found.whole = found.whole and value == int(value)


def _entry(name: str, found: _Seen, publication: Publication) -> Mapping[str, Any]:
    unit = found.units.most_common(1)[0][0] or "not stated"
    share = any(word in unit.casefold() for word in _PERCENT)
    entry: dict[str, Any] = {
        "id": name,
        "title": name.replace("_", " ").replace("-", " ").capitalize(),
        "definition": f"“{name}” in {publication.file}.",
        "unit": unit,
        "direction": "neutral",
        "aggregation": "rate" if share else "average",
        "frequency": found.frequencies.most_common(1)[0][0].value,
        "family": "share" if share else "mixed",
        "coverage": "not stated",
        "publisher": found.publishers.most_common(1)[0][0] or "not stated",
        "release": found.releases.most_common(1)[0][0] or publication.file,
        "table": publication.file,
    }
    if share and found.low >= 0 and found.high <= 100:
        entry |= {"lower": 0, "upper": 100}
    elif found.low >= 0 and found.whole:  # a count
        entry["lower"] = 0
    return entry


def _slug(text: str) -> str:
    return _SLUG.sub("-", text.lower()).strip("-") or "figures"
