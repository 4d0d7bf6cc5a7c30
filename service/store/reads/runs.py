"""Runs: how far they are, what came of them, and who works on them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.run_records import Effort, PartRecord, RunRecord, WorkerRecord
from service.store.run_tables import RunPartRow, RunRow, WorkerRow
from service.store.writes.runs import clock

_RUN, _PART, _WORKER = table_of(RunRow), table_of(RunPartRow), table_of(WorkerRow)
_PART_COLUMNS = ("number", "task", "items", "names", "done_at", "findings")


def runs(session: Session, ids: Sequence[str]) -> Mapping[str, RunRecord]:
    """The runs with some ids, with how much of each is done; one that has no plan yet is left out."""
    table = _PART.c
    finished = case((table.done_at.is_not(None), 1), else_=0)
    done = {
        row.run_id: row
        for row in session.connection().execute(
            select(
                table.run_id,
                func.sum(finished).label("parts_done"),
                func.sum(finished * table["items"]).label("items_done"),
            )
            .where(table.run_id.in_(ids))
            .group_by(table.run_id)
        )
    }
    rows = session.connection().execute(select(_RUN).where(_RUN.c.id.in_(ids)))
    return {
        row.id: RunRecord(
            row.id,
            row.kind,
            row.code_version,
            row.recorded_at,
            row.last_load,
            row.parts,
            row._mapping["items"],
            row.complete,
            int(done[row.id].parts_done) if row.id in done else 0,
            int(done[row.id].items_done) if row.id in done else 0,
            row.published_at,
            json.loads(row.summary) if row.summary else None,
        )
        for row in rows
    }


def run(session: Session, id_: str) -> RunRecord | None:
    """One run, or None where it has no plan yet."""
    return runs(session, [id_]).get(id_)


def effort(session: Session, run_id: str, *, costs: Mapping[str, float], since: datetime) -> Effort:
    """What a run costs where an item of a task costs what ``costs`` says (1 where it says nothing)."""
    table = _PART.c
    each = case(*((table.task == task, cost) for task, cost in costs.items()), else_=1.0) * table["items"]
    row = (
        session.connection()
        .execute(
            select(
                func.coalesce(func.sum(each), 0.0),
                func.coalesce(func.sum(case((table.done_at.is_(None), each), else_=0.0)), 0.0),
                func.coalesce(func.sum(case((table.done_at >= since, each), else_=0.0)), 0.0),
            ).where(table.run_id == run_id)
        )
        .one()
    )
    return Effort(*map(float, row))


def part(session: Session, run_id: str, number: int) -> PartRecord | None:
    """One part of a run, without what came of it."""
    table = _PART.c
    row = (
        session.connection()
        .execute(
            select(*(table[name] for name in _PART_COLUMNS)).where(
                table.run_id == run_id, table.number == number
            )
        )
        .first()
    )
    return None if row is None else _part(row)


def unfinished_parts(session: Session, run_id: str) -> list[int]:
    """The numbers of the parts that are not done, in order."""
    table = _PART.c
    rows = session.connection().execute(
        select(table.number).where(table.run_id == run_id, table.done_at.is_(None)).order_by(table.number)
    )
    return list(rows.scalars())


def payloads(session: Session, run_id: str) -> Iterator[tuple[PartRecord, bytes | None]]:
    """What came of each part, in order, one at a time: a run may have more than fits into memory."""
    table = _PART.c
    numbers = session.connection().execute(
        select(table.number).where(table.run_id == run_id).order_by(table.number)
    )
    columns = [table[name] for name in (*_PART_COLUMNS, "payload")]
    for number in list(numbers.scalars()):
        one = select(*columns).where(table.run_id == run_id, table.number == number)
        *about, payload = session.connection().execute(one).one()
        yield _part(about), payload


def findings_of(session: Session, run_id: str, *, limit: int = 100) -> tuple[dict[str, Any], ...]:
    """What went wrong with single series of a run, as far as it is done."""
    table = _PART.c
    rows = session.connection().execute(
        select(table.findings)
        .where(table.run_id == run_id, table.findings.is_not(None))
        .order_by(table.number)
        .limit(limit)
    )
    return tuple(one for text in rows.scalars() for one in json.loads(text))[:limit]


def last_published(session: Session, kind: str) -> RunRecord | None:
    """The newest complete run of a kind whose results stand: what has come since is all that a new one must look at."""
    found = (
        session.connection()
        .execute(
            select(_RUN.c.id)
            .where(_RUN.c.kind == kind, _RUN.c.complete.is_(True), _RUN.c.published_at.is_not(None))
            .order_by(_RUN.c.recorded_at.desc())
            .limit(1)
        )
        .scalar()
    )
    return None if found is None else run(session, found)


def left_over(session: Session) -> tuple[str, ...]:
    """The ids of runs of which something still waits to be published."""
    rows = session.connection().execute(select(_PART.c.run_id).where(_PART.c.payload.is_not(None)).distinct())
    return tuple(rows.scalars())


def workers(session: Session) -> tuple[WorkerRecord, ...]:
    """Every worker that has not signed off, with how many seconds ago it was seen."""
    names = ("id", "host", "pid", "code_version", "concurrency", "started_at")
    ago = (clock(session) - _WORKER.c.seen_at).label("ago")
    columns: list[Any] = [*(_WORKER.c[name] for name in names), ago]
    rows = session.connection().execute(select(*columns).order_by(_WORKER.c.started_at))
    return tuple(WorkerRecord(*row) for row in rows)


def _part(row: Sequence[Any]) -> PartRecord:
    number, task, items, names, done_at, findings = row
    return PartRecord(
        number, task, items, tuple(_name(one) for one in json.loads(names)), done_at is not None,
        tuple(json.loads(findings)) if findings else (),
    )  # fmt: skip


def _name(plain: Any) -> Any:
    return tuple(plain) if isinstance(plain, list) else plain
