"""How many jobs there are in each state, without the engine of the jobs: for those who only watch."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from service.jobs.client import STATES
from service.jobs.words import RUN_WORKFLOW, SCHEMA, JobState

if TYPE_CHECKING:
    from sqlmodel import Session

_COUNTED = "SELECT status, count(*) FROM {table} WHERE name = :name GROUP BY status"
_TABLE = "workflow_status"


def job_states(session: Session, path: Path | None) -> Mapping[JobState, int]:
    """The jobs in each state: in a file beside the store, or in the PostgreSQL database that a session is of.

    All 0 where no job was ever asked for: the tables are made with the first. A file that cannot be read counts none.
    """
    rows = _of_database(session) if path is None else _of_file(path)
    found = Counter(dict.fromkeys(JobState, 0))
    for status, count in rows:
        if status in STATES:
            found[STATES[status]] += count
    return found


def _of_file(path: Path) -> Iterable[tuple[str, int]]:
    if not path.is_file():
        return ()
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
        ) as connection:
            return connection.execute(_COUNTED.format(table=_TABLE), {"name": RUN_WORKFLOW}).fetchall()
    except sqlite3.Error:
        return ()


def _of_database(session: Session) -> Iterable[tuple[str, int]]:
    connection, table = session.connection(), f"{SCHEMA}.{_TABLE}"
    if connection.scalar(text("SELECT to_regclass(:table)"), {"table": table}) is None:
        return ()
    rows = connection.execute(text(_COUNTED.format(table=table)), {"name": RUN_WORKFLOW})
    return [(status, count) for status, count in rows]
