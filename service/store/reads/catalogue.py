"""Missions, indicators and targets, as in force or as they once were."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from forecasting.frequency import Frequency
from service.store.bulk import table_of
from service.store.owners import in_force, in_place
from service.store.records import EntryRecord, IndicatorRecord, MissionRecord, Noun, TargetRecord
from service.store.tables import IndicatorRow, MissionRow, TargetRow, Versioned

_ENTRY = ("id", "owner", "version", "position", "document", "valid_from", "recorded_from", "recorded_to")
TARGET_COLUMNS = (*_ENTRY, "mission_id", "indicator_id", "area", "kind", "status", "due")
_ROWS: dict[Noun, type[Versioned]] = {
    Noun.MISSION: MissionRow,
    Noun.INDICATOR: IndicatorRow,
    Noun.TARGET: TargetRow,
}

R = TypeVar("R", bound=EntryRecord)
Ids = Collection[str] | None


def missions(session: Session, *, ids: Ids = None) -> tuple[MissionRecord, ...]:
    """The missions in force, in the order of their catalogues."""
    rows = _current(session, MissionRow, (*_ENTRY, "status"), _one_of(MissionRow.id, ids))
    return tuple(MissionRecord(*row) for row in rows)


def mission(session: Session, id_: str) -> MissionRecord | None:
    """One mission in force."""
    return next(iter(missions(session, ids=(id_,))), None)


def indicators(
    session: Session, *, ids: Ids = None, mission_id: str | None = None
) -> tuple[IndicatorRecord, ...]:
    """The indicators in force, in the order of their catalogues."""
    rows = _current(
        session,
        IndicatorRow,
        (*_ENTRY, "mission_id", "frequency"),
        _one_of(IndicatorRow.id, ids),
        _equal(IndicatorRow.mission_id, mission_id),
    )
    return tuple(IndicatorRecord(*_with_frequency(row)) for row in rows)


def indicator(session: Session, id_: str) -> IndicatorRecord | None:
    """One indicator in force."""
    return next(iter(indicators(session, ids=(id_,))), None)


def targets(
    session: Session,
    *,
    ids: Ids = None,
    mission_id: str | None = None,
    indicator_id: str | None = None,
    area: str | None = None,
    kind: str | None = None,
    status: str | None = None,
) -> tuple[TargetRecord, ...]:
    """The targets in force, in the order of their catalogues, narrowed by what they say."""
    rows = _current(
        session,
        TargetRow,
        TARGET_COLUMNS,
        *target_conditions(
            ids=ids, mission_id=mission_id, indicator_id=indicator_id, area=area, kind=kind, status=status
        ),
    )
    return tuple(TargetRecord(*row) for row in rows)


def targets_with_calls(session: Session) -> tuple[TargetRecord, ...]:
    """The targets in force of whose chances somebody else has said something, in the order of their catalogues."""
    rows = _current(session, TargetRow, TARGET_COLUMNS, ~col(TargetRow.document).contains('"calls":[]'))
    return tuple(TargetRecord(*row) for row in rows)


def target(session: Session, id_: str) -> TargetRecord | None:
    """One target in force."""
    return next(iter(targets(session, ids=(id_,))), None)


def versions(session: Session, noun: Noun, id_: str) -> tuple[EntryRecord, ...]:
    """Every version of an entry by every owner, oldest first."""
    table = table_of(_ROWS[noun]).c
    rows = session.connection().execute(
        select(*(table[name] for name in _ENTRY))
        .where(table.id == id_)
        .order_by(table.recorded_from, table.row_id)
    )
    return tuple(EntryRecord(*row) for row in rows)


def owners(session: Session) -> tuple[str, ...]:
    """Everybody who owns an entry in force or overridden."""
    found: set[str] = set()
    for row in _ROWS.values():
        table = table_of(row).c
        found |= set(
            session.connection()
            .execute(select(table.owner).where(table.recorded_to.is_(None)).distinct())
            .scalars()
        )
    return tuple(sorted(found))


def target_conditions(
    *,
    ids: Ids = None,
    mission_id: str | None = None,
    indicator_id: str | None = None,
    area: str | None = None,
    kind: str | None = None,
    status: str | None = None,
) -> tuple[ColumnElement[bool], ...]:
    """The conditions that narrow targets by what they say."""
    return tuple(
        condition
        for condition in (
            _one_of(TargetRow.id, ids),
            _equal(TargetRow.mission_id, mission_id),
            _equal(TargetRow.indicator_id, indicator_id),
            _equal(TargetRow.area, area),
            _equal(TargetRow.kind, kind),
            _equal(TargetRow.status, status),
        )
        if condition is not None
    )


def _with_frequency(row: Sequence[Any]) -> tuple[Any, ...]:
    return (*row[:-1], Frequency(row[-1]))


def _one_of(column: Any, ids: Ids) -> ColumnElement[bool] | None:
    return None if ids is None else col(column).in_(ids)


def _equal(column: Any, value: str | None) -> ColumnElement[bool] | None:
    return None if value is None else col(column) == value


def _current(
    session: Session, row: type[Versioned], columns: Sequence[str], *conditions: ColumnElement[bool] | None
) -> Sequence[Any]:
    table = table_of(row).c
    statement = (
        select(*(table[name] for name in columns))
        .where(in_force(row), *(condition for condition in conditions if condition is not None))
        .order_by(*in_place(row))
    )
    return session.connection().execute(statement).all()
