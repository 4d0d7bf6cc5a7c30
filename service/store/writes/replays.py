"""Keeping replays of series."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, tuple_
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.hidden import hidden_in
from service.store.judgement_tables import ReplayRow
from service.store.versions import note_change

_REPLAY = table_of(ReplayRow)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class NewReplay:
    """A replay of one series with the hash of what it was made from."""

    indicator_id: str
    area: str
    key: str
    document: str


def save_replays(session: Session, replays: Iterable[NewReplay], *, recorded: datetime) -> int:
    """Keep replays, each in the place of an earlier one of its series, and say how many there were."""
    new = list(replays)
    place = tuple_(_REPLAY.c.indicator_id, _REPLAY.c.area)
    for chunk in chunks(((one.indicator_id, one.area) for one in new), _CHUNK):
        session.connection().execute(delete(_REPLAY).where(place.in_(chunk)))
    if new:
        session.connection().execute(
            insert(_REPLAY),
            [
                {
                    "indicator_id": one.indicator_id,
                    "area": one.area,
                    "key": one.key,
                    "recorded_at": recorded,
                    "document": one.document,
                }
                for one in new
            ],
        )
        private = hidden_in(session.connection()).all_indicators(one.indicator_id for one in new)
        note_change(session, private=private)
    return len(new)
