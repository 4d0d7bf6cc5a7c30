"""Everything at once, for those who keep a copy or compute on all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.errors import BulkBusy, Unknown
from service.api.negotiation import CSV, PARQUET
from service.api.queries import Bulk, BulkAssessments, BulkObservations, IndicatorId
from service.api.refusals import COMMON
from service.api.resource import resource
from service.api.routes.indicators import known_indicator
from service.api.streams import stream
from service.export.bulk import assessments_table, observations_table, trajectories_table
from service.export.tables import Table

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/bulk", tags=["bulk"])

_FORMATS = (CSV, PARQUET)
_REFUSALS = (*COMMON, BulkBusy)


@resource(router, "/assessments", shape=None, formats=_FORMATS, refusals=_REFUSALS)
async def get_all_assessments(request: Request, asked: BulkAssessments) -> Response:
    """The assessment of every target, streamed.

    The columns of `/v1/assessments.csv`, by target id. With `as_of`, the assessment of that day or the newest
    before it; with `include_history`, every assessment ever kept, with when it was recorded and its key. It is one
    state of the data from the first row to the last, however long it takes; an answer that breaks off is not
    complete. Targets never assessed are not in it; the trajectories have a row for each that says so.
    """

    def make(session: Session) -> Table:
        return assessments_table(
            session, missions=asked.mission, as_of=asked.as_of, include_history=asked.include_history
        )

    return await stream(request, {CSV: make, PARQUET: make})


@resource(router, "/trajectories", shape=None, formats=_FORMATS, refusals=_REFUSALS)
async def get_all_trajectories(request: Request, asked: Bulk) -> Response:
    """The trajectory of every target, streamed: history, required path and forecast fan.

    One row a target and period, with the columns of the trajectory of one target and the `reason` where there is no
    probability. No target is left out: one without a figure has a single row without a period, whose `reason`
    says why.
    """

    def make(session: Session) -> Table:
        return trajectories_table(session, missions=asked.mission, as_of=asked.as_of)

    return await stream(request, {CSV: make, PARQUET: make})


@resource(
    router,
    "/indicators/{indicator_id}/observations",
    shape=None,
    formats=_FORMATS,
    refusals=(*_REFUSALS, Unknown),
)
async def get_all_observations(
    request: Request, indicator_id: IndicatorId, asked: BulkObservations
) -> Response:
    """One indicator in all its areas, streamed.

    The same rows as `/v1/indicators/{indicator_id}/observations.csv`, for indicators of many areas. With
    `include_history`, every edition of every release in all areas.
    """

    def make(session: Session) -> Table:
        indicator = known_indicator(session, indicator_id)
        return observations_table(
            session, indicator, as_of=asked.as_of, include_history=asked.include_history
        )

    return await stream(request, {CSV: make, PARQUET: make})
