"""The targets that are judged on a series, and so on its calibration: pure reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasets.catalogue import IndicatorEntry, TargetEntry
from service.operations.companions import indicators_of, seasons_of
from service.store.reads.catalogue import indicators, targets

if TYPE_CHECKING:
    from sqlmodel import Session

Place = tuple[str, str]


def depending_targets(session: Session, place: Place) -> list[str]:
    """The targets that are judged on a series, be it their own, another of theirs or that of a part of them."""
    indicator, area = place
    records = {record.id: record.entry(TargetEntry) for record in targets(session)}
    known = {one.id: one.entry(IndicatorEntry) for one in indicators(session)}
    found = {
        id_
        for id_, entry in records.items()
        if indicator in {*indicators_of(entry), *seasons_of(entry, known)}
        and (not area or area in (entry.area, *entry.peers))
    }
    while True:
        more = {id_ for id_, entry in records.items() if found & set(entry.components)} - found
        if not more:
            return [id_ for id_ in records if id_ in found]
        found |= more
