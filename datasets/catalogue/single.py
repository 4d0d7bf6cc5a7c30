"""One entry by itself, from plain keys and values, held to the same checks as a whole catalogue."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from datasets.catalogue import schema
from datasets.catalogue.building import FileEntries, break_entry, target_entry
from datasets.catalogue.checking import check, check_area
from datasets.catalogue.documents import Document, KeyPath
from datasets.catalogue.entries import BreakEntry, Catalogue, IndicatorEntry, TargetEntry
from datasets.catalogue.privacy import check_privacy
from datasets.catalogue.values import PATH, Reading, Schema
from datasets.errors import CatalogueInvalid
from forecasting.periods import Period
from forecasting.targets import TargetStatus

_LARGEST = 1e15
_LONGEST = 20_000
_MOST = 2_000
_DEEPEST = 8
_FEW = 60
_WORDS = {"title": "-", "wording": "-", "citation": "-", "status": TargetStatus.LIVE}
_SPAN = (date(1800, 1, 1), date(2200, 12, 31))
# What turns the reading direction of the text around it can make a line say something else than it does.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def read_target(
    fields: Mapping[str, Any], known: Catalogue, *, id_: str, areas: Container[str] | None = None
) -> TargetEntry:
    """A target from the keys of a catalogue file and its ``mission``, as it would stand in the catalogue ``known``.

    ``id_`` is the id it is to have; ``areas`` are the codes of areas known (None: any). Raises CatalogueInvalid with
    everything that is wrong with it.
    """
    raw = dict(fields)
    reading = _reading(raw)
    mission = raw.pop("mission", None)
    if reading.problems:
        raise CatalogueInvalid(reading.problems)
    if raw.setdefault("id", id_) != id_:
        reading.report(
            ("id",),
            "wrong_id",
            f"“{raw['id']}” is not the id “{id_}” that it is to have.",
            "Leave “id” out.",
            raw["id"],
        )
    if mission is None:
        reading.report((), "missing_key", "“mission” is missing from a target.", "Add the id of its mission.")
    elif not isinstance(mission, str) or mission not in known.missions:
        reading.report(
            ("mission",),
            "unknown_mission",
            f"There is no mission “{mission}”.",
            "Name one that there is.",
            mission,
            tuple(known.missions) if len(known.missions) <= _FEW else (),
        )
    values = _values(reading, schema.TARGET, raw)
    entry = None
    if values is not None:
        # What is missing was noted: the rest is checked all the same.
        entry = target_entry({**_WORDS, **values}, str(mission), known.indicators, reading)
    if entry is not None:
        _check_periods(entry, reading)
        _check_among(entry, known, reading, areas)
    if reading.problems or entry is None:
        raise CatalogueInvalid(reading.problems)
    return entry


def read_break(
    fields: Mapping[str, Any], indicator: IndicatorEntry, *, areas: Container[str] | None = None
) -> BreakEntry:
    """A break of an indicator from the keys of a catalogue file. Raises CatalogueInvalid with all that is wrong."""
    reading = _reading(fields)
    if reading.problems:
        raise CatalogueInvalid(reading.problems)
    values = _values(reading, schema.BREAK, fields)
    entry = None if values is None else break_entry(values, indicator.frequency, reading)
    if entry is not None:
        check_area(entry.area, ("area",), reading, areas)
        _check_span(entry.period, ("period",), reading)
    if reading.problems or entry is None:
        raise CatalogueInvalid(reading.problems)
    return entry


def _reading(fields: Mapping[str, Any]) -> Reading:
    """A reading that has noted what no key may hold."""
    reading = Reading(Document.of(dict(fields), ""))
    for path, code, message, value in unfit(fields):
        reading.report(path, code, message, "", value)
    return reading


def _values(reading: Reading, entry: Schema, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    found = reading.entry(entry, dict(raw), ())
    return None if found is None else {**found, PATH: ()}


def unfit(value: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str, str, object]]:
    """Where plain values hold what cannot be kept or shown: controls, halves of letters, numbers beyond all sense."""
    if len(path) > _DEEPEST:
        yield path, "too_deep", "Nothing here goes this deep.", None
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if unfit_text(str(key)):
                yield path, "malformed", "A key holds a character that cannot be shown.", None
            else:
                yield from unfit(item, (*path, str(key)))
    elif isinstance(value, list):
        if len(value) > _MOST:
            yield path, "too_many", f"At most {_MOST} are read.", len(value)
            return
        for index, item in enumerate(value):
            yield from unfit(item, (*path, index))
    elif isinstance(value, str):
        said = unfit_text(value)
        if said:
            yield path, "malformed", said, None
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > _LARGEST:
        yield path, "out_of_range", "It is larger than 10¹⁵ can be right.", None


def unfit_text(value: str, *, longest: int = _LONGEST) -> str:
    """What is wrong with a text, in a sentence; nothing where it can be kept and shown."""
    if len(value) > longest:
        return f"It is longer than {longest} letters."
    for letter in value:
        kind = unicodedata.category(letter)
        if kind == "Cs" or letter in _TURNING or (kind == "Cc" and letter not in "\t\n\r"):
            return f"It holds U+{ord(letter):04X}, which cannot be shown."
    return ""


def _check_periods(entry: TargetEntry, reading: Reading) -> None:
    _check_span(entry.period, ("period",), reading)
    _check_span(None if entry.baseline is None else entry.baseline.period, ("baseline", "period"), reading)
    for index, item in enumerate(entry.milestones):
        _check_span(item.period, ("milestones", index, "period"), reading)
    for index, path in enumerate(entry.trajectories):
        for place, point in enumerate(path.points):
            _check_span(point.period, ("trajectories", index, "points", place, "period"), reading)
    window = entry.window
    for name, day in () if window is None else (("start", window.start), ("end", window.end)):
        if day is not None and not _SPAN[0] <= day <= _SPAN[1]:
            _outside(("window", name), str(day), reading)


def _check_span(period: Period | None, path: KeyPath, reading: Reading) -> None:
    if period is not None and not _SPAN[0] <= period.start <= period.end <= _SPAN[1]:
        _outside(path, str(period), reading)


def _outside(path: KeyPath, value: str, reading: Reading) -> None:
    reading.report(path, "out_of_range", f"{value} lies outside 1800 to 2200.", "Mend it.", value)


def _check_among(
    entry: TargetEntry, known: Catalogue, reading: Reading, areas: Container[str] | None
) -> None:
    """The checks between entries: of this one, and of those for the public that would rest on it."""
    targets = {**known.targets, entry.id: entry}
    file = FileEntries(reading, targets=[(entry, ())])
    check([file], known.indicators, targets, areas)
    _check_circle(entry, targets, reading)
    check_privacy([file], known.indicators, targets, missions=known.missions)
    for other in known.targets.values():
        if entry.id not in other.components or other.id == entry.id:
            continue
        beside = Reading(Document.of({}, ""))
        alone = {other.id: replace(other, components=(entry.id,)), entry.id: entry}
        depending = FileEntries(beside, targets=[(alone[other.id], ())])
        check_privacy([depending], known.indicators, {**targets, **alone}, missions=known.missions)
        if beside.problems:
            reading.report(
                ("visibility",),
                "rests_on_private",
                f"“{other.id}” is for the public and rests on this.",
                f"Make “{other.id}” private first.",
                entry.visibility.value,
            )


def _check_circle(entry: TargetEntry, targets: Mapping[str, TargetEntry], reading: Reading) -> None:
    seen, waiting = set[str](), list(entry.components)
    while waiting:
        name = waiting.pop()
        if name == entry.id:
            reading.report(
                ("components",),
                "circular",
                f"“{entry.id}” would be made of itself.",
                "Take out the component that leads back to it.",
                list(entry.components),
            )
            return
        if name not in seen and name in targets:
            seen.add(name)
            waiting.extend(targets[name].components)
