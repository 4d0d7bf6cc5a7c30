"""Label sets: those in force, or every version of one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from forecasting.labels import LabelSet, label_set_of, standard
from service.store.bulk import table_of
from service.store.owners import BUNDLED, rank
from service.store.tables import LabelSetRow

_SETS = table_of(LabelSetRow)


@dataclass(frozen=True, slots=True)
class LabelSetRecord:
    """A label set as it is held: whose it is and since when (None: it comes with the code and was not kept yet)."""

    labels: LabelSet
    owner: str
    recorded_at: datetime | None
    in_force: bool


def label_sets(session: Session) -> tuple[LabelSetRecord, ...]:
    """The label sets in force, the bundled one first; in a store that was never filled, that one alone."""
    found = _read(session, in_force=True) or [LabelSetRecord(standard(), BUNDLED, None, in_force=True)]
    counting: dict[str, LabelSetRecord] = {}
    for one in sorted(found, key=lambda one: rank(one.owner)):
        counting.setdefault(one.labels.id, one)
    return tuple(sorted(counting.values(), key=lambda one: (one.owner != BUNDLED, one.labels.id)))


def versions_of(session: Session, id_: str) -> tuple[LabelSetRecord, ...]:
    """Every version of a label set, the newest first."""
    found = _read(session, id_=id_) or [one for one in label_sets(session) if one.labels.id == id_]
    standing = min((rank(one.owner) for one in found if one.in_force), default=None)
    # Of an editor's set and one of a folder only one counts.
    counted = [replace(one, in_force=one.in_force and rank(one.owner) == standing) for one in found]
    return tuple(sorted(counted, key=lambda one: -one.labels.version))


def _read(session: Session, *, id_: str | None = None, in_force: bool | None = None) -> list[LabelSetRecord]:
    statement = select(_SETS)
    if id_ is not None:
        statement = statement.where(_SETS.c.id == id_)
    if in_force is not None:
        statement = statement.where(_SETS.c.in_force == in_force)
    return [
        LabelSetRecord(label_set_of(json.loads(row.document)), row.owner, row.recorded_at, row.in_force)
        for row in session.connection().execute(statement)
    ]
