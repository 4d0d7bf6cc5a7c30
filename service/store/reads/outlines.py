"""What targets rest on, without the rest of their entries: enough to plan a run over very many."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from sys import intern
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.owners import in_force, in_place
from service.store.reads.catalogue import target_conditions
from service.store.tables import TargetRow

_TARGET = table_of(TargetRow)
_AT_ONCE = 1000
_FURTHER = ("observed_by", "other_indicator", "scenario")


@dataclass(frozen=True, slots=True)
class TargetOutline:
    """A target by what it rests on: its series, ``further`` indicators, the areas of its ``peers``, its ``components``."""

    id: str
    mission_id: str
    indicator_id: str | None
    area: str | None
    further: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    components: tuple[str, ...] = ()


def target_outlines(session: Session, *, indicator_id: str | None = None) -> Iterator[TargetOutline]:
    """The targets in force in the order of their catalogues, all or those of an indicator; read a few at a time."""
    table = _TARGET.c
    statement = (
        select(table.id, table.mission_id, table.indicator_id, table.area, table.document)
        .where(in_force(TargetRow), *target_conditions(indicator_id=indicator_id))
        .order_by(*in_place(TargetRow))
    )
    rows = session.connection().execute(statement, execution_options={"yield_per": _AT_ONCE})
    for row in rows:
        data: dict[str, Any] = json.loads(row.document)
        yield TargetOutline(
            row.id,
            intern(row.mission_id),
            None if row.indicator_id is None else intern(row.indicator_id),
            None if row.area is None else intern(row.area),
            tuple(intern(name) for field in _FURTHER if (name := data.get(field))),
            tuple(data.get("peers") or ()),
            tuple(data.get("components") or ()),
        )
