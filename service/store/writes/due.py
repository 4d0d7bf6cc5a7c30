"""Saying that targets are to be judged anew, because what they promise or rest on was changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from service.store.bulk import table_of
from service.store.editing_tables import DueRow

if TYPE_CHECKING:
    from sqlmodel import Session

_DUE = table_of(DueRow)


def mark_due(session: Session, targets: Collection[str], *, since: datetime, changed: str) -> None:
    """Let no judgement of these targets stand that was confirmed before an instant.

    ``changed`` names what was changed, as ``target/uk-homes-1.5m``. The edit itself counts as the change of the
    contents.
    """
    if not targets:
        return
    connection = session.connection()
    connection.execute(delete(_DUE).where(_DUE.c.target_id.in_(list(targets))))
    connection.execute(
        insert(_DUE), [{"target_id": id_, "since": since, "changed": changed} for id_ in targets]
    )
