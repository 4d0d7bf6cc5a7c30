"""Write the catalogue in force back as YAML files, one a mission, which load as the same entries."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from datasets.catalogue import IndicatorEntry, MissionEntry, TargetEntry, WindowEntry
from datasets.dates import KnownDate
from datasets.errors import FolderNotEmpty
from forecasting.errors import PeriodError
from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.operations.errors import MissionUnknown
from service.operations.installation import Installation
from service.store.reads.catalogue import indicators, missions, targets

Document = dict[str, Any]


def export_catalogue(
    installation: Installation, folder: Path, *, mission: str | None = None
) -> tuple[Path, ...]:
    """Write one file for each mission (or for one), entries of every owner, edited ones included.

    Raises FolderNotEmpty where files would be overwritten, or MissionUnknown.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(
            f"{folder} already holds something.",
            field="folder",
            value=str(folder),
            remedy="Name a folder that is empty or does not exist yet.",
        )
    with installation.store.read() as session:
        found = [record.entry(MissionEntry) for record in missions(session)]
        measured = [record.entry(IndicatorEntry) for record in indicators(session)]
        promised = [record.entry(TargetEntry) for record in targets(session)]
    if mission is not None and mission not in {entry.id for entry in found}:
        raise MissionUnknown(mission, known={entry.id for entry in found})
    frequencies = {entry.id: entry.frequency for entry in measured}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for entry in found:
        if mission not in (None, entry.id):
            continue
        document = mission_document(
            entry,
            (item for item in measured if item.mission == entry.id),
            (item for item in promised if item.mission == entry.id),
            frequencies,
        )
        path = folder / f"{entry.id}.yaml"
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return tuple(written)


def mission_document(
    mission: MissionEntry,
    measured: Iterable[IndicatorEntry],
    promised: Iterable[TargetEntry],
    frequencies: Mapping[str, Frequency],
) -> Document:
    """The file of a mission as plain keys and values; ``frequencies`` are those of every indicator."""
    document: Document = {"mission": _fields(mission)}
    document["indicators"] = [_indicator(entry) for entry in measured]
    document["targets"] = [_target(entry, frequencies.get(entry.indicator or "")) for entry in promised]
    return {key: value for key, value in document.items() if value}


def _fields(entry: Any, *without: str) -> Document:
    """The fields of an entry that say more than their defaults."""
    found: Document = {}
    for field in dataclasses.fields(entry):
        value = getattr(entry, field.name)
        if field.name not in without and value is not None and value != field.default:
            found[field.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Period | KnownDate):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, WindowEntry):
        end = value.end_text or (value.end.isoformat() if value.end is not None else None)
        window = {"start": value.start_text or value.start.isoformat(), "end": end}
        return {key: text for key, text in window.items() if text is not None}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _fields(value) if dataclasses.is_dataclass(value) else value


def _indicator(entry: IndicatorEntry) -> Document:
    document = _fields(entry, "mission")
    if entry.monotone:
        document["monotone"] = "nondecreasing"
    return document


def _target(entry: TargetEntry, own: Frequency | None) -> Document:
    document = _fields(entry, "mission", "scope_known_one_way")
    if entry.period is not None and not _reads_as(entry.period, own):
        document["frequency"] = entry.period.frequency.value
    if entry.scope_known_one_way:
        document["scope_direction"] = {"known_one_way": True}
    return document


def _reads_as(period: Period, own: Frequency | None) -> bool:
    """Whether the loader reads the text of a period as this period without being told its notation."""
    for frequency in dict.fromkeys((own, None)):
        try:
            return Period.parse(str(period), frequency) == period
        except PeriodError:
            continue
    return False
