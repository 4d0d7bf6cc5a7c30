"""What a process does for the worker: plan a run, do a part of it, make its results visible."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from forecasting.errors import HeadwayError
from service.jobs.blobs import divided
from service.jobs.isolation import Done, Finding, isolated
from service.jobs.kinds.kind import Asked, Kind
from service.jobs.words import JobKind, version_of_code
from service.operations.installation import Installation
from service.settings import Settings
from service.store import Store, open_store
from service.store.errors import StoreError
from service.store.reads.bases import bases
from service.store.reads.changed import newest_load
from service.store.reads.runs import findings_of, payloads, run, unfinished_parts
from service.store.run_records import Name
from service.store.writes.runs import mark_published, open_again, save_plan

Call = Mapping[str, Any]
"""A job as the workflow passes it on: ``run``, ``kind``, ``request``, ``by``, ``recorded`` and ``settings``."""

_open: dict[str, Store] = {}

log = logging.getLogger("headway.worker")


def plan_run(call: Call) -> list[int]:
    """Settle the parts of a run and keep them, or find them kept; gives the numbers of those that are to be done."""
    asked = _asked(call)
    store = asked.installation.store
    with store.read() as session:
        known, load = run(session, asked.run), newest_load(session)
    if known is not None:
        with store.session() as session:
            open_again(session, asked.run)
            return unfinished_parts(session, asked.run)
    plan = _kind(call, asked).plan()
    with store.session() as session:
        count = save_plan(
            session,
            plan.parts,
            id_=asked.run,
            kind=call["kind"],
            code_version=version_of_code(),
            recorded=asked.recorded,
            last_load=load,
            complete=plan.complete,
        )
    return list(range(count))


def do_part(call: Call, task: str, names: Sequence[Name]) -> Done:
    """Do a part. A name at fault becomes a finding; the rest is done. Raises StoreError where the store is at fault."""
    kind = _kind(call, _asked(call))

    def attempt(some: Sequence[Name]) -> Done:
        try:
            return [kind.do(task, some)], []
        except StoreError:
            raise
        except Exception as error:  # whatever a single series brings about must not cost the run
            raise _AtFault from error

    return isolated(names, attempt, faults=(_AtFault,), told=_told)


def publish_run(call: Call, at: str) -> dict[str, Any]:
    """Make every result of a run visible in one transaction, or find that it was done; gives the summary."""
    asked = _asked(call)
    with asked.installation.store.session() as session:
        known = run(session, asked.run)
        if known is not None and known.published_at is not None:
            return dict(known.summary or {})
        results = (blob for _, payload in payloads(session, asked.run) for blob in divided(payload))
        summary = _kind(call, asked).publish(session, results)
        summary["findings"] = len(findings_of(session, asked.run, limit=1_000_000))
        mark_published(session, asked.run, summary, at=datetime.fromisoformat(at))
    return summary


def settle_run(call: Call) -> None:
    """What stands beside judgements and is made from them once they are visible: records of the past, shares of gaps."""
    from service.operations.decomposing import keep_decompositions
    from service.operations.track_record import keep_track_record

    asked = _asked(call)
    then = asked.installation.at(asked.recorded)
    keep_track_record(then, recorded=asked.recorded)
    keep_decompositions(then, recorded=asked.recorded)


class _AtFault(Exception):
    """Something about a name; the cause says what."""


def _told(name: Name, error: Exception) -> Finding:
    cause = error.__cause__
    if not isinstance(cause, HeadwayError):
        log.warning("%s could not be done.", name, exc_info=cause)
    return {
        "name": list(name) if isinstance(name, tuple) else name,
        "code": cause.code if isinstance(cause, HeadwayError) else "not_computable",
        "message": cause.message if isinstance(cause, HeadwayError) else f"{type(cause).__name__}: {cause}",
    }


def _asked(call: Call) -> Asked:
    settings = Settings(**call["settings"])
    store = _open.get(settings.store_url)
    if store is None:
        store = _open.setdefault(settings.store_url, open_store(settings.store_url))
    with store.read() as session:
        installation = Installation(store, tuple(bases(session)))
    recorded = datetime.fromisoformat(call["recorded"])
    return Asked(call["run"], call["request"], call["by"], recorded, settings, installation)


def _kind(call: Call, asked: Asked) -> Kind:
    # Each brings much that the others do without.
    if call["kind"] == JobKind.REASSESSMENT:
        from service.jobs.kinds.reassessment import Reassessment

        return Reassessment(asked)
    if call["kind"] == JobKind.INGESTION:
        from service.jobs.kinds.ingestion import Ingestion

        return Ingestion(asked)
    from service.jobs.kinds.recalibration import Recalibration

    return Recalibration(asked)
