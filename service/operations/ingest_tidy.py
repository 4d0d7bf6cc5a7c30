"""Tidy tables into the store: every row names its indicator, and as a rule its release and day of publication."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from datasets.catalogue import IndicatorEntry
from datasets.dates import KnownDate
from datasets.errors import FieldRejected
from datasets.observation import SourceEvidence
from datasets.sources.errors import ReleaseRejected, SourceError
from datasets.sources.figures import Figure, Publication
from datasets.sources.moments import as_frequency
from datasets.sources.remarks import Remark, RemarkCode
from forecasting.findings import Severity
from forecasting.periods import Period
from service.store.embargo import EmbargoUnreadable, instant_of
from service.store.identity import ReleaseId
from service.store.writes.observations import NewObservation

_STRAY = 0.01
_EVIDENCE = {
    "publisher_file": SourceEvidence.FILE,
    "republished_file": SourceEvidence.REPUBLISHED,
    "press_quotation": SourceEvidence.QUOTED,
    **{word.value: word for word in SourceEvidence},
}


@dataclass(slots=True)
class TidyRows:
    """The observations of a tidy table, and what was left out of it."""

    observations: list[NewObservation] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    absent: int = 0
    out_of_bounds: list[str] = field(default_factory=list)

    def remarks(self) -> tuple[Remark, ...]:
        """What to know about the rows that were left out."""
        found = []
        if self.unknown:
            shown = ", ".join(name for name, _ in self.unknown.most_common(5))
            found.append(
                Remark(
                    RemarkCode.FILE_UNREADABLE,
                    f"{sum(self.unknown.values()):,} rows of {len(self.unknown):,} indicators that are in no catalogue are left out ({shown} …).",
                    Severity.CAUTION,
                )
            )
        if self.absent:
            found.append(
                Remark(RemarkCode.NOT_MEASURED, f"{self.absent:,} rows hold a symbol instead of a number.")
            )
        if self.out_of_bounds:
            found.append(
                Remark(
                    RemarkCode.OUT_OF_BOUNDS,
                    f"{len(self.out_of_bounds):,} values outside what is possible are left out, the first: {self.out_of_bounds[0]}.",
                    Severity.SERIOUS,
                )
            )
        return tuple(found)


def read_tidy(
    publication: Publication,
    indicators: Mapping[str, IndicatorEntry],
    *,
    published: KnownDate | None = None,
    wanted: tuple[str, ...] = (),
) -> TidyRows:
    """The observations of the indicators of a catalogue.

    Raises SourceError where the table holds none of them, ReleaseRejected where periods, areas or values
    cannot be right.
    """
    found = TidyRows()
    releases: dict[tuple[str, str, str], ReleaseId] = {}
    periods: dict[tuple[str, Period], Period] = {}
    values: dict[tuple[str, str, Period, ReleaseId], float] = {}
    for item in publication.figures():
        indicator = indicators.get(item.measure)
        if indicator is None or (wanted and item.measure not in wanted):
            if indicator is None:
                found.unknown[item.measure] += 1
            continue
        if item.value is None or item.period is None:
            found.absent += 1
            continue
        if not _possible(item.value, indicator):
            found.out_of_bounds.append(f"{item.value:g} for {indicator.id} ({item.place})")
            continue
        key = (item.measure, item.period)
        if key not in periods:
            periods[key] = _period(item, indicator)
        observation = _observation(
            item, indicator, periods[key], _release(item, indicator, publication, published, releases)
        )
        place = (indicator.id, observation.area, observation.period, observation.release)
        if place in values and values[place] != item.value:
            raise ReleaseRejected(
                f"{item.place} gives {item.value:g} for {indicator.id} in {observation.area}, {observation.period.label}, "
                f"and an earlier row {values[place]:g}, in one release.",
                field="value",
                value=item.value,
                remedy="Give each edition its own “published” or “release”, and each group its own indicator.",
            )
        if place not in values:
            values[place] = item.value
            found.observations.append(observation)
    _check(found, publication.file)
    return found


def by_release(
    observations: list[NewObservation],
) -> Mapping[tuple[str, ReleaseId], list[NewObservation]]:
    """The observations of each indicator in each release."""
    found: dict[tuple[str, ReleaseId], list[NewObservation]] = {}
    for item in observations:
        found.setdefault((item.indicator_id, item.release), []).append(item)
    return found


def _check(found: TidyRows, file: str) -> None:
    if not found.observations:
        names = ", ".join(name for name, _ in found.unknown.most_common(5)) or "none"
        raise SourceError(
            f"{file} holds no figure of an indicator of the catalogue (it has {names}).",
            field="indicator",
            value=names,
            remedy="Define the indicators in a catalogue folder of your own, and name it in HEADWAY_CATALOGUE.",
        )
    if len(found.out_of_bounds) > _STRAY * len(found.observations):
        raise ReleaseRejected(
            f"{len(found.out_of_bounds):,} values of {file} are impossible, the first: {found.out_of_bounds[0]}.",
            field="value",
            value=len(found.out_of_bounds),
            remedy="Check the unit.",
        )


def _possible(value: float, indicator: IndicatorEntry) -> bool:
    low = -math.inf if indicator.lower is None else indicator.lower
    high = math.inf if indicator.upper is None else indicator.upper
    return low <= value <= high


def _period(item: Figure, indicator: IndicatorEntry) -> Period:
    period = None if item.period is None else as_frequency(item.period, indicator.frequency)
    if period is None:
        raise ReleaseRejected(
            f"{item.place} gives {item.period} for “{indicator.id}”, which is published by {indicator.frequency.words}.",
            field="period",
            value=str(item.period),
            remedy="Write the period in the notation of the indicator.",
        )
    return period


def _release(
    item: Figure,
    indicator: IndicatorEntry,
    publication: Publication,
    published: KnownDate | None,
    made: dict[tuple[str, str, str], ReleaseId],
) -> ReleaseId:
    said = item.dimensions
    key = (
        said.get("publisher") or indicator.publisher or "Own table",
        said.get("release") or indicator.release or publication.file,
        said.get("published", ""),
    )
    if key not in made:
        try:
            when = KnownDate.parse(key[2]) if key[2] else published
        except FieldRejected as error:
            raise ReleaseRejected(
                f"{item.place}: “{key[2]}” is not a date of publication.",
                field="published",
                value=key[2],
                remedy="Write 2024-12-05, 2024-12 or 2024.",
            ) from error
        made[key] = ReleaseId(
            key[0],
            key[1],
            None if when is None else when.day,
            "" if when is None else str(when),
            embargo=_embargo(item),
        )
    elif said.get("embargo", "") and _embargo(item) != made[key].embargo:
        raise ReleaseRejected(
            f"{item.place} gives the release “{key[1]}” another embargo than an earlier row.",
            field="embargo",
            value=said["embargo"],
            remedy="Write the same instant in every row of a release.",
        )
    return made[key]


def _embargo(item: Figure) -> datetime | None:
    given = item.dimensions.get("embargo", "")
    if not given:
        return None
    try:
        return instant_of(given)
    except EmbargoUnreadable as error:
        raise ReleaseRejected(
            f"{item.place}: {error.message}", field="embargo", value=given, remedy=error.remedy
        ) from error


def _observation(
    item: Figure, indicator: IndicatorEntry, period: Period, release: ReleaseId
) -> NewObservation:
    if not item.area:
        raise ReleaseRejected(
            f"{item.place} names no area.",
            field="area",
            value=item.area_name,
            remedy="Give a column “area_code”.",
        )
    evidence = _EVIDENCE.get(item.dimensions.get("evidence", ""), SourceEvidence.FILE)
    return NewObservation(
        indicator.id,
        item.area,
        period,
        item.value,
        release,
        status=item.status.value,
        evidence=evidence.value,
        note=item.dimensions.get("note", ""),
        area_name=item.area_name,
    )


def summaries(rows: TidyRows) -> Iterator[tuple[str, int, int, str, str]]:
    """For each indicator: how many observations and areas, the first and the last period."""
    by_id: dict[str, list[NewObservation]] = {}
    for item in rows.observations:
        by_id.setdefault(item.indicator_id, []).append(item)
    for name, items in by_id.items():
        order = sorted((item.period for item in items), key=lambda period: period.end)
        yield name, len(items), len({item.area for item in items}), str(order[0]), str(order[-1])
