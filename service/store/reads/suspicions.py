"""Suspected breaks with what was decided of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import select

from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.store.bulk import chunks, table_of
from service.store.suspicion_records import Sign, Suspicion, SuspicionRecord, SuspicionState
from service.store.suspicion_tables import SuspicionRow

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlmodel import Session

_TABLE = table_of(SuspicionRow)
_ORDER = (_TABLE.c.indicator_id, _TABLE.c.period_start.desc(), _TABLE.c.area, _TABLE.c.sign)


def suspicions(session: Session, *, indicators: Collection[str] | None = None) -> tuple[SuspicionRecord, ...]:
    """Every suspicion, or those of some indicators: by indicator, the latest period first."""
    if indicators is None:
        return tuple(map(_record, session.connection().execute(select(_TABLE).order_by(*_ORDER))))
    found: list[SuspicionRecord] = []
    for chunk in chunks(sorted(set(indicators))):
        rows = session.connection().execute(
            select(_TABLE).where(_TABLE.c.indicator_id.in_(chunk)).order_by(*_ORDER)
        )
        found += map(_record, rows)
    return tuple(found)


def suspicion(session: Session, id_: int) -> SuspicionRecord | None:
    """One by its number."""
    row = session.connection().execute(select(_TABLE).where(_TABLE.c.id == id_)).one_or_none()
    return None if row is None else _record(row)


def _record(row: Row[tuple[object, ...]]) -> SuspicionRecord:
    suspected = Suspicion(
        row.indicator_id,
        row.area,
        Period.parse(row.period, Frequency(row.frequency)),
        Sign(row.sign),
        row.before,
        row.after,
        row.times,
    )
    decision = SuspicionState(row.decision) if row.decision else None
    return SuspicionRecord(
        row.id,
        suspected,
        row.found_at,
        row.version,
        decision,
        row.decided_at,
        row.decided_by,
        row.why,
        row.visible_from,
    )
