"""The web application: what it is made of, and in which order a request passes through it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI

from service.api import handlers
from service.api.cross_origin import CrossOrigin
from service.api.deadline import Deadline
from service.api.description import Description
from service.api.desk import Desk
from service.api.easel import Easel
from service.api.envelope import Envelope
from service.api.metering import Held, Meter, Metering
from service.api.reference import VERSION, describe
from service.api.request_id import RequestId
from service.api.routes import everything
from service.api.shortcut import Shortcut
from service.api.thrift import be_thrifty
from service.board import (
    analyst_page,
    calibration_page,
    drafts_page,
    embed_page,
    note_page,
    pages,
    save_target_page,
    set_target_page,
    sign_in_page,
    suspicion_page,
    track_record_page,
)
from service.board.chart_runtime import ChartRuntime
from service.briefing import pages as briefing_pages
from service.jobs.client import Jobs
from service.logs import LogFormat, write_log
from service.security.access import Access
from service.security.key_ring import KeyRing
from service.security.sign_ins import SignIns
from service.settings import Settings, load_settings
from service.store import open_store
from service.store.engine import BUSY_SECONDS

# Of the time that a request may take: who writes while another does is told so, and when to try again.
_PATIENCE = 0.7
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_SENT_FROM_ELSEWHERE = [
    "Accept-Encoding",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-API-Key",
    "X-Request-Id",
]
_READABLE_ELSEWHERE = [
    "ETag",
    "Link",
    "Location",
    "Content-Disposition",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "WWW-Authenticate",
    "X-Request-Id",
]


def create_app(settings: Settings) -> FastAPI:
    """The application over the store that the settings name. It reads the store and fits nothing.

    The store is opened, and brought up to date, when the server starts.
    """
    routers = (
        *everything(),
        pages.router,
        set_target_page.router,
        drafts_page.router,
        embed_page.router,
        track_record_page.router,
        sign_in_page.router,
        analyst_page.router,
        calibration_page.router,
        save_target_page.router,
        note_page.router,
        suspicion_page.router,
        briefing_pages.router,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        patience = _PATIENCE * min(settings.request_seconds, BUSY_SECONDS)
        app.state.desk = Desk(open_store(settings.store_url, patience=patience))
        # Shorter than a request may take, so that who waited in vain is told.
        app.state.easel = Easel(patience=settings.request_seconds * 5 / 6)
        app.state.chart_runtime = ChartRuntime(settings.home / "cache")
        app.state.key_ring = KeyRing(app.state.desk.store)
        app.state.sign_ins = SignIns(
            app.state.desk.store, app.state.key_ring, lasts=timedelta(hours=settings.sign_in_hours)
        )
        app.state.jobs = Jobs(settings, app.state.desk.store)
        try:
            async with AsyncExitStack() as rooms:
                for router in routers:
                    await rooms.enter_async_context(router.lifespan_context(app))
                yield
        finally:
            app.state.jobs.close()
            app.state.key_ring.close()
            app.state.desk.close()

    app = FastAPI(
        title="Headway",
        version=VERSION,
        lifespan=lifespan,
        # The description and its page are served by a route of our own: cached, and without a content network.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.description = Description(settings.home / "cache")
    app.state.meter = Meter()
    app.state.meter.registry.register(Held(app))
    handlers.install(app)
    for router in routers:
        # Not include_router: that makes every route a second time when it is first asked for, 15 MB of them.
        app.router.routes.extend(router.routes)
    describe(app)
    # The last added is the outermost.
    app.add_middleware(Deadline, request_seconds=settings.request_seconds, body_seconds=settings.body_seconds)
    app.add_middleware(Shortcut)
    app.add_middleware(Access, settings=settings)
    app.add_middleware(
        CrossOrigin,
        allow_origins=list(settings.cors_origins),
        allow_methods=_METHODS,
        allow_headers=_SENT_FROM_ELSEWHERE,
        expose_headers=_READABLE_ELSEWHERE,
        max_age=86400,
    )
    app.add_middleware(Envelope, https=settings.https)
    app.add_middleware(Metering, meter=app.state.meter, logging=settings.log is LogFormat.JSON)
    app.add_middleware(RequestId)
    return app


def create_app_from_environment() -> FastAPI:
    """The application for ``uvicorn --factory service.api.app:create_app_from_environment``."""
    be_thrifty()
    settings = load_settings()
    write_log(settings.log)
    return create_app(settings)
