"""What the series of some targets were on a day, each worked out once however many targets rest on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from datasets.catalogue import IndicatorEntry
from datasets.observation import Basis, Observation, ObservationStatus, SourceEvidence
from datasets.releases import Known, known_as_of
from forecasting.series import Series
from service.operations.companions import series_from
from service.operations.domain import indicator_of
from service.store.records import Edition

SeriesName = tuple[str, str]
BasesOf = Callable[[str, str], tuple[Basis, ...]]
"""The earlier bases of an indicator in an area."""


@dataclass(frozen=True, eq=False)
class Figures:
    """Editions as they were known on a day (None: all of them), of those that the store had recorded by a moment.

    Targets share what is compared with all of them: the same indicator in other areas. An indicator is always given
    with one and the same entry: that of the moment.
    """

    bases_of: BasesOf
    editions: Mapping[SeriesName, tuple[Edition, ...]]
    as_of: date | None
    recorded: datetime | None = None
    _known: dict[SeriesName, tuple[Known, ...]] = field(default_factory=dict)
    _series: dict[SeriesName, Series | None] = field(default_factory=dict)

    def recorded_editions(self, name: str, area: str) -> tuple[Edition, ...]:
        """The editions of a series that had been recorded; none where the series was not asked for."""
        found = self.editions.get((name, area), ())
        if self.recorded is None:
            return found
        return tuple(one for one in found if one.release.recorded_at <= self.recorded)

    def known(self, entry: IndicatorEntry, area: str) -> tuple[Known, ...]:
        """What was known of an indicator in an area."""
        place = entry.id, area
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = known_as_of(
                observations_of(entry.id, area, self.recorded_editions(entry.id, area)),
                as_of=self.as_of,
                lag_days=entry.lag_days,
                bases=self.bases_of(entry.id, area),
            )
        return found

    def elsewhere(self, entry: IndicatorEntry, areas: Sequence[str]) -> tuple[Series, ...]:
        """The series of an indicator in some areas, without those of which nothing was known."""
        return tuple(one for area in areas if (one := self._of(entry, area)) is not None)

    def _of(self, entry: IndicatorEntry, area: str) -> Series | None:
        place = entry.id, area
        if place not in self._series:
            self._series[place] = series_from(indicator_of(entry), area, self.known(entry, area))
        return self._series[place]


def observations_of(name: str, area: str, editions: Iterable[Edition]) -> Iterator[Observation]:
    """Editions of the store as the observations that as-of work reads."""
    for edition in editions:
        if edition.value is None:
            continue
        yield Observation(
            indicator=name,
            area=area,
            period=edition.period,
            value=edition.value,
            release=edition.release.key,
            published=edition.release.published,
            status=ObservationStatus(edition.status),
            evidence=SourceEvidence(edition.evidence) if edition.evidence else SourceEvidence.SUPPLIED,
            basis=edition.basis,
        )
