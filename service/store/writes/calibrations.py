"""Keeping challengers, and changing the champion of a series."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from service.store.bulk import insert_missing, table_of
from service.store.calibration_records import Action, CalibrationEvent, ItemOutcome, State
from service.store.calibration_tables import (
    CalibrationEventRow,
    CalibrationRow,
    ChampionRow,
    RecalibrationItemRow,
    RecalibrationRunRow,
)
from service.store.hidden import hidden_in
from service.store.versions import note_change

_CALIBRATION, _CHAMPION = table_of(CalibrationRow), table_of(ChampionRow)
_EVENT, _RUN = table_of(CalibrationEventRow), table_of(RecalibrationRunRow)


@dataclass(frozen=True, slots=True)
class NewChallenger:
    """A challenger as it is kept; the fields are those of the table."""

    run: str
    key: str
    version: str
    indicator_id: str
    area: str
    reason: str
    created_by: str
    created_at: datetime
    engine: str
    code_version: str
    as_of: date
    against: int
    predecessor: int | None
    tried: int
    change: float | None
    p: float | None
    p_adjusted: float | None
    document: str
    backtest: str


def save_challenger(session: Session, new: NewChallenger) -> int:
    """Keep a challenger and give its number; one that its run has made already is not made again."""
    table = _CALIBRATION.c
    connection = session.connection()
    insert_missing(connection, CalibrationRow, [asdict(new) | {"state": State.CHALLENGER.value}])
    found = connection.execute(
        select(table.id).where(table.run == new.run, table.key == new.key)
    ).scalar_one()
    _note(session, new.indicator_id)
    return int(found)


def save_item(
    session: Session,
    *,
    run: str,
    indicator_id: str,
    area: str,
    outcome: ItemOutcome,
    calibration_id: int | None = None,
    code: str = "",
    message: str = "",
) -> None:
    """Note what came of one series in a run; what is noted already stays."""
    row = {
        "run": run,
        "indicator_id": indicator_id,
        "area": area,
        "outcome": outcome.value,
        "calibration_id": calibration_id,
        "code": code,
        "message": message,
    }
    insert_missing(session.connection(), RecalibrationItemRow, [row])


def begin_run(session: Session, *, id_: str, who: str, document: str, recorded: datetime) -> None:
    """Note a run before it begins; one that was noted already stays."""
    row = {"id": id_, "who": who, "created_at": recorded, "finished_at": None, "document": document}
    insert_missing(session.connection(), RecalibrationRunRow, [row])


def finish_run(session: Session, id_: str, *, recorded: datetime) -> None:
    """Note that a run is done."""
    statement = (
        update(_RUN).where(_RUN.c.id == id_, _RUN.c.finished_at.is_(None)).values(finished_at=recorded)
    )
    session.connection().execute(statement)


def decide_calibrations(
    session: Session, ids: Iterable[int], *, state: State, who: str, why: str, recorded: datetime
) -> None:
    """Say what has become of calibrations, who decided it and why."""
    change = {"state": state.value, "decided_by": who, "decided_at": recorded, "decision": why}
    chosen = _CALIBRATION.c.id.in_(list(ids))
    session.connection().execute(update(_CALIBRATION).where(chosen).values(**change))
    named = session.connection().execute(select(_CALIBRATION.c.indicator_id).where(chosen).distinct())
    _note(session, *named.scalars())


def replace_champion(
    session: Session,
    *,
    indicator_id: str,
    area: str,
    calibration_id: int | None,
    expected: int,
    recorded: datetime,
) -> bool:
    """Put a calibration (None: the engine as it ships) in the champion's place if that still has a version.

    False where somebody changed it in the meantime; nothing is changed then. A place that was never changed has
    the version 0.
    """
    connection, table = session.connection(), _CHAMPION.c
    if expected == 0:
        row = {
            "indicator_id": indicator_id, "area": area, "calibration_id": None, "version": 0, "changed_at": recorded
        }  # fmt: skip
        insert_missing(connection, ChampionRow, [row])
    done = connection.execute(
        update(_CHAMPION)
        .where(table.indicator_id == indicator_id, table.area == area, table.version == expected)
        .values(calibration_id=calibration_id, version=expected + 1, changed_at=recorded)
    )
    _note(session, indicator_id)
    return bool(done.rowcount)


def save_event(session: Session, event: CalibrationEvent) -> None:
    """Note what happened to the calibration of a series."""
    session.connection().execute(insert(_EVENT), [asdict(event) | {"action": Action(event.action).value}])
    _note(session, event.indicator_id)


def _note(session: Session, *indicators: str) -> None:
    """Count a change that the public notices only where an indicator is public."""
    note_change(session, private=hidden_in(session.connection()).all_indicators(indicators))
