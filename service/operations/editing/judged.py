"""Which judgements an edit puts out of date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datasets.catalogue.entries import TargetEntry
from service.operations.recalibration.depending import depending_targets
from service.store.reads.catalogue import targets
from service.store.writes.due import mark_due

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session


def rejudge_target(
    session: Session, id_: str, before: TargetEntry | None, after: TargetEntry | None, *, at: datetime
) -> tuple[str, ...]:
    """Mark a target, and those made of it, to be judged anew where what is judged of it has changed."""
    if before is not None and after is not None and _judged(before) == _judged(after):
        return ()
    known = {one.id: one.entry(TargetEntry).components for one in targets(session)}
    found = {id_}
    while more := {one for one, parts in known.items() if found & set(parts)} - found:
        found |= more
    due = tuple(one for one in known if one in found)
    mark_due(session, due, since=at, changed=f"target/{id_}")
    return due


def rejudge_indicator(session: Session, indicator: str, *, at: datetime, area: str | None) -> tuple[str, ...]:
    """Mark the targets that are judged on an indicator (in an area) to be judged anew."""
    due = tuple(depending_targets(session, (indicator, area or "")))
    mark_due(session, due, since=at, changed=f"indicator/{indicator}")
    return due


def _judged(entry: TargetEntry) -> TargetEntry:
    """What of a target a judgement rests on: its words are for readers."""
    return replace(
        entry, title="", wording="", owner="", legal="", citation="", url="", notes="", calls=(), mission=""
    )
