"""Keeping runs: the plan, what comes of each part, and all of it at once in the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, delete, func, select, update
from sqlmodel import Session

from service.store.bulk import chunks, insert_missing, insert_or_update, table_of
from service.store.run_records import Name
from service.store.run_tables import RunPartRow, RunRow, WorkerRow

_RUN, _PART, _WORKER = table_of(RunRow), table_of(RunPartRow), table_of(WorkerRow)


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part of a plan: what is to be done with some targets, series or sources."""

    task: str
    names: Sequence[Name]


def save_plan(
    session: Session,
    parts: Iterable[NewPart],
    *,
    id_: str,
    kind: str,
    code_version: str,
    recorded: datetime,
    last_load: int = 0,
    complete: bool = False,
) -> int:
    """Keep the plan of a run and say how many parts it has; a plan is kept once."""
    count = items = 0
    for chunk in chunks(enumerate(parts), 100):
        rows = [
            {
                "run_id": id_,
                "number": number,
                "task": part.task,
                "items": len(part.names),
                "names": json.dumps(part.names, separators=(",", ":")),
            }
            for number, part in chunk
        ]
        insert_missing(session.connection(), RunPartRow, rows)
        count += len(rows)
        items += sum(len(part.names) for _, part in chunk)
    head = {
        "id": id_,
        "kind": kind,
        "code_version": code_version,
        "recorded_at": recorded,
        "last_load": last_load,
        "parts": count,
        "items": items,
        "complete": complete,
    }
    insert_missing(session.connection(), RunRow, [head])
    return count


def save_part(
    session: Session,
    run_id: str,
    number: int,
    *,
    payload: bytes | None,
    findings: Sequence[Mapping[str, Any]],
    done: datetime,
) -> None:
    """Keep what came of a part until the run is published. A part that is done already stays as it is."""
    session.connection().execute(
        update(_PART)
        .where(_PART.c.run_id == run_id, _PART.c.number == number, _PART.c.done_at.is_(None))
        .values(
            payload=payload,
            findings=json.dumps(list(findings), ensure_ascii=False) if findings else None,
            done_at=done,
        )
    )


def open_again(session: Session, run_id: str) -> None:
    """Let parts be done again of which nothing waits any more, in a run that is not published."""
    published = select(_RUN.c.id).where(_RUN.c.id == run_id, _RUN.c.published_at.is_not(None)).exists()
    session.connection().execute(
        update(_PART)
        .where(_PART.c.run_id == run_id, _PART.c.payload.is_(None), ~published)
        .values(done_at=None, findings=None)
    )


def mark_published(session: Session, run_id: str, summary: Mapping[str, Any], *, at: datetime) -> None:
    """Say that the results of a run stand, in the transaction that makes them stand, and let go of what waited."""
    session.connection().execute(
        update(_RUN)
        .where(_RUN.c.id == run_id)
        .values(published_at=at, summary=json.dumps(summary, ensure_ascii=False))
    )
    session.connection().execute(update(_PART).where(_PART.c.run_id == run_id).values(payload=None))


def let_go(session: Session, run_ids: Sequence[str]) -> None:
    """Let go of what waited for runs that will not be published."""
    session.connection().execute(update(_PART).where(_PART.c.run_id.in_(run_ids)).values(payload=None))


# --------------------------------------------------------------------------- workers


def clock(session: Session) -> ColumnElement[int]:
    """The seconds since 1970 by the clock of the database: machines disagree about the time, and it must not matter."""
    if session.connection().dialect.name == "postgresql":
        return cast(func.extract("epoch", func.clock_timestamp()), Integer)
    return cast(func.strftime("%s", "now"), Integer)


def save_worker(
    session: Session, *, id_: str, host: str, pid: int, code_version: str, concurrency: int, started: datetime
) -> None:
    """Say that a worker is there."""
    row = {
        "id": id_,
        "host": host,
        "pid": pid,
        "code_version": code_version,
        "concurrency": concurrency,
        "started_at": started,
        "seen_at": session.connection().execute(select(clock(session))).scalar_one(),
    }
    insert_or_update(session.connection(), WorkerRow, [row], key="id", columns=["seen_at"])


def remove_workers(session: Session, ids: Sequence[str]) -> None:
    """Take workers off the list."""
    session.connection().execute(delete(_WORKER).where(_WORKER.c.id.in_(ids)))
