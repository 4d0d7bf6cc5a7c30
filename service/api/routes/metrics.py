"""What a monitoring system reads: counts and ages, in the format of Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.errors import NothingHere
from service.api.metering import Meter
from service.security.principal import Scope
from service.security.require import require
from service.settings import Settings

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def get_metrics(request: Request) -> Response:
    """Requests, latencies, answers kept, charts, jobs, memory and the age of what is shown.

    Open where the service is; where that is closed, an administrator's key opens it.
    """
    settings: Settings = request.app.state.settings
    if not settings.metrics:
        raise NothingHere("There is nothing at /metrics.", path="path", detail={"setting": "HEADWAY_METRICS"})
    if not settings.anonymous:
        require(request, Scope.ADMIN)
    meter: Meter = request.app.state.meter
    text = await run_in_threadpool(meter.text)
    return Response(text, headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_LATEST})
