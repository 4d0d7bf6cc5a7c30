"""Constants fitted on this installation's own record."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.judgement_tables import ConstantsRow
from service.store.records import ConstantsRecord

_CONSTANTS = table_of(ConstantsRow)


def constants_in_force(session: Session) -> tuple[ConstantsRecord, ...]:
    """The newest constants of each frequency class that are not retired, by class."""
    found = {record.frequency_class: record for record in all_constants(session) if record.retired_at is None}
    return tuple(found[name] for name in sorted(found))


def all_constants(session: Session) -> tuple[ConstantsRecord, ...]:
    """Every fit that was ever adopted, oldest first."""
    table = _CONSTANTS.c
    rows = session.connection().execute(
        select(
            table.version, table.frequency_class, table.recorded_at, table.retired_at, table.document
        ).order_by(table.id)
    )
    return tuple(ConstantsRecord(*row) for row in rows)
