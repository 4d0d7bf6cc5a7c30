"""Charts: one specification for each, as Vega-Lite, SVG and PNG."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.chart_formats import PICTURES
from service.api.chart_questions import AreaChart, AreasChart, Chart, ReliabilityChart
from service.api.chart_reply import reply_chart
from service.api.errors import NotAssessed, Unknown
from service.api.negotiation import CSV
from service.api.queries import IndicatorId, TargetId
from service.api.refusals import COMMON
from service.api.resource import resource
from service.api.routes.reliability import wanted_record
from service.charts.errors import ChartUnavailable
from service.pictures.areas import areas_picture
from service.pictures.attainment import attainment_picture
from service.pictures.over_time import chance_picture, gap_picture
from service.pictures.reliability import reliability_picture
from service.pictures.revisions import revisions_picture
from service.pictures.trajectory import trajectory_picture

router = APIRouter(prefix="/v1", tags=["charts"])

_OF_TARGETS = (*COMMON, Unknown, NotAssessed, ChartUnavailable)
_OF_INDICATORS = (*COMMON, Unknown, ChartUnavailable)
_WITH_TABLE = (*PICTURES, CSV)


@resource(
    router, "/targets/{target_id}/charts/trajectory", shape=None, formats=PICTURES, refusals=_OF_TARGETS
)
async def get_trajectory_chart(request: Request, target_id: TargetId, asked: Chart) -> Response:
    """History, forecast fan, required path, milestones, breaks and earlier forecasts of a target.

    The title says how it stands; a target without a verdict states the reason. Its figures are at `/trajectory`.
    """
    return await reply_chart(
        request, lambda session: trajectory_picture(session, target_id, asked.as_of), asked
    )


@resource(router, "/targets/{target_id}/charts/gap", shape=None, formats=_WITH_TABLE, refusals=_OF_TARGETS)
async def get_gap_chart(request: Request, target_id: TargetId, asked: Chart) -> Response:
    """The projected gap and the gap now at each date the target was judged as of.

    Positive is short of what is asked. As CSV, one row a date.
    """
    return await reply_chart(
        request, lambda session: gap_picture(session, target_id, asked.as_of), asked, tabled=True
    )


@resource(
    router, "/targets/{target_id}/charts/probability", shape=None, formats=_WITH_TABLE, refusals=_OF_TARGETS
)
async def get_probability_chart(request: Request, target_id: TargetId, asked: Chart) -> Response:
    """The chance of being met at each date the target was judged as of, with changes of verdict.

    A bar stands where only a range may be said. As CSV, one row a date.
    """
    return await reply_chart(
        request, lambda session: chance_picture(session, target_id, asked.as_of), asked, tabled=True
    )


@resource(
    router, "/targets/{target_id}/charts/attainment", shape=None, formats=_WITH_TABLE, refusals=_OF_TARGETS
)
async def get_attainment_chart(request: Request, target_id: TargetId, asked: Chart) -> Response:
    """When the target is first reached: the chance of that by each date, and of not at all within the horizon.

    First reached is easier than met at the date: a level that is reached may be lost again. As CSV, one row a date.
    """
    return await reply_chart(
        request, lambda session: attainment_picture(session, target_id, asked.as_of), asked, tabled=True
    )


@resource(
    router,
    "/indicators/{indicator_id}/charts/revisions",
    shape=None,
    formats=PICTURES,
    refusals=_OF_INDICATORS,
)
async def get_revisions_chart(request: Request, indicator_id: IndicatorId, asked: AreaChart) -> Response:
    """The triangle of revisions: periods by releases, the newest periods that were published more than once.

    Its figures are at `/revisions`.
    """
    return await reply_chart(
        request, lambda session: revisions_picture(session, indicator_id, asked.area), asked
    )


@resource(
    router, "/indicators/{indicator_id}/charts/areas", shape=None, formats=PICTURES, refusals=_OF_INDICATORS
)
async def get_areas_chart(request: Request, indicator_id: IndicatorId, asked: AreasChart) -> Response:
    """Small charts of an indicator, one an area, all on one scale, the area furthest behind first.

    Twelve stand on a page; the scale is that of all areas on every page. Its figures are at `/observations`.
    """
    return await reply_chart(
        request,
        lambda session: areas_picture(session, indicator_id, page=asked.page, as_of=asked.as_of),
        asked,
    )


@resource(router, "/reliability/chart", shape=None, formats=PICTURES, refusals=(*COMMON, ChartUnavailable))
async def get_reliability_chart(request: Request, asked: ReliabilityChart) -> Response:
    """The reliability diagram: what was said against what happened, by kind of series.

    Pooled over the lengths and horizons asked for. Its figures are at `/v1/reliability`.
    """
    query = "&".join(
        part
        for part in request.url.query.split("&")
        if part.partition("=")[0] not in ("width", "theme", "scale")
    )
    return await reply_chart(
        request,
        lambda _: reliability_picture(wanted_record(asked), query=f"?{query}" if query else ""),
        asked,
    )
