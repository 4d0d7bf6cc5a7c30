"""The current course of every series, in the formats of people who work with forecasts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from forecasting.frequency import Frequency
from service.api.content import Content, document, listing
from service.api.errors import BulkBusy, CursorInvalid, Unknown
from service.api.forecasts import FORMATS, Kept, head, kept, shape, tables
from service.api.missing import unknown
from service.api.negotiation import BANK, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import AreaId, Forecasts, ForecastsQuestion, IndicatorId, Nothing
from service.api.refusals import COMMON
from service.api.resource import resource
from service.api.routes.indicators import known_indicator
from service.api.schemas.forecast import ForecastList, ForecastShape
from service.api.streams import stream
from service.api.tabular import refuse_other_frequencies
from service.api.targets import cautions
from service.export.courses import courses

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/forecasts", tags=["forecasts"])


@resource(
    router,
    "",
    shape=ForecastList,
    formats=(JSON, *FORMATS),
    refusals=(*COMMON, CursorInvalid, BulkBusy),
)
async def list_forecasts(request: Request, asked: Forecasts) -> Response:
    """Forecasts on the current course, one a series.

    JSON lists which there are, in pages. The tables hold the distributions, 23 quantiles a period: as CSV and
    Parquet, SDMX-CSV 2.0 (its structure is at `/v1/structures`), model output of a forecast hub (one round a file:
    give `origin_date`), and the Bank of England's forecast evaluation schema (monthly and quarterly series only).
    """

    def as_json(session: Session) -> Content:
        found = kept(session, asked)
        page = page_of(
            found.heads, lambda one: f"{one.indicator_id} {one.area}", request=request, asked=asked
        )
        items = [
            head(
                one,
                found.indicators[one.indicator_id],
                outdated=(one.indicator_id, one.area) in found.waiting,
            )
            for one in page.rows
        ]
        wanted = {"mission": asked.mission, "indicator": asked.indicator, "area": asked.area}
        return listing(page, items, cautions=cautions(session, wanted, page.total))

    def find(session: Session) -> Kept:
        refuse_paging(asked)
        return kept(session, asked)

    return await stream(request, tables(find, name="forecasts"), {JSON: as_json})


@resource(
    router,
    "/{indicator_id}/{area_id}",
    shape=ForecastShape,
    formats=(JSON, *FORMATS),
    refusals=(*COMMON, Unknown, BulkBusy),
)
async def get_forecast(request: Request, indicator_id: IndicatorId, area_id: AreaId, _: Nothing) -> Response:
    """The forecast of one series: percentiles by period, what it rests on, how it was made.

    The other formats hold 23 quantiles a period. It is made anew whenever figures, breaks or the calibration change,
    by `headway prepare` or a job; asking makes none. Between an accepted break, or a promotion, and that, `outdated` is
    true.
    """

    def find(session: Session) -> Kept:
        known_indicator(session, indicator_id)
        found = kept(session, ForecastsQuestion(indicator=[indicator_id]))
        heads = tuple(one for one in found.heads if one.area == area_id)
        if not heads:
            raise unknown("area", area_id, (one.area for one in found.heads))
        return replace(found, heads=heads)

    def as_json(session: Session) -> Content:
        found = find(session)
        (course,) = courses(session, found.heads, found.indicators)
        return document(shape(course, outdated=(indicator_id, area_id) in found.waiting))

    def find_for_the_bank(session: Session) -> Kept:
        found = find(session)
        others = [one for one in (JSON, *FORMATS) if one is not BANK]
        refuse_other_frequencies(Frequency(found.heads[0].frequency), indicator_id, offered=others)
        return found

    name = f"{indicator_id}-{area_id}-forecast"
    makers = {**tables(find, name=name), BANK: tables(find_for_the_bank, name=name)[BANK]}
    return await stream(request, makers, {JSON: as_json})
