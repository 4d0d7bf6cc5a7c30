"""From the keys of one file to its entries: periods and windows read, kinds checked, each problem named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from datasets.catalogue import schema
from datasets.catalogue.documents import Document, KeyPath
from datasets.catalogue.entries import (
    BaselineEntry,
    BreakEntry,
    CallEntry,
    ExceptionalEntry,
    IndicatorEntry,
    LeadEntry,
    MilestoneEntry,
    MissionEntry,
    OutcomeEntry,
    PathPointEntry,
    StatusEntry,
    TargetEntry,
    TrajectoryEntry,
    UnrateableEntry,
    WindowEntry,
)
from datasets.catalogue.feed import FeedEntry
from datasets.catalogue.values import PATH, Reading
from datasets.kinds import RULES
from forecasting.errors import PeriodError
from forecasting.frequency import Frequency
from forecasting.indicators import Origin
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, TargetStatus

Values = dict[str, Any]


@dataclass(slots=True)
class FileEntries:
    """The entries of one file, and where each stands, for checks that need other files."""

    reading: Reading
    mission: MissionEntry | None = None
    indicators: list[tuple[IndicatorEntry, KeyPath]] = field(default_factory=list)
    targets: list[tuple[TargetEntry, KeyPath]] = field(default_factory=list)
    raw_targets: list[Values] = field(default_factory=list)
    feeds: list[FeedEntry] = field(default_factory=list)


def read_file(document: Document) -> FileEntries:
    """Read the mission and indicators of one file; targets wait until every indicator is known."""
    reading = Reading(document)
    found = FileEntries(reading)
    if document.data is None:
        return found
    values = reading.entry(schema.FILE, document.data, ()) or {}
    mission = _plain(values.get("mission", {}))
    if not _complete(mission, "id", "title", "jurisdiction", "ambition", "status", "citation"):
        return found
    found.mission = MissionEntry(**{"government": "", **mission})
    sources = _sources(values, reading)
    for raw in values.get("indicators", ()):
        feed = raw.pop("feed", None)
        entry = _indicator(raw, found.mission.id, sources, reading)
        if entry is not None:
            if feed is not None and "source" in feed:
                found.feeds.append(FeedEntry(indicator=entry.id, **_plain(feed)))
            found.indicators.append((entry, raw[PATH]))
    found.raw_targets = list(values.get("targets", ()))
    return found


def build_targets(found: FileEntries, indicators: Mapping[str, IndicatorEntry]) -> None:
    """Read the targets of one file; a period without a notation of its own is read in the indicator's."""
    if found.mission is None:
        return
    for raw in found.raw_targets:
        entry = target_entry(raw, found.mission.id, indicators, found.reading)
        if entry is not None:
            found.targets.append((entry, raw[PATH]))


def _plain(values: Mapping[str, Any]) -> Values:
    return {key: value for key, value in values.items() if key != PATH}


def _complete(values: Mapping[str, Any], *keys: str) -> bool:
    return all(key in values for key in keys)


def _sources(values: Values, reading: Reading) -> dict[str, Values]:
    sources: dict[str, Values] = {}
    for raw in values.get("sources", ()):
        if "id" not in raw:
            continue
        if raw["id"] in sources:
            reading.report(
                (*raw[PATH], "id"),
                "duplicate_id",
                f"The source “{raw['id']}” is defined twice.",
                "Rename one.",
                raw["id"],
            )
        sources[raw["id"]] = {key: value for key, value in raw.items() if key not in ("id", PATH)}
    return sources


def _indicator(
    raw: Values, mission: str, sources: Mapping[str, Values], reading: Reading
) -> IndicatorEntry | None:
    path: KeyPath = raw[PATH]
    values = _plain(raw)
    source = values.pop("source", None)
    if source is not None and source not in sources:
        known = ", ".join(sources) or "none is defined"
        reading.report(
            (*path, "source"),
            "unknown_source",
            f"There is no source “{source}” in this file.",
            f"Known: {known}.",
            source,
        )
    values = {**sources.get(source, {}), **values}
    if not _complete(
        values, "id", "title", "definition", "unit", "direction", "aggregation", "frequency", "family"
    ):
        return None
    frequency: Frequency = values["frequency"]
    values["monotone"] = "monotone" in values
    values["origin"] = _origin(values.get("origin"))
    values["exceptional"] = _exceptional(values.get("exceptional"), frequency, reading)
    breaks = (break_entry(item, frequency, reading) for item in values.get("breaks", ()))
    values["breaks"] = tuple(item for item in breaks if item is not None)
    values["leading"] = tuple(
        LeadEntry(**_plain(item)) for item in values.get("leading", ()) if "indicator" in item
    )
    lower, upper = values.get("lower"), values.get("upper")
    if lower is not None and upper is not None and lower >= upper:
        reading.report(
            (*path, "upper"),
            "bounds_crossed",
            f"The upper bound {upper:g} is not above the lower bound {lower:g}.",
            "Swap or mend them.",
            upper,
        )
    return IndicatorEntry(mission=mission, **values)


def _origin(raw: Values | None) -> Origin | None:
    if raw is None or "date" not in raw:
        return None
    return Origin(raw["date"].day, raw.get("value", 0.0))


def _exceptional(raw: Values | None, frequency: Frequency, reading: Reading) -> ExceptionalEntry | None:
    if raw is None or not _complete(raw, "periods", "reason"):
        return None
    path: KeyPath = raw[PATH]
    periods = (
        _period(text, frequency, reading, (*path, "periods", index))
        for index, text in enumerate(raw["periods"])
    )
    return ExceptionalEntry(tuple(period for period in periods if period is not None), raw["reason"])


def break_entry(raw: Values, frequency: Frequency, reading: Reading) -> BreakEntry | None:
    """A break from the values read for it, or None where too little of it could be read."""
    if not _complete(raw, "period", "kind", "comparable", "explanation"):
        return None
    values = _plain(raw)
    period = _period(values.pop("period"), frequency, reading, (*raw[PATH], "period"))
    return None if period is None else BreakEntry(period=period, **values)


def _period(
    text: str, frequency: Frequency | None, reading: Reading, path: KeyPath, *, strict: bool = True
) -> Period | None:
    """Read a period in a frequency; if not ``strict``, in any other notation that can only be read one way."""
    try:
        return Period.parse(text, frequency)
    except PeriodError as error:
        if not strict and frequency is not None:
            return _period(text, None, reading, path)
        reading.report(path, error.code, error.message, error.remedy or "", text)
        return None


def target_entry(
    raw: Values, mission: str, indicators: Mapping[str, IndicatorEntry], reading: Reading
) -> TargetEntry | None:
    """A target from the values read for it, or None where too little of it could be read."""
    path: KeyPath = raw[PATH]
    values = _plain(raw)
    if not _complete(values, "id", "title", "wording", "kind", "status", "citation"):
        return None
    if values["kind"] in RULES:
        _check_kind(values, path, reading)
    own = indicators.get(values.get("indicator", ""))
    frequency = values.pop("frequency", None)
    notation = frequency or (own.frequency if own else None)
    loose = frequency is None
    if "period" in values:
        values["period"] = _period(values["period"], notation, reading, (*path, "period"), strict=not loose)
    values["window"] = _window(values.get("window"), notation, reading)
    values["baseline"] = _baseline(values.get("baseline"), own.frequency if own else notation, reading)
    direction = values.pop("scope_direction", None)
    values["scope_known_one_way"] = bool(direction and direction.get("known_one_way"))
    if values.pop("strict", False):
        values["comparator"] = _strict(values.get("comparator"))
    unrateable, outcome = values.get("unrateable", {}), values.get("outcome", {})
    values["unrateable"] = (
        UnrateableEntry(**_plain(unrateable)) if _complete(unrateable, "reason", "explanation") else None
    )
    values["outcome"] = OutcomeEntry(**_plain(outcome)) if _complete(outcome, "status", "citation") else None
    values["history"] = tuple(
        StatusEntry(**_plain(item)) for item in values.get("history", ()) if "status" in item
    )
    milestones = (_milestone(item, notation, reading) for item in values.get("milestones", ()))
    values["milestones"] = tuple(item for item in milestones if item is not None)
    laid_out = (_trajectory(item, notation, reading) for item in values.get("trajectories", ()))
    values["trajectories"] = tuple(item for item in laid_out if item is not None)
    values["calls"] = tuple(
        CallEntry(**_plain(item))
        for item in values.get("calls", ())
        if _complete(item, "date", "by", "said", "citation")
    )
    return TargetEntry(mission=mission, **values)


def _strict(comparator: Comparator | None) -> Comparator | None:
    match comparator:
        case Comparator.AT_LEAST:
            return Comparator.ABOVE
        case Comparator.AT_MOST:
            return Comparator.BELOW
    return comparator


def _window(raw: Values | None, frequency: Frequency | None, reading: Reading) -> WindowEntry | None:
    if raw is None or "start" not in raw:
        return None
    path: KeyPath = raw[PATH]
    start = _period(raw["start"], frequency, reading, (*path, "start"), strict=False)
    end = _period(raw["end"], frequency, reading, (*path, "end"), strict=False) if "end" in raw else None
    if start is None or ("end" in raw and end is None):
        return None
    if end is not None and end.end < start.start:
        reading.report(
            (*path, "end"),
            "window_reversed",
            f"The window ends ({raw['end']}) before it starts ({raw['start']}).",
            "Swap the two.",
            raw["end"],
        )
        return None
    return WindowEntry(start.start, end.end if end else None, raw["start"], raw.get("end", ""))


def _baseline(raw: Values | None, frequency: Frequency | None, reading: Reading) -> BaselineEntry | None:
    if raw is None:
        return None
    values = _plain(raw)
    if "period" in values:
        values["period"] = _period(values["period"], frequency, reading, (*raw[PATH], "period"), strict=False)
    return BaselineEntry(**values)


def _milestone(raw: Values, frequency: Frequency | None, reading: Reading) -> MilestoneEntry | None:
    if not _complete(raw, "period", "value"):
        return None
    values = _plain(raw)
    period = _period(values.pop("period"), frequency, reading, (*raw[PATH], "period"), strict=False)
    return None if period is None else MilestoneEntry(period=period, **values)


def _trajectory(raw: Values, frequency: Frequency | None, reading: Reading) -> TrajectoryEntry | None:
    if not _complete(raw, "name", "points"):
        return None
    values = _plain(raw)
    points = []
    for item in values["points"]:
        if not _complete(item, "period", "value"):
            return None
        period = _period(item["period"], frequency, reading, (*item[PATH], "period"), strict=False)
        if period is None:
            return None
        points.append(PathPointEntry(period, item["value"]))
    values["points"] = tuple(sorted(points, key=lambda point: point.period.end))
    return TrajectoryEntry(**values)


def _check_kind(values: Values, path: KeyPath, reading: Reading) -> None:
    """Whether the fields a kind needs are there, by the table of kinds."""
    kind: Kind = values["kind"]
    rule = RULES[kind]
    given = set(values)
    for name in ("window", "baseline"):
        if name in values:
            given |= {f"{name}.{key}" for key in values[name] if key != PATH}
    # A definition that cannot be rated is recorded as far as it goes.
    if "unrateable" not in values:
        for choice in rule.missing(given):
            wanted = " or ".join(f"“{name}”" for name in choice)
            reading.report(
                path,
                "field_missing_for_kind",
                f"A target of kind “{kind}” needs {wanted}.",
                f"Add it. {rule.met_when}",
            )
    if kind not in _WITHOUT_INDICATOR and "indicator" not in values:
        reading.report(
            path,
            "field_missing_for_kind",
            f"A target of kind “{kind}” needs an “indicator”.",
            "Name the indicator it is measured by.",
        )
    spare = {
        "value",
        "upper",
        "window.start",
        "periods_required",
        "functional_zero",
        "components",
        "any_k",
        "other_indicator",
        "peers",
        "scenario",
    }
    for name in rule.unread(sorted(given & spare)):
        top = name.split(".")[0]
        reading.report(
            (*path, top),
            "field_not_for_kind",
            f"A target of kind “{kind}” does not read “{top}”.",
            "Take it out, or choose another kind.",
            values[top],
        )
    _check_values(values, path, reading)


def _check_values(values: Values, path: KeyPath, reading: Reading) -> None:
    kind: Kind = values["kind"]
    if kind is Kind.BAND and values.get("upper", 1) <= values.get("value", 0):
        reading.report(
            (*path, "upper"),
            "band_reversed",
            "The upper end of the band is not above the lower.",
            "Swap “value” and “upper”.",
            values["upper"],
        )
    if values.get("periods_required", 1) < 1:
        reading.report(
            (*path, "periods_required"),
            "value_out_of_bounds",
            "At least one period is required.",
            "Write 1 or more.",
            values["periods_required"],
        )
    outcome = values.get("outcome")
    if outcome and outcome.get("status") not in (TargetStatus.MET, TargetStatus.MISSED, None):
        reading.report(
            (*path, "outcome", "status"),
            "wrong_outcome",
            "An outcome is met or missed.",
            "Put other events under “history”.",
            str(outcome["status"]),
        )


_WITHOUT_INDICATOR = frozenset({Kind.ALL_OF, Kind.ANY_OF, Kind.DERIVED})
