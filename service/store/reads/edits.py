"""What editors have put in the place of entries of the catalogue, and what became of those meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.store.bulk import table_of
from service.store.owners import EDITOR
from service.store.reads.catalogue import versions
from service.store.records import EntryRecord, Noun
from service.store.tables import IndicatorRow, MissionRow, TargetRow, Versioned

if TYPE_CHECKING:
    from sqlmodel import Session

_ROWS: Mapping[Noun, type[Versioned]] = {
    Noun.MISSION: MissionRow,
    Noun.INDICATOR: IndicatorRow,
    Noun.TARGET: TargetRow,
}


@dataclass(frozen=True, slots=True)
class ChangedBeneath:
    """An entry that an editor overrides says something else than when the editor wrote, or is gone."""

    noun: Noun
    id: str
    owner: str
    edited_at: datetime
    changed_at: datetime
    gone: bool

    @property
    def message(self) -> str:
        """What happened, and what to do about it."""
        what = "is gone" if self.gone else "has changed"
        return (
            f"The entry of “{self.id}” that an editor overrides ({self.owner}) {what} since: on "
            f"{self.changed_at:%Y-%m-%d} after the edit of {self.edited_at:%Y-%m-%d}. Look at both; then save the edit "
            "again to keep it, or remove it."
        )


def entry_of(session: Session, noun: Noun, id_: str, *, editors: bool) -> EntryRecord | None:
    """The editor's entry of an id, or the one that counts where there is no editor's."""
    found = [one for one in versions(session, noun, id_) if one.recorded_to is None]
    chosen = [one for one in found if (one.owner == EDITOR) is editors]
    # Folders count before what is bundled, and among themselves by name.
    return min(chosen, key=lambda one: (not one.owner.startswith("folder:"), one.owner), default=None)


def edited(session: Session, noun: Noun) -> tuple[EntryRecord, ...]:
    """The entries that editors own, by id."""
    table = table_of(_ROWS[noun]).c
    ids = session.connection().execute(
        select(table.id).where(table.owner == EDITOR, table.recorded_to.is_(None)).order_by(table.id)
    )
    found = (entry_of(session, noun, id_, editors=True) for id_ in ids.scalars().all())
    return tuple(one for one in found if one is not None)


def changed_beneath(
    session: Session, noun: Noun | None = None, id_: str | None = None
) -> tuple[ChangedBeneath, ...]:
    """Edits whose ground has moved: of one entry, or of all."""
    found: list[ChangedBeneath] = []
    for kind in (noun,) if noun is not None else tuple(Noun):
        mine = table_of(_ROWS[kind])
        other = mine.alias("other")
        statement = (
            select(
                mine.c.id,
                mine.c.recorded_from.label("edited_at"),
                other.c.owner,
                other.c.recorded_from,
                other.c.recorded_to,
            )
            .join(other, (other.c.id == mine.c.id) & (other.c.owner != EDITOR))
            .where(
                mine.c.owner == EDITOR,
                mine.c.recorded_to.is_(None),
                (other.c.recorded_from > mine.c.recorded_from) | (other.c.recorded_to > mine.c.recorded_from),
            )
            .order_by(mine.c.id, other.c.owner, other.c.recorded_from)
        )
        if id_ is not None:
            statement = statement.where(mine.c.id == id_)
        last = {(row.id, row.owner): row for row in session.connection().execute(statement)}
        found += [
            ChangedBeneath(
                kind,
                row.id,
                row.owner,
                row.edited_at,
                row.recorded_to or row.recorded_from,
                gone=row.recorded_to is not None,
            )
            for row in last.values()
        ]
    return tuple(found)
