"""Entries of the catalogue as the plain keys and values that a file has, which read as the same entries."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from datasets.catalogue import BreakEntry, IndicatorEntry, MissionEntry, TargetEntry, WindowEntry
from datasets.dates import KnownDate
from forecasting.errors import PeriodError
from forecasting.frequency import Frequency
from forecasting.periods import Period

Document = dict[str, Any]


def mission_document(
    mission: MissionEntry,
    measured: Iterable[IndicatorEntry],
    promised: Iterable[TargetEntry],
    frequencies: Mapping[str, Frequency],
) -> Document:
    """The file of a mission as plain keys and values; ``frequencies`` are those of every indicator."""
    document: Document = {"mission": _fields(mission)}
    document["indicators"] = [_indicator(entry) for entry in measured]
    document["targets"] = [target_fields(entry, frequencies.get(entry.indicator or "")) for entry in promised]
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


def break_fields(entry: BreakEntry) -> Document:
    """The keys of a break."""
    return _fields(entry)


def _indicator(entry: IndicatorEntry) -> Document:
    document = _fields(entry, "mission")
    if entry.monotone:
        document["monotone"] = "nondecreasing"
    return document


def target_fields(entry: TargetEntry, own: Frequency | None) -> Document:
    """The keys of a target without its mission; ``own`` is the frequency of its indicator."""
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
