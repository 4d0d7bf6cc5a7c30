"""What editors have written, as rows: which entries, since when, and what has become of what they override."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.store.owners import EDITOR
from service.store.reads.edits import changed_beneath, edited, entry_of
from service.store.reads.label_sets import label_sets
from service.store.records import Noun

if TYPE_CHECKING:
    from sqlmodel import Session


def edit_rows(session: Session) -> list[dict[str, Any]]:
    """Every entry and label set that editors own."""
    said = {(one.noun, one.id): one.message for one in changed_beneath(session)}
    rows = []
    for noun in (Noun.TARGET, Noun.INDICATOR):
        for one in edited(session, noun):
            beneath = entry_of(session, noun, one.id, editors=False)
            rows.append(
                {
                    "entry": f"{noun}:{one.id}",
                    "title": one.data["title"],
                    "recorded_from": one.recorded_from,
                    "version": one.version,
                    "overrides": None if beneath is None else beneath.owner,
                    "warning": said.get((noun, one.id)),
                }
            )
    rows += [
        {
            "entry": f"label-set:{one.labels.id}",
            "title": one.labels.title,
            "recorded_from": one.recorded_at,
            "version": f"{one.labels.id}-{one.labels.version}",
            "overrides": None,
            "warning": None,
        }
        for one in label_sets(session)
        if one.owner == EDITOR
    ]
    return rows
