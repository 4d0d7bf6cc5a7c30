"""What a reassessment is about, found without reading a single figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.jobs.errors import NothingToDo
from service.jobs.words import JobKind, version_of_code
from service.operations.companions import may_compare
from service.operations.courses import series_with_courses
from service.operations.errors import MissionUnknown, TargetUnknown
from service.operations.installation import Installation
from service.store.reads.calibrations import champions
from service.store.reads.catalogue import indicators
from service.store.reads.changed import changed_since
from service.store.reads.observations import area_counts
from service.store.reads.outlines import TargetOutline, target_outlines
from service.store.reads.runs import last_published
from service.store.sight import EVERYTHING

if TYPE_CHECKING:
    from sqlmodel import Session

Series = tuple[str, str]

_MARGIN = timedelta(hours=1)
# An entry carries the moment at which its change began, and may have become visible only after a later plan.


@dataclass(frozen=True, slots=True)
class Scope:
    """Targets in groups that belong in one part, and the series whose courses and replays are looked at."""

    groups: Sequence[Sequence[str]]
    courses: Sequence[Series]
    replays: Sequence[Series]
    complete: bool


def scope_of(installation: Installation, request: Mapping[str, Any]) -> Scope:
    """The scope of a request: ``targets``, ``mission``, ``changed`` (since the last complete run), or everything.

    ``indicators`` may stand beside ``targets``: their courses are made anew though no target rests on them.

    Raises TargetUnknown, MissionUnknown or NothingToDo.
    """
    # What is loaded ahead of its instant concerns targets too; each is judged with what may be seen.
    with installation.store.read(EVERYTHING) as session:
        records = {one.id: one for one in target_outlines(session)}
        chosen, news, complete = _chosen(session, request, records)
    courses = series_with_courses(installation, indicators=None if news is None else news.indicators)
    own = [
        ((one.indicator_id, one.area), id_)
        for id_ in chosen
        if (one := records[id_]).indicator_id is not None and one.area is not None
    ]
    if news is None:
        return Scope(grouped(chosen, records), courses, sorted({name for name, _ in own}), complete)
    courses = [name for name in courses if news.of(name)]
    replays = sorted({name for name, id_ in own if id_ in news.targets or news.of(name)})
    return Scope(grouped(chosen, records), courses, replays, complete)


@dataclass(frozen=True, slots=True)
class _News:
    """What has changed: whole indicators, single series, and targets by themselves."""

    whole: AbstractSet[str]
    series: AbstractSet[Series] = frozenset()
    targets: AbstractSet[str] = frozenset()

    @property
    def indicators(self) -> set[str]:
        return {*self.whole, *(indicator for indicator, _ in self.series)}

    def of(self, name: tuple[str | None, str | None]) -> bool:
        """Whether a series has changed."""
        return name[0] in self.whole or name in self.series


def _chosen(
    session: Session, request: Mapping[str, Any], records: Mapping[str, TargetOutline]
) -> tuple[list[str], _News | None, bool]:
    named, mission = request.get("targets"), request.get("mission")
    if named is not None:
        also = set(request.get("indicators", ()))
        if not named and not also:
            raise NothingToDo(
                "No target is named.", field="targets", value=[], remedy="Name some, or leave it out."
            )
        for id_ in named:
            if id_ not in records:
                raise TargetUnknown(id_, known=records)
        chosen = [id_ for id_ in records if id_ in set(named)]
        return chosen, _News(also | _measures(records[id_] for id_ in chosen)), False
    if mission is not None:
        chosen = [id_ for id_, one in records.items() if one.mission_id == mission]
        if not chosen:
            raise MissionUnknown(mission, known={one.mission_id for one in records.values()})
        return chosen, _News(_measures(records[id_] for id_ in chosen)), False
    last = last_published(session, JobKind.REASSESSMENT) if request.get("changed") else None
    if last is None or last.code_version != version_of_code():
        return list(records), None, True
    changes = changed_since(session, load=last.last_load, moment=last.recorded_at - _MARGIN)
    if changes.everything:
        return list(records), None, True
    whole = {*changes.redefined, *_moved_with(session, changes.indicators)}
    news = _News(whole, changes.series, changes.targets)
    if not news.indicators and not news.targets:
        return [], news, True
    compared = _compared(session, news)
    concerned = {
        id_ for id_, one in records.items() if id_ in news.targets or _concerned(one, news, compared)
    }
    return _with_those_on_them(concerned, records), news, True


def _compared(session: Session, news: _News) -> set[str]:
    """The indicators with new figures whose areas are compared with each other, or were until now."""
    new = Counter(indicator for indicator, _ in news.series)
    counts = area_counts(session, new)
    return {name for name, some in new.items() if may_compare(counts.get(name, 0), new=some)}


def _concerned(record: TargetOutline, news: _News, compared: AbstractSet[str]) -> bool:
    """Whether a target rests on something that has changed, or is compared with it."""
    if record.indicator_id in news.whole or record.indicator_id in compared:
        return True
    names = {name for name in (record.indicator_id, *record.further) if name}
    areas = (record.area, *record.peers)
    return any(news.of((name, area)) for name in names for area in areas)


def _moved_with(session: Session, changed: Collection[str]) -> set[str]:
    """Indicators that are forecast with the help of others that have changed: declared, or chosen by a calibration."""
    if not changed:
        return set()
    names = set(changed)
    found = {one.id for one in indicators(session) if names & set(_texts(one.data.get("leading")))}
    return found | {one.indicator_id for one in champions(session).values() if names & set(_texts(one.data))}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def _measures(records: Iterable[TargetOutline]) -> set[str]:
    return {one.indicator_id for one in records if one.indicator_id is not None}


def _with_those_on_them(ids: set[str], records: Mapping[str, TargetOutline]) -> list[str]:
    made = {id_: set(one.components) for id_, one in records.items() if one.components}
    found, before = set(ids), -1
    while len(found) != before:
        before = len(found)
        found |= {id_ for id_, parts in made.items() if found & parts}
    return [id_ for id_ in records if id_ in found]


def grouped(chosen: Sequence[str], records: Mapping[str, TargetOutline]) -> list[list[str]]:
    """Targets with those they are made of in one group, for they are judged one after the other; else alone."""
    leader = {id_: id_ for id_ in chosen}

    def lead(id_: str) -> str:
        while leader[id_] != id_:
            leader[id_] = leader[leader[id_]]
            id_ = leader[id_]
        return id_

    for id_ in chosen:
        for part in records[id_].components:
            if part in leader:
                leader[lead(part)] = lead(id_)
    groups: dict[str, list[str]] = {}
    for id_ in chosen:
        groups.setdefault(lead(id_), []).append(id_)
    return list(groups.values())
