"""Ambitions, their indicators and targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from forecasting.targets import Scope
from service.api.content import Content, document, listing, table
from service.api.errors import Unknown
from service.api.links import mission_links
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import Page
from service.api.queries import MissionId, Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.routes.indicators import indicator_item
from service.api.schemas.catalogue import MissionDetail, MissionList
from service.api.targets import JudgedTarget, all_judged, matching
from service.store.reads import catalogue
from service.store.records import MissionRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/missions", tags=["missions"])

COLUMNS = (
    "mission_id", "title", "jurisdiction", "government", "status", "targets", "on_track", "uncertain", "off_track",
    "met", "missed", "breached", "awaiting_outcome", "no_verdict", "proxies", "not_assessed",
)  # fmt: skip


@resource(router, "", shape=MissionList, formats=(JSON, CSV), refusals=COMMON)
async def list_missions(request: Request, _: Nothing) -> Response:
    """Missions in the order of the board, each with how its targets stand."""

    def as_json(session: Session) -> Content:
        items = _items(session)
        page = Page(items, len(items), {"self": request.url.path})
        return listing(page, items)

    def as_csv(session: Session) -> Content:
        return table(COLUMNS, (_row(item) for item in _items(session)), name="missions")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/{mission_id}", shape=MissionDetail, refusals=(*COMMON, Unknown))
async def get_mission(request: Request, mission_id: MissionId, _: Nothing) -> Response:
    """One mission with its indicators, and its targets with their verdicts."""

    def as_json(session: Session) -> Content:
        found = catalogue.mission(session, mission_id)
        if found is None:
            raise unknown("mission", mission_id, (one.id for one in catalogue.missions(session)))
        judged = matching(all_judged(session), mission_id)
        measured = catalogue.indicators(session, mission_id=mission_id)
        return document(
            {
                **_item(found, judged),
                "targets": [one.item for one in judged],
                "indicators": [indicator_item(one) for one in measured],
            }
        )

    return await reply(request, {JSON: as_json})


def _items(session: Session) -> list[dict[str, Any]]:
    judged = all_judged(session)
    items = [_item(one, matching(judged, one.id)) for one in catalogue.missions(session)]
    return sorted(items, key=lambda item: item["order"])


def _item(mission: MissionRecord, judged: Sequence[JudgedTarget]) -> dict[str, Any]:
    counted = [one for one in judged if one.data.get("scope") == Scope.OFFICIAL.value]
    verdicts = Counter(one.assessment.verdict for one in counted if one.assessment)
    standing = {
        "targets": len(judged),
        "verdicts": dict(sorted(verdicts.items())),
        "proxies": len(judged) - len(counted),
        "not_assessed": sum(one.assessment is None for one in judged),
    }
    return {**mission.data, "standing": standing, "links": mission_links(mission.id)}


def _row(item: dict[str, Any]) -> dict[str, Any]:
    standing = item["standing"]
    counts = {verdict: standing["verdicts"].get(verdict, 0) for verdict in COLUMNS[6:14]}
    return {**item, "mission_id": item["id"], **standing, **counts}
