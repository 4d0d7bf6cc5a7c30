"""The configuration by which a forecast hub checks the model output that is served here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document
from service.api.forecasts import kept
from service.api.negotiation import JSON
from service.api.queries import ForecastsQuestion, Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.hub import HubAdmin, HubTasks
from service.export.courses import courses
from service.export.hubverse import admin_config, tasks_config
from service.export.hubverse_targets import target_tasks
from service.store.reads.judged import Wanted, judged_ids, judged_with

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/hub/hub-config", tags=["forecasts"])


@resource(router, "/tasks.json", shape=HubTasks, refusals=COMMON)
async def get_hub_tasks(request: Request, _: Nothing) -> Response:
    """The tasks of the hub (hubverse schema 5.0.1): quantiles of every series, and the chance of every target."""

    def as_json(session: Session) -> Content:
        found = kept(session, ForecastsQuestion())
        judged = judged_with(session, judged_ids(session, Wanted(), judged=True))
        return document(tasks_config(courses(session, found.heads, found.indicators), target_tasks(judged)))

    return await reply(request, {JSON: as_json})


@resource(router, "/admin.json", shape=HubAdmin, refusals=COMMON)
async def get_hub_admin(request: Request, _: Nothing) -> Response:
    """Who runs the hub and which files it takes (hubverse schema 5.0.1)."""

    def as_json(_: Session) -> Content:
        return document(admin_config())

    return await reply(request, {JSON: as_json})
