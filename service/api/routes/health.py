"""Whether the service runs, and whether it can answer."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

from fastapi import APIRouter
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.desk import Desk
from service.api.errors import Fault, NotReady, ParametersInvalid, Unexpected
from service.api.queries import Nothing
from service.api.resource import resource
from service.api.schemas.house import Check, Live, Ready, State
from service.store.errors import StoreError
from service.store.migration import HEAD, revision
from service.store.reads.observations import newest_release

router = APIRouter(prefix="/health", tags=["service"])

_NEVER_KEPT = {"Cache-Control": "no-store"}


@resource(router, "/live", shape=Live, refusals=(ParametersInvalid, Unexpected), kept=False)
async def get_liveness(_: Nothing) -> Response:
    """The process runs.

    Says nothing of the store: a process that cannot reach it need not be restarted.
    """
    return _json(Live(status=State.OK))


@resource(router, "/ready", shape=Ready, refusals=(ParametersInvalid, Unexpected, NotReady), kept=False)
async def get_readiness(request: Request, _: Nothing) -> Response:
    """The service can answer.

    The database answers, its tables are those of this version, and statistics are loaded; with the age of
    the newest release. Otherwise 503 with what is missing.
    """
    desk: Desk = request.app.state.desk
    # What goes wrong here shows below; what was connected to a file that is gone is let go.
    with suppress(StoreError):
        await desk.check()
    ready = await run_in_threadpool(_look, request, datetime.now(UTC).date())
    failed = [
        Fault(name, check.message, name)
        for name in ("database", "migrations", "data")
        if (check := getattr(ready, name)).status is State.FAILED
    ]
    if failed:
        raise NotReady(" ".join(fault.message for fault in failed), faults=tuple(failed))
    return _json(ready)


def _look(request: Request, today: date) -> Ready:
    desk: Desk = request.app.state.desk
    try:
        with desk.reading(request) as session:
            found = revision(session.connection())
            release = newest_release(session)
            newest = release.published if release else None
    except StoreError:
        unknown = Check(status=State.FAILED, message="Not known while the store does not answer.")
        silent = Check(status=State.FAILED, message="The store does not answer.")
        return _ready(silent, unknown, unknown, None, today)
    current = found == HEAD
    return _ready(
        Check(status=State.OK, message="The store answers."),
        Check(
            status=State.OK if current else State.FAILED,
            message=f"The tables have revision {found}; this version needs {HEAD}.",
        ),
        Check(
            status=State.OK if newest else State.FAILED,
            message="Statistics are loaded." if newest else "No release has been loaded.",
        ),
        newest,
        today,
    )


def _ready(database: Check, migrations: Check, data: Check, newest: date | None, today: date) -> Ready:
    checks = (database, migrations, data)
    return Ready(
        status=State.OK if all(check.status is State.OK for check in checks) else State.FAILED,
        database=database,
        migrations=migrations,
        data=data,
        newest_release=newest,
        days_since_newest_release=(today - newest).days if newest else None,
    )


def _json(shape: Live | Ready) -> Response:
    return Response(to_json(shape), media_type="application/json", headers=_NEVER_KEPT)
