"""Bringing one owner's part of the catalogue up to date."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import Session

from service.documents import digest, dumps, to_document
from service.store.bulk import table_of
from service.store.hidden import hidden_in, mark_registers
from service.store.owners import rank
from service.store.records import Noun
from service.store.tables import IndicatorRow, MissionRow, TargetRow, Versioned
from service.store.versions import note_change, take_turn

if TYPE_CHECKING:
    from datasets.catalogue.entries import Catalogue, IndicatorEntry, MissionEntry, TargetEntry


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sync did to one kind of entry, by id; ``moved`` counts those that only changed place."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    moved: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.retired or self.moved)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two owners say different things under one id; ``in_force`` is the one that counts."""

    noun: Noun
    id: str
    owner: str
    in_force: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, and where another owner's entry stands against this one's."""

    owner: str
    changes: Mapping[Noun, Changes] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()

    def __bool__(self) -> bool:
        return any(self.changes.values())


Named = frozenset[tuple[Noun, str]]
"""Some entries."""


def sync_catalogue(
    session: Session, catalogue: Catalogue, *, owner: str, recorded: datetime, only: Named | None = None
) -> SyncReport:
    """Make the store hold exactly this catalogue for one owner.

    An entry that changed gets a new row and the old one is closed; one that is gone is closed; one that
    is the same is left alone, and so is every other owner's. With ``only``, so are all but the entries named, which
    get a new row even where they are the same: somebody looked at them again. Raises OwnerUnknown.
    """
    owner_rank = rank(owner)
    take_turn(session)
    connection = session.connection()
    hidden, seen = hidden_in(connection), _seen(connection)
    report = SyncReport(
        owner,
        {
            noun: _sync(
                connection,
                kind,
                entries,
                owner=owner,
                owner_rank=owner_rank,
                recorded=recorded,
                only=None if only is None else {id_ for named, id_ in only if named is noun},
            )
            for noun, kind, entries in (
                (Noun.MISSION, _MISSION, catalogue.missions),
                (Noun.INDICATOR, _INDICATOR, catalogue.indicators),
                (Noun.TARGET, _TARGET, catalogue.targets),
            )
        },
        tuple(conflicts(session, owner)),
    )
    if report:
        now_hidden, now_seen = hidden_in(connection), _seen(connection)
        if hidden != now_hidden:
            mark_registers(connection, now_hidden.indicators)
        touched = {
            (noun, id_)
            for noun, changes in report.changes.items()
            for id_ in (*changes.added, *changes.changed, *changes.retired)
        }
        noticed = seen != now_seen or touched & {*seen, *now_seen}
        note_change(session, private=not noticed)
    return report


def _seen(connection: Connection) -> list[tuple[Noun, str]]:
    """The entries that the public sees, in their order."""
    hidden = hidden_in(connection)
    found = []
    for noun, kind, private in (
        (Noun.MISSION, _MISSION, hidden.missions),
        (Noun.INDICATOR, _INDICATOR, hidden.indicators),
        (Noun.TARGET, _TARGET, hidden.targets),
    ):
        table = table_of(kind.table).c
        rows = connection.execute(
            select(table.id)
            .where(table.recorded_to.is_(None))
            .order_by(table.rank.desc(), table.owner, table.position, table.id)
        )
        found += [(noun, id_) for id_ in rows.scalars() if id_ not in private]
    return found


def entry_document(entry: object) -> dict[str, Any]:
    """An entry as it is kept. That it is for the public goes without saying, so that its version stands."""
    document: dict[str, Any] = to_document(entry)
    if document.get("visibility") == "public":
        del document["visibility"]
    return document


def conflicts(session: Session, owner: str) -> list[Conflict]:
    """The entries of an owner under whose id another owner says something else."""
    found = []
    for noun, kind in ((Noun.MISSION, _MISSION), (Noun.INDICATOR, _INDICATOR), (Noun.TARGET, _TARGET)):
        mine, other = table_of(kind.table), table_of(kind.table).alias("other")
        rows = session.connection().execute(
            select(mine.c.id, mine.c.rank, other.c.owner, other.c.rank.label("other_rank"))
            .join(other, (other.c.id == mine.c.id) & (other.c.owner != mine.c.owner))
            .where(
                mine.c.owner == owner,
                mine.c.recorded_to.is_(None),
                other.c.recorded_to.is_(None),
                other.c.version != mine.c.version,
            )
            .order_by(mine.c.id, other.c.owner)
        )
        for row in rows:
            mine_counts = (row.rank, owner) < (row.other_rank, row.owner)
            found.append(
                Conflict(
                    noun, row.id, row.owner if mine_counts else owner, owner if mine_counts else row.owner
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class _Kind:
    table: type[Versioned]
    columns: Callable[[Any], dict[str, Any]]


def _mission(entry: MissionEntry) -> dict[str, Any]:
    return {"valid_from": None, "status": entry.status.value}


def _indicator(entry: IndicatorEntry) -> dict[str, Any]:
    return {"valid_from": None, "mission_id": entry.mission, "frequency": entry.frequency.value}


def _target(entry: TargetEntry) -> dict[str, Any]:
    return {
        "valid_from": None if entry.announced is None else entry.announced.day,
        "mission_id": entry.mission,
        "indicator_id": entry.indicator,
        "area": entry.area,
        "kind": entry.kind.value,
        "status": entry.status.value,
        "due": _due(entry),
    }


def _due(entry: TargetEntry) -> date | None:
    if entry.window is not None and entry.window.end is not None:
        return entry.window.end
    return None if entry.period is None else entry.period.end


_MISSION = _Kind(MissionRow, _mission)
_INDICATOR = _Kind(IndicatorRow, _indicator)
_TARGET = _Kind(TargetRow, _target)


def _sync(
    connection: Connection,
    kind: _Kind,
    entries: Mapping[str, Any],
    *,
    owner: str,
    owner_rank: int,
    recorded: datetime,
    only: Collection[str] | None,
) -> Changes:
    table = table_of(kind.table)
    held = select(table.c.id, table.c.row_id, table.c.version, table.c.position).where(
        table.c.owner == owner, table.c.recorded_to.is_(None)
    )
    if only is not None:
        held = held.where(table.c.id.in_(only))
    known = {row.id: row for row in connection.execute(held)}
    added, changed, unchanged = [], [], []
    closing, opening, moving = [], [], []
    for position, (id_, entry) in enumerate(entries.items()):
        document = entry_document(entry)
        version = digest(document)
        before = known.pop(id_, None)
        if before is not None and before.version == version and only is None:
            unchanged.append(id_)
            if before.position != position:
                moving.append({"at": before.row_id, "to": position})
            continue
        if before is None:
            added.append(id_)
        else:
            changed.append(id_)
            closing.append(before.row_id)
        opening.append(
            {
                "id": id_,
                "owner": owner,
                "rank": owner_rank,
                "position": position,
                "version": version,
                "document": dumps(document).decode(),
                "recorded_from": recorded,
                "recorded_to": None,
                "private": "visibility" in document,
                **kind.columns(entry),
            }
        )
    closing.extend(row.row_id for row in known.values())
    if closing:
        close = update(table).where(table.c.row_id == bindparam("at")).values(recorded_to=recorded)
        connection.execute(close, [{"at": row} for row in closing])
    if opening:
        connection.execute(insert(table), opening)
    if moving:
        move = update(table).where(table.c.row_id == bindparam("at")).values(position=bindparam("to"))
        connection.execute(move, moving)
    return Changes(tuple(added), tuple(changed), tuple(unchanged), tuple(known), len(moving))
