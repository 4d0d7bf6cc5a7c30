"""What a reassessment is about, found without reading a single figure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.jobs.errors import NothingToDo
from service.jobs.words import JobKind, version_of_code
from service.operations.courses import series_with_courses
from service.operations.errors import MissionUnknown, TargetUnknown
from service.operations.installation import Installation
from service.store.reads.calibrations import champions
from service.store.reads.catalogue import indicators, targets
from service.store.reads.changed import changed_since
from service.store.reads.runs import last_published
from service.store.records import TargetRecord
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

    Raises TargetUnknown, MissionUnknown or NothingToDo.
    """
    # What is loaded ahead of its instant concerns targets too; each is judged with what may be seen.
    with installation.store.read(EVERYTHING) as session:
        records = {one.id: one for one in targets(session)}
        chosen, indicators, complete = _chosen(session, request, records)
    courses = series_with_courses(installation)
    if indicators is not None:
        courses = [one for one in courses if one[0] in indicators]
    wanted = set(chosen)
    replays = sorted(
        {
            (one.indicator_id, one.area)
            for one in records.values()
            if one.indicator_id is not None and one.area is not None and one.id in wanted
        }
    )
    return Scope(grouped(chosen, records), courses, replays, complete)


def _chosen(
    session: Session, request: Mapping[str, Any], records: Mapping[str, TargetRecord]
) -> tuple[list[str], set[str] | None, bool]:
    named, mission = request.get("targets"), request.get("mission")
    if named is not None:
        if not named:
            raise NothingToDo(
                "No target is named.", field="targets", value=[], remedy="Name some, or leave it out."
            )
        for id_ in named:
            if id_ not in records:
                raise TargetUnknown(id_, known=records)
        chosen = [id_ for id_ in records if id_ in set(named)]
        return chosen, _measures(records[id_] for id_ in chosen), False
    if mission is not None:
        chosen = [id_ for id_, one in records.items() if one.mission_id == mission]
        if not chosen:
            raise MissionUnknown(mission, known={one.mission_id for one in records.values()})
        return chosen, _measures(records[id_] for id_ in chosen), False
    last = last_published(session, JobKind.REASSESSMENT) if request.get("changed") else None
    if last is None or last.code_version != version_of_code():
        return list(records), None, True
    changes = changed_since(session, load=last.last_load, moment=last.recorded_at - _MARGIN)
    if changes.everything:
        return list(records), None, True
    changed = {*changes.indicators, *_moved_with(session, changes.indicators)}
    concerned = {id_ for id_, one in records.items() if id_ in changes.targets or changed & _rests_on(one)}
    return list(_with_those_on_them(concerned, records)), changed, True


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


def _measures(records: Iterable[TargetRecord]) -> set[str]:
    return {one.indicator_id for one in records if one.indicator_id is not None}


def _rests_on(record: TargetRecord) -> set[str]:
    data = record.data
    names = (data.get(field) for field in ("indicator", "observed_by", "other_indicator", "scenario"))
    return {name for name in names if name}


def _with_those_on_them(ids: set[str], records: Mapping[str, TargetRecord]) -> list[str]:
    found, before = set(ids), -1
    while len(found) != before:
        before = len(found)
        found |= {id_ for id_, one in records.items() if found & set(one.data.get("components", ()))}
    return [id_ for id_ in records if id_ in found]


def grouped(chosen: Sequence[str], records: Mapping[str, TargetRecord]) -> list[list[str]]:
    """Targets with those they are made of in one group, for they are judged one after the other; else alone."""
    leader = {id_: id_ for id_ in chosen}

    def lead(id_: str) -> str:
        while leader[id_] != id_:
            leader[id_] = leader[leader[id_]]
            id_ = leader[id_]
        return id_

    for id_ in chosen:
        for part in records[id_].data.get("components", ()):
            if part in leader:
                leader[lead(part)] = lead(id_)
    groups: dict[str, list[str]] = {}
    for id_ in chosen:
        groups.setdefault(lead(id_), []).append(id_)
    return list(groups.values())
