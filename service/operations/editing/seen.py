"""The catalogue in force as an editor sees it: what is private is no part of it for those who may not see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasets.catalogue.entries import Catalogue, IndicatorEntry, MissionEntry, TargetEntry
from service.store.hidden import Hidden, hidden_in
from service.store.reads.catalogue import indicators, missions, targets
from service.store.reads.observations import areas

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.operations.editing.editor import Editor


@dataclass(frozen=True, slots=True)
class Seen:
    """The entries an editor can name, the areas known, and the ids that are kept from the editor."""

    catalogue: Catalogue
    areas: frozenset[str]
    kept: Hidden


def seen_by(session: Session, editor: Editor) -> Seen:
    """The catalogue in force through an editor's eyes. ``session`` sees everything."""
    kept = Hidden() if editor.private else hidden_in(session.connection())
    found = Catalogue(
        missions={
            one.id: one.entry(MissionEntry) for one in missions(session) if one.id not in kept.missions
        },
        indicators={
            one.id: one.entry(IndicatorEntry) for one in indicators(session) if one.id not in kept.indicators
        },
        targets={one.id: one.entry(TargetEntry) for one in targets(session) if one.id not in kept.targets},
    )
    return Seen(found, frozenset(one.code for one in areas(session)), kept)
