"""Keeping label sets: a version is kept for good, and which of them are in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from forecasting.labels import LabelSet, LabelSetInvalid, label_set_document
from service.documents import dumps
from service.store.bulk import table_of
from service.store.owners import BUNDLED, EDITOR
from service.store.tables import LabelSetRow
from service.store.versions import note_change

_SETS = table_of(LabelSetRow)


def save_label_sets(session: Session, sets: Sequence[tuple[str, LabelSet]], *, recorded: datetime) -> bool:
    """Let exactly these label sets be in force, each with its owner, and say whether that changed anything.

    Raises LabelSetInvalid where a version of a user's set is held already and says something else; the bundled set
    is whatever the code says.
    """
    connection = session.connection()
    held = {(row.id, row.version): row for row in connection.execute(select(_SETS))}
    wanted = {(one.id, one.version): (owner, dumps(label_set_document(one)).decode()) for owner, one in sets}
    changed = False
    for key, (owner, document) in wanted.items():
        row = held.get(key)
        if row is not None and row.document != document and owner == BUNDLED:
            here = (_SETS.c.id == key[0]) & (_SETS.c.version == key[1])
            connection.execute(update(_SETS).where(here).values(document=document))
            changed = True
        elif row is not None and row.document != document:
            raise LabelSetInvalid(
                f"Version {key[1]} of the label set “{key[0]}” is held already and says something else.",
                field="version",
                value=key[1],
                remedy=f"Raise its version to {max(v for i, v in held if i == key[0]) + 1}.",
            )
        if row is None:
            connection.execute(
                insert(_SETS).values(
                    id=key[0],
                    version=key[1],
                    owner=owner,
                    recorded_at=recorded,
                    in_force=True,
                    document=document,
                )
            )
            changed = True
    for key, row in held.items():
        force = key in wanted
        # What editors wrote is theirs to take away.
        if row.owner != EDITOR and row.in_force != force:
            here = (_SETS.c.id == key[0]) & (_SETS.c.version == key[1])
            connection.execute(update(_SETS).where(here).values(in_force=force))
            changed = True
    if changed:
        note_change(session)
    return changed


def keep_edited(session: Session, labels: LabelSet, *, recorded: datetime) -> None:
    """Put a new version of an editor's label set in force, in the place of its earlier ones."""
    retire_edited(session, labels.id)
    session.connection().execute(
        insert(_SETS).values(
            id=labels.id,
            version=labels.version,
            owner=EDITOR,
            recorded_at=recorded,
            in_force=True,
            document=dumps(label_set_document(labels)).decode(),
        )
    )


def retire_edited(session: Session, id_: str) -> None:
    """Take an editor's label set out of force; its versions are kept."""
    mine = (_SETS.c.id == id_) & (_SETS.c.owner == EDITOR)
    session.connection().execute(update(_SETS).where(mine).values(in_force=False))
    note_change(session)
