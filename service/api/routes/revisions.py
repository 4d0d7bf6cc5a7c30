"""How the figures of an indicator have been revised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from datasets.revisions import RevisionHistory
from service.api.content import Caution, Content, listing, table
from service.api.errors import CursorInvalid, Unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import IndicatorId, Revisions, RevisionsQuestion
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.routes.indicators import known_indicator
from service.api.schemas.releases import RevisionsList
from service.documents import to_document
from service.operations.revised import revisions_of
from service.store.reads.observations import editions_of, series_of

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/indicators/{indicator_id}", tags=["indicators"])

COLUMNS = (
    "indicator_id", "area", "frequency", "period", "label", "start", "end", "release", "published", "before", "after",
    "change", "age_days", "unusual",
)  # fmt: skip


@resource(
    router, "/revisions", shape=RevisionsList, formats=(JSON, CSV), refusals=(*COMMON, Unknown, CursorInvalid)
)
async def list_revisions(request: Request, indicator_id: IndicatorId, asked: Revisions) -> Response:
    """How an indicator has been revised, area by area: the triangle, every revision, and what is usual at which age.

    Only the basis in force is looked at, and only releases with a date. A copy that was rounded otherwise is no
    revision. CSV has one row a revision and comes whole, JSON comes in pages of areas.
    """

    def as_json(session: Session) -> Content:
        indicator = known_indicator(session, indicator_id)
        found = _found(session, indicator_id, asked)
        page = page_of(found, lambda one: one[0], request=request, asked=asked)
        said = []
        if asked.area and not found:
            text = f"No release with a date has figures of {' or '.join(asked.area)}."
            said.append(Caution("area_without_observations", text, "query.area", list(asked.area)))
        return listing(
            page,
            [_item(*one) for one in page.rows],
            cautions=said,
            indicator_id=indicator.id,
            unit=indicator.data["unit"],
            decimals=indicator.data["decimals"],
        )

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        known_indicator(session, indicator_id)
        rows = (
            {**row, **row["period"], "frequency": row["period"]["code"], "indicator_id": indicator_id}
            for area, history in _found(session, indicator_id, asked)
            for row in _revisions(area, history)
        )
        return table(COLUMNS, rows, name=f"{indicator_id}-revisions")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def _found(
    session: Session, indicator_id: str, asked: RevisionsQuestion
) -> list[tuple[str, RevisionHistory]]:
    areas = sorted({one.area for one in series_of(session, indicator_id=indicator_id)})
    wanted = [(indicator_id, area) for area in areas if not asked.area or area in asked.area]
    found = [(area, revisions_of(held)) for (_, area), held in editions_of(session, wanted).items()]
    return [(area, history) for area, history in found if history.releases]


def _item(area: str, history: RevisionHistory) -> dict[str, Any]:
    return {
        "area": area,
        "periods": history.periods,
        "revised": history.revised,
        "bias": history.bias,
        "typical": history.typical,
        "by_age": [asdict(one) for one in history.by_age],
        "revisions": list(_revisions(area, history)),
        "releases": [{"release": key, "published": day} for key, day in history.releases],
        "triangle": [
            {"period": to_document(row.period), "values": list(row.values)} for row in history.triangle
        ],
    }


def _revisions(area: str, history: RevisionHistory) -> Iterator[dict[str, Any]]:
    for one in history.revisions:
        yield {
            "area": area,
            "period": to_document(one.period),
            "release": one.release,
            "published": one.published,
            "before": one.before,
            "after": one.after,
            "change": one.change,
            "age_days": one.age,
            "unusual": one.unusual,
        }
