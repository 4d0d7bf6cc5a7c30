"""The stored track record: past calls of targets whose outcome is known."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from service.store.bulk import chunks, table_of
from service.store.judgement_tables import TrackRecordRow
from service.store.reads.catalogue import targets
from service.store.tables import ObservationRow, SeriesRow

_RECORD, _SERIES, _OBSERVATION = table_of(TrackRecordRow), table_of(SeriesRow), table_of(ObservationRow)


def record_keys(session: Session) -> Mapping[str, str]:
    """What the record of each target was made from, by target."""
    rows = session.connection().execute(select(_RECORD.c.target_id, _RECORD.c.key))
    return {row.target_id: row.key for row in rows}


def past_calls(session: Session, *, only: Collection[str] = ()) -> tuple[dict[str, Any], ...]:
    """Every call on record (or on some targets) as a document, by target in the order of the catalogue and then by day.

    Only of targets that the session may see.
    """
    return tuple(call for held in _held(session, only) for call in held["calls"])


def published_words(session: Session, *, only: Collection[str] = ()) -> tuple[dict[str, Any], ...]:
    """Everything that others said of targets on record (or of some), in the same order."""
    return tuple(word for held in _held(session, only) for word in held["words"])


def _held(session: Session, only: Collection[str]) -> list[dict[str, Any]]:
    statement = select(_RECORD.c.target_id, _RECORD.c.document)
    if only:
        statement = statement.where(_RECORD.c.target_id.in_(list(only)))
    rows = session.connection().execute(statement)
    held = {row.target_id: json.loads(row.document) for row in rows}
    found = [held[one.id] for one in targets(session, ids=list(held))] if held else []
    # A record that was kept before words were: its calls alone, until it is made again.
    return [{"calls": one, "words": []} if isinstance(one, list) else one for one in found]


def figures_of(session: Session, indicators: Collection[str]) -> Mapping[str, str]:
    """A stamp of the figures of each indicator that differs after every loading of some."""
    found: dict[str, str] = {}
    for chunk in chunks(dict.fromkeys(indicators)):
        statement = (
            select(
                _SERIES.c.indicator_id,
                func.count().label("held"),
                func.max(_OBSERVATION.c.load_id).label("last"),
            )
            .join(_OBSERVATION, _OBSERVATION.c.series_id == _SERIES.c.id)
            .where(_SERIES.c.indicator_id.in_(chunk))
            .group_by(_SERIES.c.indicator_id)
        )
        for row in session.connection().execute(statement):
            found[row.indicator_id] = f"{row.held}-{row.last}"
    return found
