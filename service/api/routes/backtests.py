"""How the series of a target would have been forecast in the past: the replay that an operation stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, table
from service.api.desk import Builder
from service.api.errors import NotReplayed, Unknown
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.queries import Nothing, TargetId
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.record import TargetBacktestShape
from service.store.reads import catalogue
from service.store.reads.replays import replay_of
from service.store.records import ReplayRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/targets/{target_id}", tags=["targets"])

CAVEAT = (
    "One series, replayed from a few days, shows nothing about calibration: see /v1/reliability for that."
)
COLUMNS = (
    *("as_of", "footing", "last_period", "last_value", "observations", "horizon", "period"),
    *("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5", "actual"),
)


@resource(
    router,
    "/backtest",
    shape=TargetBacktestShape,
    formats=(JSON, CSV),
    refusals=(*COMMON, Unknown, NotReplayed),
)
async def get_target_backtest(request: Request, target_id: TargetId, _: Nothing) -> Response:
    """The target's own series, forecast from past days on what was known then, beside the figures of today.

    Figures of exceptional periods and beyond a break are left out, as they are when a target is judged. As CSV,
    one row a forecast.
    """

    def as_json(found: ReplayRecord) -> Content:
        own = f"/v1/targets/{target_id}"
        links = {"self": f"{own}/backtest", "target": own, "reliability": "/v1/reliability"}
        return document({"target_id": target_id, **found.data, "caveat": CAVEAT, "links": links})

    def as_csv(found: ReplayRecord) -> Content:
        return table(COLUMNS, _rows(found.data), name=f"{target_id}-backtest")

    return await reply(request, {JSON: _replayed(target_id, as_json), CSV: _replayed(target_id, as_csv)})


def _replayed(target_id: str, build: Callable[[ReplayRecord], Content]) -> Builder:
    def on(session: Session) -> Content:
        target = catalogue.target(session, target_id)
        if target is None:
            raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
        found = None
        if target.indicator_id is not None and target.area is not None:
            found = replay_of(session, target.indicator_id, target.area)
        if found is None:
            raise _not_replayed(target_id, measured=target.indicator_id is not None)
        return build(found)

    return on


def _not_replayed(target_id: str, *, measured: bool) -> NotReplayed:
    why = (
        "No replay of its series is stored. To make those of all series that have figures, run: headway prepare"
        if measured
        else "It is not measured by a series of its own."
    )
    return NotReplayed(
        f"“{target_id}” has no backtest. {why}",
        path="path.target_id",
        detail={"command": "headway prepare"} if measured else None,
    )


def _rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for origin in data["items"]:
        base = {name: origin[name] for name in ("as_of", "footing", "last_value", "observations")}
        base["last_period"] = origin["last_period"]["period"]
        for line in origin["forecasts"]:
            yield {**base, **line, "period": line["period"]["period"]}
