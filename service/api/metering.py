"""What a service counts about itself, for Prometheus: requests, how long they took, and what it holds.

No id, no address and no name of a target, key or person is a label: an address counts under its template.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.readiness import LAST_SEEN_SECONDS
from service.jobs.address import jobs_path
from service.jobs.counts import job_states
from service.store.errors import StoreError
from service.store.reads.calibrations import calibrations
from service.store.reads.observations import newest_release
from service.store.reads.runs import workers
from service.store.reads.sources import last_visits
from service.store.sight import Sight

if TYPE_CHECKING:
    from fastapi import FastAPI

log = structlog.get_logger(__name__)

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_ELSEWHERE = "(nowhere)"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Meter:
    """The counts of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("method", "route", "status")
        self._requests = Counter("headway_requests", "Requests answered.", names, registry=self.registry)
        self._seconds = Histogram(
            "headway_request_seconds",
            "Seconds until an answer began.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )

        # Finding a series by its labels costs more than counting in it.
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answer."""
        name = method, route, status
        found = self._counted.get(name)
        if found is None:
            found = self._requests.labels(method, route, str(status)), self._seconds.labels(route)
            self._counted[name] = found
        found[0].inc()
        found[1].observe(seconds)

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)


class Metering:
    """ASGI layer that counts every answer under the template of its address."""

    def __init__(self, app: ASGIApp, *, meter: Meter, logging: bool) -> None:
        self.app = app
        self._meter = meter
        self._logging = logging

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        # Shared by all copies of the scope that are made further in.
        state = scope.setdefault("state", {})

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                taken = time.perf_counter() - begun
                route = scope.get("route") or state.get("route")
                template = str(getattr(route, "path", route) or _ELSEWHERE)
                self._meter.count(method, template, message["status"], taken)
                if self._logging:
                    # The query stays out: whatever somebody puts there by mistake would last.
                    told = {"status": message["status"], "ms": round(taken * 1000, 1)}
                    log.info("request", method=method, path=scope["path"], route=template, **told)
            await send(message)

        await self.app(scope, receive, forward)


class Held(Collector):
    """What the service holds at the moment it is asked."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        """Answers kept, charts, memory, and what the store says of its age and its jobs."""
        state = self._app.state
        kept = CounterMetricFamily("headway_answers", "Answers by where they came from.", labels=["from"])
        kept.add_metric(["kept"], state.desk.kept_count)
        kept.add_metric(["made"], state.desk.made_count)
        yield kept
        charts = CounterMetricFamily("headway_charts", "Charts by what became of them.", labels=["outcome"])
        charts.add_metric(["drawn"], state.easel.drawn)
        charts.add_metric(["refused"], state.easel.refused)
        yield charts
        yield GaugeMetricFamily("headway_charts_waiting", "Charts that wait.", value=state.easel.waiting)
        yield GaugeMetricFamily("headway_memory_bytes", "Resident memory.", value=_resident(os.getpid()))
        renderer = state.pages.renderer.pid if hasattr(state, "pages") else None
        if renderer is not None:
            yield GaugeMetricFamily(
                "headway_renderer_memory_bytes", "Resident memory of the renderer.", value=_resident(renderer)
            )
        yield from self._stored(datetime.now(UTC))

    def _stored(self, now: datetime) -> Iterator[Metric]:
        try:
            with self._app.state.desk.store.read(Sight(now)) as session:
                release = newest_release(session)
                visits = last_visits(session)
                states = job_states(session, jobs_path(self._app.state.settings))
                alive = sum(one.seen < LAST_SEEN_SECONDS for one in workers(session))
                calibrated = calibrations(session, limit=1)
        except StoreError:
            yield GaugeMetricFamily("headway_store_up", "Whether the store answers.", value=0)
            return
        yield GaugeMetricFamily("headway_store_up", "Whether the store answers.", value=1)
        if release is not None and release.published is not None:
            days = (now.date() - release.published).days
            yield GaugeMetricFamily(
                "headway_newest_release_age_days", "Days since the newest release.", value=days
            )
        if visits:
            newest = max(one.visited_at for one in visits)
            yield GaugeMetricFamily(
                "headway_newest_ingest_age_seconds",
                "Seconds since a publisher was last asked.",
                value=max((now - newest).total_seconds(), 0.0),
            )
        if calibrated:
            yield GaugeMetricFamily(
                "headway_newest_calibration_age_seconds",
                "Seconds since a series was last recalibrated.",
                value=max((now - calibrated[0].created_at).total_seconds(), 0.0),
            )
        jobs = GaugeMetricFamily("headway_jobs", "Jobs by state.", labels=["state"])
        for state, count in states.items():
            jobs.add_metric([state.value], count)
        yield jobs
        yield GaugeMetricFamily("headway_workers", "Workers seen lately.", value=alive)


def _resident(pid: int) -> float:
    """Bytes held by a process, or NaN where this machine does not say."""
    try:
        return float(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
    except OSError:
        return float("nan")
