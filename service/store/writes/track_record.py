"""Keeping the track record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.hidden import hidden_in
from service.store.judgement_tables import TrackRecordRow
from service.store.versions import note_change

_RECORD = table_of(TrackRecordRow)


@dataclass(frozen=True, slots=True)
class NewRecord:
    """The calls and published words of one target as JSON, with the hash of what they were made from."""

    target_id: str
    mission_id: str
    key: str
    document: str


def replace_records(
    session: Session, records: Iterable[NewRecord], *, gone: Collection[str], recorded: datetime
) -> None:
    """Keep records, each in the place of an earlier one of its target, and drop those of targets named ``gone``."""
    new = list(records)
    for chunk in chunks([*gone, *(one.target_id for one in new)]):
        session.connection().execute(delete(_RECORD).where(_RECORD.c.target_id.in_(chunk)))
    if new:
        session.connection().execute(
            insert(_RECORD),
            [
                {
                    "target_id": one.target_id,
                    "mission_id": one.mission_id,
                    "key": one.key,
                    "recorded_at": recorded,
                    "document": one.document,
                }
                for one in new
            ],
        )
    if new or gone:
        names = {*gone, *(one.target_id for one in new)}
        note_change(session, private=hidden_in(session.connection()).all_targets(names))
