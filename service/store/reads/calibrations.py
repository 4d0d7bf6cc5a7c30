"""Calibrations: challengers and champions, what happened to them, and the runs that made them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.calibration_records import (
    Action,
    CalibrationEvent,
    CalibrationRecord,
    ChampionRecord,
    ItemOutcome,
    ItemRecord,
    RunRecord,
    State,
)
from service.store.calibration_tables import (
    CalibrationEventRow,
    CalibrationRow,
    ChampionRow,
    RecalibrationItemRow,
    RecalibrationRunRow,
)

_CALIBRATION, _CHAMPION = table_of(CalibrationRow), table_of(ChampionRow)
_EVENT, _RUN, _ITEM = (
    table_of(CalibrationEventRow),
    table_of(RecalibrationRunRow),
    table_of(RecalibrationItemRow),
)
_COLUMNS = tuple(
    _CALIBRATION.c[name]
    for name in (
        "id", "run", "key", "version", "indicator_id", "area", "state", "reason", "created_by", "created_at",
        "engine", "code_version", "as_of", "against", "predecessor", "tried", "change", "p", "p_adjusted",
        "decided_by", "decided_at", "decision", "document",
    )
)  # fmt: skip

Place = tuple[str, str]
"""An indicator and an area; no area where it is for all."""


def calibration(session: Session, id_: int) -> CalibrationRecord | None:
    """The calibration with a number."""
    row = session.connection().execute(select(*_COLUMNS).where(_CALIBRATION.c.id == id_)).first()
    return None if row is None else _record(row)


def backtest_of(session: Session, id_: int) -> str | None:
    """The backtest of a calibration beside that of its champion, as JSON."""
    found = session.connection().execute(select(_CALIBRATION.c.backtest).where(_CALIBRATION.c.id == id_))
    return found.scalar()


def calibrations(
    session: Session,
    *,
    place: Place | None = None,
    indicator: str | None = None,
    state: State | None = None,
    run: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[CalibrationRecord, ...]:
    """Calibrations, the newest first. ``place`` also finds those that are for every area of the indicator."""
    statement = _filtered(select(*_COLUMNS), place=place, indicator=indicator, state=state, run=run)
    statement = statement.order_by(_CALIBRATION.c.id.desc()).limit(limit).offset(offset)
    return tuple(_record(row) for row in session.connection().execute(statement))


def count_calibrations(
    session: Session,
    *,
    place: Place | None = None,
    indicator: str | None = None,
    state: State | None = None,
    run: str | None = None,
) -> int:
    """How many calibrations there are of a kind."""
    statement = _filtered(
        select(func.count(_CALIBRATION.c.id)), place=place, indicator=indicator, state=state, run=run
    )
    return int(session.connection().execute(statement).scalar_one())


def calibrations_named(session: Session, versions: Collection[str]) -> Mapping[str, str]:
    """The document of some calibration of each version asked for; one that is not held is left out."""
    if not versions:
        return {}
    statement = (
        select(_CALIBRATION.c.version, _CALIBRATION.c.document)
        .where(_CALIBRATION.c.version.in_(sorted(set(versions))))
        .order_by(_CALIBRATION.c.id)
    )
    return {row.version: row.document for row in session.connection().execute(statement)}


def tried_since(session: Session, place: Place, *, against: int) -> int:
    """How many different challengers of a series were tried against the champion that stands there now."""
    table = _CALIBRATION.c
    newest = (
        select(func.max(table.tried))
        .where(table.indicator_id == place[0], table.area == place[1], table.against == against)
        .scalar_subquery()
    )
    return int(session.connection().execute(select(func.coalesce(newest, 0))).scalar_one())


def versions_tried(session: Session, place: Place, *, against: int) -> set[str]:
    """The versions of the challengers of a series that were tried against the champion that stands there now."""
    table = _CALIBRATION.c
    statement = select(table.version).where(
        table.indicator_id == place[0], table.area == place[1], table.against == against
    )
    return set(session.connection().execute(statement.distinct()).scalars())


def champions(session: Session, indicators: Collection[str] | None = None) -> dict[Place, ChampionRecord]:
    """The champion of every series that ever had another than the engine as it ships."""
    statement = select(
        _CHAMPION.c.indicator_id,
        _CHAMPION.c.area,
        _CHAMPION.c.calibration_id,
        _CHAMPION.c.version,
        _CHAMPION.c.changed_at,
        _CALIBRATION.c.document,
    ).outerjoin(_CALIBRATION, _CALIBRATION.c.id == _CHAMPION.c.calibration_id)
    rows = session.connection().execute(statement.order_by(_CHAMPION.c.indicator_id, _CHAMPION.c.area))
    found = [ChampionRecord(*row) for row in rows]
    return {
        (one.indicator_id, one.area): one
        for one in found
        if indicators is None or one.indicator_id in indicators
    }


def champion(session: Session, place: Place) -> ChampionRecord | None:
    """The place of the champion of one series, or None where nothing was ever promoted there."""
    return champions(session, [place[0]]).get(place)


def events_of(
    session: Session, indicator_id: str, *, area: str | None = None
) -> tuple[CalibrationEvent, ...]:
    """What happened to the calibrations of an indicator, the newest first; with ``area`` what concerns that area."""
    table = _EVENT.c
    statement = select(
        table.indicator_id, table.area, table.at, table.who, table.action, table.calibration_id, table.before,
        table.version, table.why, table.rule,
    ).where(table.indicator_id == indicator_id)  # fmt: skip
    if area is not None:
        statement = statement.where(table.area.in_(["", area]))
    rows = session.connection().execute(statement.order_by(table.id.desc()))
    return tuple(CalibrationEvent(**{**row._mapping, "action": Action(row.action)}) for row in rows)


def recalibration_run(session: Session, id_: str | None = None) -> RunRecord | None:
    """A run by its id, or the newest that is not finished."""
    statement = select(_RUN.c.id, _RUN.c.who, _RUN.c.created_at, _RUN.c.finished_at, _RUN.c.document)
    if id_ is not None:
        statement = statement.where(_RUN.c.id == id_)
    else:
        statement = statement.where(_RUN.c.finished_at.is_(None)).order_by(_RUN.c.created_at.desc()).limit(1)
    row = session.connection().execute(statement).first()
    return None if row is None else RunRecord(*row)


def run_items(session: Session, run: str) -> Sequence[ItemRecord]:
    """What came of the series of a run so far."""
    statement = select(
        _ITEM.c.run, _ITEM.c.indicator_id, _ITEM.c.area, _ITEM.c.outcome, _ITEM.c.calibration_id, _ITEM.c.code,
        _ITEM.c.message,
    ).where(_ITEM.c.run == run)  # fmt: skip
    rows = session.connection().execute(statement.order_by(_ITEM.c.indicator_id, _ITEM.c.area))
    return [ItemRecord(**{**row._mapping, "outcome": ItemOutcome(row.outcome)}) for row in rows]


def _filtered(
    statement: Select[Any],
    *,
    place: Place | None,
    indicator: str | None,
    state: State | None,
    run: str | None,
) -> Select[Any]:
    table = _CALIBRATION.c
    if place is not None:
        statement = statement.where(table.indicator_id == place[0], table.area.in_(["", place[1]]))
    if indicator is not None:
        statement = statement.where(table.indicator_id == indicator)
    if state is not None:
        statement = statement.where(table.state == state.value)
    return statement if run is None else statement.where(table.run == run)


def _record(row: Any) -> CalibrationRecord:
    return CalibrationRecord(**{**row._mapping, "state": State(row.state)})
