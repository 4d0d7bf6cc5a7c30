"""Which entries are not for the public, and that none for the public rests on one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from datasets.catalogue.building import FileEntries
from datasets.catalogue.documents import KeyPath
from datasets.catalogue.entries import IndicatorEntry, MissionEntry, TargetEntry
from datasets.catalogue.values import Reading
from datasets.catalogue.visibility import Visibility

_SERIES = ("observed_by", "other_indicator", "scenario")


def check_privacy(
    files: Sequence[FileEntries],
    indicators: Mapping[str, IndicatorEntry],
    targets: Mapping[str, TargetEntry],
    *,
    missions: Mapping[str, MissionEntry] | None = None,
) -> None:
    """Report entries for the public that rest on private ones: what is published of them would tell of the others.

    ``missions`` are those that entries may belong to (None: the missions of the files).
    """
    if missions is None:
        missions = {file.mission.id: file.mission for file in files if file.mission is not None}
    known: Mapping[str, Mapping[str, IndicatorEntry] | Mapping[str, TargetEntry]] = {
        "indicator": indicators,
        "target": targets,
    }
    for file in files:
        entries: list[tuple[IndicatorEntry | TargetEntry, KeyPath]] = [*file.indicators, *file.targets]
        for own, path in entries:
            if is_private(own, missions, indicators):
                continue
            for where, noun, name in _rests_on(own, path):
                other = known[noun].get(name)
                if other is not None and is_private(other, missions, indicators):
                    _report(file.reading, where, own.id, name)


def is_private(
    entry: MissionEntry | IndicatorEntry | TargetEntry,
    missions: Mapping[str, MissionEntry],
    indicators: Mapping[str, IndicatorEntry],
) -> bool:
    """Whether an entry is not for the public: it says so, or its mission or its indicator does."""
    if entry.visibility is Visibility.PRIVATE:
        return True
    if isinstance(entry, MissionEntry):
        return False
    above: list[MissionEntry | IndicatorEntry | None] = [missions.get(entry.mission)]
    if isinstance(entry, TargetEntry):
        above.append(indicators.get(entry.indicator or ""))
    return any(one is not None and is_private(one, missions, indicators) for one in above)


def _rests_on(entry: IndicatorEntry | TargetEntry, path: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    """What else an entry names: where, whether it is an indicator or a target, and which."""
    if isinstance(entry, IndicatorEntry):
        for index, lead in enumerate(entry.leading):
            yield (*path, "leading", index, "indicator"), "indicator", lead.indicator
        for part in ("numerator", "denominator"):
            if (counted := getattr(entry, part)) is not None:
                yield (*path, part), "indicator", counted
        return
    for key in _SERIES:
        name = getattr(entry, key)
        if name is not None:
            yield (*path, key), "indicator", name
    for index, part in enumerate(entry.components):
        yield (*path, "components", index), "target", part


def _report(reading: Reading, path: KeyPath, own: str, name: str) -> None:
    reading.report(
        path,
        "rests_on_private",
        f"“{own}” is for the public, but rests on “{name}”, which is private.",
        f"Make “{own}” private as well (visibility: private), or take “{name}” out of it.",
        name,
    )
