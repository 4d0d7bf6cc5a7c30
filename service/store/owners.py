"""Who wrote an entry of the catalogue, and whose word counts."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, case, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from service.store.errors import OwnerUnknown
from service.store.tables import Versioned

BUNDLED = "bundled"
EDITOR = "editor"
_FOLDER = "folder:"


def folder(name: str) -> str:
    """The owner of what stands in a folder of one's own."""
    return f"{_FOLDER}{name}"


def rank(owner: str) -> int:
    """How much an owner's word counts, lowest first: editor, folder, bundled. Raises OwnerUnknown."""
    if owner == EDITOR:
        return 0
    if owner.startswith(_FOLDER) and len(owner) > len(_FOLDER):
        return 1
    if owner == BUNDLED:
        return 2
    raise OwnerUnknown(
        f"“{owner}” owns no part of a catalogue.",
        field="owner",
        value=owner,
        remedy=f"Use “{EDITOR}”, “{BUNDLED}” or “{_FOLDER}” and a name.",
    )


@cache
def in_force(table: type[Versioned]) -> ColumnElement[bool]:
    """The condition that picks, of the current rows of each id, the one whose owner counts most.

    Between two folders the first by name wins.
    """
    other: Any = aliased(table)
    overridden = exists().where(
        other.id == col(table.id),
        other.recorded_to.is_(None),
        or_(
            other.rank < col(table.rank),
            (other.rank == col(table.rank)) & (other.owner < col(table.owner)),
        ),
    )
    return col(table.recorded_to).is_(None) & ~overridden


@cache
def in_place(table: type[Versioned]) -> tuple[Any, ...]:
    """The order of the catalogues, in which an editor's entry stands where the one that it overrides does."""

    def place(name: str) -> ColumnElement[Any]:
        other: Any = aliased(table)
        lowest = (
            select(getattr(other, name))
            .where(other.id == col(table.id), other.recorded_to.is_(None))
            .order_by(other.rank.desc(), other.owner)
            .limit(1)
            .correlate(table)
            .scalar_subquery()
        )
        own = col(getattr(table, name))
        # Editors' entries are few: all others are spared the look.
        return case((col(table.rank) != rank(EDITOR), own), else_=lowest)

    return place("rank").desc(), place("owner"), place("position"), col(table.id)
