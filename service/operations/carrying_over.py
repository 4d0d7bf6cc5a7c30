"""Figures of an authority for the years before it was made: the sums of those it took over from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datasets.catalogue import IndicatorEntry
from datasets.geography.places import places
from datasets.geography.successors import carried_over, predecessors
from datasets.sources.territory import adds_up
from service.store.identity import ReleaseId
from service.store.writes.observations import NewObservation

_Key = tuple[str, ReleaseId, str]


def carried(
    observations: Sequence[NewObservation], indicators: Mapping[str, IndicatorEntry]
) -> list[NewObservation]:
    """What can be added up in each release, as estimates that name their parts; only for counts and amounts."""
    groups: dict[_Key, list[NewObservation]] = {}
    for item in observations:
        if item.value is not None and adds_up(indicators[item.indicator_id]):
            groups.setdefault((item.indicator_id, item.release, item.basis), []).append(item)
    made = []
    for (indicator, release, basis), items in groups.items():
        values = {(item.area, item.period): item.value for item in items if item.value is not None}
        for (area, period), value in sorted(
            carried_over(values).items(), key=lambda one: (one[0][0], one[0][1].ordinal)
        ):
            made.append(
                NewObservation(
                    indicator,
                    area,
                    period,
                    value,
                    release,
                    status="estimate",
                    evidence=items[0].evidence,
                    note=f"Added up from {', '.join(_name(part) for part in sorted(predecessors(area)))}.",
                    basis=basis,
                    area_name=_name(area),
                    url=items[0].url,
                )
            )
    return made


def _name(area: str) -> str:
    place = places().get(area)
    return area if place is None else place.name
