"""What series are forecast with: champions and challengers, and their backtests side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.calibrations import calibration_item, calibration_shown, comparison_shown
from service.api.content import Content, document, listing, table
from service.api.errors import CursorInvalid, Unknown
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import CalibrationId, Calibrations, CalibrationsQuestion, Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.calibration import CalibrationList, CalibrationShape, ComparisonShape
from service.operations.recalibration.listing import listed
from service.operations.recalibration.shown import (
    COLUMNS,
    COMPARISON_COLUMNS,
    calibration_row,
    comparison_rows,
)
from service.store.reads.calibrations import backtest_of, calibration, calibrations
from service.store.reads.catalogue import indicators, targets

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.store.calibration_records import CalibrationRecord

router = APIRouter(prefix="/v1/calibrations", tags=["calibrations"])


@resource(router, "", shape=CalibrationList, formats=(JSON, CSV), refusals=(*COMMON, Unknown, CursorInvalid))
async def list_calibrations(request: Request, asked: Calibrations) -> Response:
    """Challengers and champions, the newest first.

    Where none is listed as champion, a series is forecast with the engine as it ships. CSV comes whole.
    """

    def as_json(session: Session) -> Content:
        page = page_of(_chosen(session, asked), lambda one: str(one.id), request=request, asked=asked)
        return listing(page, [calibration_item(one) for one in page.rows])

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        return table(COLUMNS, (calibration_row(one) for one in _chosen(session, asked)), name="calibrations")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/{calibration_id}", shape=CalibrationShape, refusals=(*COMMON, Unknown))
async def get_calibration(request: Request, calibration_id: CalibrationId, _: Nothing) -> Response:
    """One calibration: its choices, on what it was compared, and who decided what about its series."""

    def as_json(session: Session) -> Content:
        return document(calibration_shown(session, _held(session, calibration_id)))

    return await reply(request, {JSON: as_json})


@resource(
    router,
    "/{calibration_id}/comparison",
    shape=ComparisonShape,
    formats=(JSON, CSV),
    refusals=(*COMMON, Unknown),
)
async def get_comparison(request: Request, calibration_id: CalibrationId, _: Nothing) -> Response:
    """A challenger beside its champion: every measure by horizon, with the noise of each difference.

    Origins are split in time: `choosing` ones may have chosen the challenger, `confirming` ones did not. With the
    forecasts of both from each origin beside what happened. As CSV, one row a measure.
    """

    def as_json(session: Session) -> Content:
        return document(comparison_shown(session, _held(session, calibration_id)))

    def as_csv(session: Session) -> Content:
        record = _held(session, calibration_id)
        rows = comparison_rows([(record.id, backtest_of(session, record.id) or "{}")])
        return table(COMPARISON_COLUMNS, rows, name=f"comparison-{record.id}")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def _chosen(session: Session, asked: CalibrationsQuestion) -> list[CalibrationRecord]:
    known = {one.id for one in indicators(session)}, {one.id for one in targets(session)}
    for noun, names, held in (("indicator", asked.indicator, known[0]), ("target", asked.target, known[1])):
        for name in names:
            if name not in held:
                raise unknown(noun, name, held)
    states = set(asked.state)
    found = listed(session, [*asked.indicator, *asked.target])
    return [one for one in found if not states or one.state in states]


def _held(session: Session, id_: int) -> CalibrationRecord:
    found = calibration(session, id_)
    if found is None:
        raise unknown("calibration", str(id_), (str(one.id) for one in calibrations(session, limit=50)))
    return found
