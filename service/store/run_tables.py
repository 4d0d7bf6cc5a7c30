"""The tables of long work: runs, their parts with what came of each until all is published, and who works on them.

They belong to the tables of ``service.store.tables``. None of them is part of the contents of the store: writing them
changes no ETag, but for the results that a run publishes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlmodel import Field, SQLModel

from service.store.tables import METADATA

__all__ = ["METADATA", "RunPartRow", "RunRow", "WorkerRow"]


class RunRow(SQLModel, table=True):
    """A run, from its plan on.

    ``recorded_at`` is the moment that all its results count as recorded at, however often it is resumed.
    ``published_at`` is set in the transaction that makes its results visible, together with ``summary`` (JSON).
    ``last_load`` is the newest loading of observations that the plan knew of.
    """

    __tablename__ = "run"

    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    code_version: str
    recorded_at: datetime
    last_load: int
    parts: int
    items: int
    complete: bool
    published_at: datetime | None = None
    summary: str | None = Field(default=None, sa_type=Text)


class RunPartRow(SQLModel, table=True):
    """One part of a run: what it is about (``names``, JSON), and once it is done what came of it.

    ``payload`` waits here until the run is published and is then removed; ``findings`` is JSON.
    """

    __tablename__ = "run_part"

    run_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    task: str
    items: int
    names: str = Field(sa_type=Text)
    done_at: datetime | None = None
    findings: str | None = Field(default=None, sa_type=Text)
    payload: bytes | None = Field(default=None, sa_type=LargeBinary)


class WorkerRow(SQLModel, table=True):
    """A worker that is under way; ``seen_at`` is by the clock of the database, seconds after 1970."""

    __tablename__ = "worker"

    id: str = Field(primary_key=True)
    host: str
    pid: int
    code_version: str
    concurrency: int
    started_at: datetime
    seen_at: int = Field(sa_type=BigInteger)
