"""Keeping suspected breaks, and what is decided of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from service.store.bulk import chunks, table_of
from service.store.hidden import hidden_in
from service.store.reads.suspicions import suspicions
from service.store.suspicion_records import Sign, Suspicion, SuspicionState
from service.store.suspicion_tables import SuspicionRow
from service.store.versions import note_change

if TYPE_CHECKING:
    from sqlmodel import Session

_TABLE = table_of(SuspicionRow)


def keep_suspicions(
    session: Session,
    found: Mapping[Suspicion, datetime | None],
    *,
    looked_at: Collection[tuple[str, str]],
    at: datetime,
) -> int:
    """Keep what was found in some series (indicators with their areas), and give how many are new.

    Each stands with the instant before which it is nobody's (None: it is for all). A step that nothing was decided of
    is dropped where the figures show it no longer. Take a turn in the session first.
    """
    connection = session.connection()
    hidden = hidden_in(connection).indicators
    indicators = {name for name, _ in looked_at} | {one.indicator_id for one in found}
    held = {one.suspicion.place: one for one in suspicions(session, indicators=indicators)}
    places = {one.place for one in found}
    gone = [
        one
        for place, one in held.items()
        if place not in places
        and place[:2] in looked_at
        and one.suspicion.sign is not Sign.FACTOR
        and one.decision is None
    ]
    for chunk in chunks([one.id for one in gone]):
        connection.execute(delete(_TABLE).where(_TABLE.c.id.in_(chunk)))
    for dropped in gone:
        note_change(session, private=dropped.suspicion.indicator_id in hidden)
    new = [one for one in found if one.place not in held]
    for one in new:
        connection.execute(insert(_TABLE).values(**_row(one), found_at=at, visible_from=found[one]))
        note_change(session, until=found[one], private=one.indicator_id in hidden)
    return len(new)


def decide(
    session: Session, id_: int, decision: SuspicionState, *, at: datetime, who: str, why: str, indicator: str
) -> None:
    """Keep a decision on a suspicion of an indicator. Take a turn in the session first."""
    connection = session.connection()
    connection.execute(
        update(_TABLE)
        .where(_TABLE.c.id == id_)
        .values(version=_TABLE.c.version + 1, decision=decision.value, decided_at=at, decided_by=who, why=why)
    )
    note_change(session, private=indicator in hidden_in(connection).indicators)


def any_suspected(session: Session) -> bool:
    """Whether anything was ever suspected in this store."""
    return session.connection().execute(_TABLE.select().limit(1)).first() is not None


def _row(one: Suspicion) -> dict[str, object]:
    return {
        "indicator_id": one.indicator_id,
        "area": one.area,
        "period": str(one.period),
        "frequency": one.period.frequency.value,
        "period_start": one.period.start,
        "sign": one.sign.value,
        "before": one.before,
        "after": one.after,
        "times": one.times,
        "version": 0,
        "decision": "",
        "decided_by": "",
        "why": "",
    }
