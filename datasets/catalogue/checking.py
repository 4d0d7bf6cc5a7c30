"""Checks between entries: references, duplicates, dates in order, values inside bounds, a status that adds up."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from difflib import get_close_matches

from datasets.catalogue.building import FileEntries
from datasets.catalogue.documents import KeyPath
from datasets.catalogue.entries import IndicatorEntry, MilestoneBasis, TargetEntry
from datasets.catalogue.values import Reading
from forecasting.frequency import Frequency
from forecasting.targets import Kind, TargetStatus

_IN_UNITS = frozenset({Kind.LEVEL, Kind.BAND, Kind.MAINTAIN, Kind.SUSTAINED_STANDARD})
_SETTLED = frozenset({TargetStatus.MET, TargetStatus.MISSED})
_ENDED = frozenset({TargetStatus.SUPERSEDED, TargetStatus.REPEALED, TargetStatus.ABANDONED})


def check(
    files: Sequence[FileEntries],
    indicators: Mapping[str, IndicatorEntry],
    targets: Mapping[str, TargetEntry],
    areas: Container[str] | None,
) -> None:
    """Check every file against the whole catalogue; problems go to each file's reading.

    ``areas`` are the area codes known (None: any code is accepted).
    """
    for file in files:
        for indicator, path in file.indicators:
            _check_indicator(indicator, path, file.reading, indicators, areas)
        for target, path in file.targets:
            _check_target(target, path, file.reading, indicators, targets, areas)


def duplicates(files: Sequence[FileEntries]) -> None:
    """Report identifiers used twice, in one file or in two."""
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        here = file.reading.document.name
        for noun, identifier, path in _identifiers(file):
            first = seen.setdefault((noun, identifier), here)
            if first != here or (noun, identifier, path) != _first(file, noun, identifier):
                file.reading.report(
                    (*path, "id"),
                    "duplicate_id",
                    f"The {noun} “{identifier}” is already defined in {first}.",
                    "Give it another id, or take one of them out.",
                    identifier,
                )


def _identifiers(file: FileEntries) -> Iterator[tuple[str, str, KeyPath]]:
    if file.mission is not None:
        yield "mission", file.mission.id, ("mission",)
    for indicator, path in file.indicators:
        yield "indicator", indicator.id, path
    for target, path in file.targets:
        yield "target", target.id, path


def _first(file: FileEntries, noun: str, identifier: str) -> tuple[str, str, KeyPath]:
    return next(item for item in _identifiers(file) if item[:2] == (noun, identifier))


def _unknown(reading: Reading, path: KeyPath, noun: str, name: str, known: Mapping[str, object]) -> None:
    near = get_close_matches(name, list(known), n=1)
    remedy = f"Did you mean “{near[0]}”?" if near else f"Define it, or name one of the {len(known)} that are."
    reading.report(path, f"unknown_{noun}", f"There is no {noun} “{name}”.", remedy, name)


def check_area(area: str | None, path: KeyPath, reading: Reading, areas: Container[str] | None) -> None:
    """Report the code of an area that is not known."""
    if area is not None and areas is not None and area not in areas:
        reading.report(
            path,
            "unknown_area",
            f"The area “{area}” is not known.",
            "Add it to areas.csv, or mend the code.",
            area,
        )


def _check_indicator(
    entry: IndicatorEntry,
    path: KeyPath,
    reading: Reading,
    indicators: Mapping[str, IndicatorEntry],
    areas: Container[str] | None,
) -> None:
    for index, lead in enumerate(entry.leading):
        where = (*path, "leading", index, "indicator")
        if lead.indicator == entry.id:
            reading.report(
                where,
                "leads_itself",
                "An indicator cannot lead itself.",
                "Name another, or take it out.",
                entry.id,
            )
        elif lead.indicator not in indicators:
            _unknown(reading, where, "indicator", lead.indicator, indicators)
    _check_ratio(entry, path, reading, indicators)
    for index, change in enumerate(entry.breaks):
        check_area(change.area, (*path, "breaks", index, "area"), reading, areas)


def _check_ratio(
    entry: IndicatorEntry, path: KeyPath, reading: Reading, indicators: Mapping[str, IndicatorEntry]
) -> None:
    for key, other in (("numerator", "denominator"), ("denominator", "numerator")):
        name = getattr(entry, key)
        if name is not None and name not in indicators:
            _unknown(reading, (*path, key), "indicator", name, indicators)
        if name is not None and getattr(entry, other) is None:
            reading.report(
                (*path, key),
                "half_a_ratio",
                f"A {key} says nothing without a {other}.",
                f"Add “{other}”.",
                name,
            )


def _check_target(
    target: TargetEntry,
    path: KeyPath,
    reading: Reading,
    indicators: Mapping[str, IndicatorEntry],
    targets: Mapping[str, TargetEntry],
    areas: Container[str] | None,
) -> None:
    for key in ("indicator", "observed_by", "other_indicator", "scenario"):
        name = getattr(target, key)
        if name is not None and name not in indicators:
            _unknown(reading, (*path, key), "indicator", name, indicators)
    for index, part in enumerate(target.components):
        if part == target.id or part not in targets:
            _unknown(
                reading,
                (*path, "components", index),
                "target",
                part,
                {k: v for k, v in targets.items() if k != target.id},
            )
    check_area(target.area, (*path, "area"), reading, areas)
    for index, peer in enumerate(target.peers):
        check_area(peer, (*path, "peers", index), reading, areas)
    _check_order(target, path, reading)
    _check_trajectories(target, path, reading)
    _check_bounds(target, path, reading, indicators)
    _check_status(target, path, reading)


def _check_order(target: TargetEntry, path: KeyPath, reading: Reading) -> None:
    if target.window is not None and target.window.end is not None:
        due = target.window.end
    elif target.period is not None:
        due = target.period.end
    else:
        return
    baseline = target.baseline
    if baseline is not None and baseline.period is not None and baseline.period.end >= due:
        reading.report(
            (*path, "baseline", "period"),
            "baseline_after_target",
            f"The baseline {baseline.period} does not lie before the target is due ({due}).",
            "Mend the baseline or the date of the target.",
            str(baseline.period),
        )
    for index, milestone in enumerate(target.milestones):
        if milestone.period.end > due:
            reading.report(
                (*path, "milestones", index, "period"),
                "milestone_after_target",
                f"The milestone {milestone.period} lies after the target is due ({due}).",
                "Mend its period.",
                str(milestone.period),
            )


def _check_trajectories(target: TargetEntry, path: KeyPath, reading: Reading) -> None:
    seen: dict[tuple[str, str], int] = {}
    defaults: set[str] = set()
    for index, one in enumerate(target.trajectories):
        where = (*path, "trajectories", index)
        version = (one.name, "" if one.recorded is None else one.recorded.text)
        if version in seen:
            reading.report(
                (*where, "name"),
                "trajectory_twice",
                f"Two trajectories are called “{one.name}” and were recorded on the same day.",
                "Give the later version the day it was published (recorded), or another name.",
                one.name,
            )
        seen[version] = index
        times = [point.period.end for point in one.points]
        if len(set(times)) != len(times):
            reading.report(
                (*where, "points"),
                "two_points_at_once",
                f"The trajectory “{one.name}” has two values for one day.",
                "Keep one of them.",
                one.name,
            )
        if one.default:
            defaults.add(one.name)
    if len(defaults) > 1:
        reading.report(
            (*path, "trajectories"),
            "two_defaults",
            f"The gap can be measured against one trajectory, not {len(defaults)}: {', '.join(sorted(defaults))}.",
            "Mark one as the default.",
            len(defaults),
        )


def _check_bounds(
    target: TargetEntry, path: KeyPath, reading: Reading, indicators: Mapping[str, IndicatorEntry]
) -> None:
    entry = indicators.get(target.indicator or "")
    if entry is None:
        return
    given: list[tuple[KeyPath, float | None]] = []
    if target.kind in _IN_UNITS:
        given += [(("value",), target.value), (("upper",), target.upper)]
    if target.baseline is not None:
        given.append((("baseline", "value"), target.baseline.value))
    given += [
        (("milestones", index, "value"), milestone.value)
        for index, milestone in enumerate(target.milestones)
        if milestone.basis is MilestoneBasis.LEVEL and target.kind in _IN_UNITS
    ]
    for where, value in given:
        if value is None:
            continue
        if (entry.lower is not None and value < entry.lower) or (
            entry.upper is not None and value > entry.upper
        ):
            low = "−∞" if entry.lower is None else f"{entry.lower:g}"
            high = "∞" if entry.upper is None else f"{entry.upper:g}"
            reading.report(
                (*path, *where),
                "value_out_of_bounds",
                f"{value:g} lies outside the bounds of “{entry.id}” ({low} to {high}).",
                "Mend the value, or the bounds of the indicator.",
                value,
            )
    if target.kind is Kind.CHANGE_PP and entry.unit != "percent":
        reading.report(
            (*path, "kind"),
            "kind_needs_percent",
            "A change in points needs an indicator in percent.",
            "Use change_absolute.",
            str(target.kind),
        )
    if target.kind in (Kind.CUMULATIVE_SUM, Kind.CUMULATIVE_CAP) and entry.frequency in (
        Frequency.YEAR_ENDING,
        Frequency.THREE_YEAR,
    ):
        reading.report(
            (*path, "kind"),
            "overlapping_flows",
            "Periods that overlap cannot be added up.",
            "Name an indicator with periods that do not overlap.",
            str(target.kind),
        )


def _check_status(target: TargetEntry, path: KeyPath, reading: Reading) -> None:
    if target.status in _SETTLED and (target.outcome is None or target.outcome.status is not target.status):
        reading.report(
            (*path, "status"),
            "status_without_outcome",
            f"The status is “{target.status}”, but no outcome says so.",
            "Add an “outcome” with its citation.",
            str(target.status),
        )
    if target.status not in _SETTLED and target.outcome is not None and target.status not in _ENDED:
        reading.report(
            (*path, "outcome"),
            "outcome_without_status",
            f"There is an outcome, but the status is “{target.status}”.",
            f"Set the status to “{target.outcome.status}”.",
            str(target.status),
        )
    if target.status in _ENDED and all(event.status is not target.status for event in target.history):
        reading.report(
            (*path, "status"),
            "status_without_history",
            f"The status is “{target.status}”, but the history does not say when.",
            "Add the event to “history”.",
            str(target.status),
        )
    dated = [event.date.day for event in target.history if event.date is not None]
    if dated != sorted(dated):
        reading.report(
            (*path, "history"),
            "history_out_of_order",
            "The history is not in order of time.",
            "Put the oldest event first.",
            None,
        )
