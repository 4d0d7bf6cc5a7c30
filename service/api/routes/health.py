"""Whether the service runs, and whether it can answer."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from fastapi import APIRouter
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api import readiness
from service.api.desk import Desk
from service.api.errors import Fault, NotReady, ParametersInvalid, Unexpected
from service.api.queries import Nothing
from service.api.resource import resource
from service.api.schemas.house import Live, Ready, State
from service.store.errors import StoreError

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

    503 with what is missing where the database does not answer, its tables are not those of this version, or no
    statistics are loaded. How old the newest figures, the last asking of a publisher and the last recalibration are,
    and whether a worker is there, is told beside it, as a warning where it is late: answers are given all the same.
    """
    desk: Desk = request.app.state.desk
    # What goes wrong here shows below; what was connected to a file that is gone is let go.
    with suppress(StoreError):
        await desk.check()
    ready = await run_in_threadpool(_look, request, datetime.now(UTC))
    failed = [
        Fault(name, check.message, name)
        for name in ("database", "migrations", "data")
        if (check := getattr(ready, name)).status is State.FAILED
    ]
    if failed:
        raise NotReady(" ".join(fault.message for fault in failed), faults=tuple(failed))
    return _json(ready)


def _look(request: Request, now: datetime) -> Ready:
    desk: Desk = request.app.state.desk
    try:
        with desk.reading(request) as session:
            return readiness.ready(session, now)
    except StoreError:
        return readiness.silent()


def _json(shape: Live | Ready) -> Response:
    return Response(to_json(shape), media_type="application/json", headers=_NEVER_KEPT)
