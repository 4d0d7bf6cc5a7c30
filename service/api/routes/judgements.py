"""How a target stands: its stored assessment, and the trajectory and gaps that are part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api import trajectory
from service.api.content import Content, document, table
from service.api.desk import Builder
from service.api.errors import NotAssessed, Unknown
from service.api.links import judgement_links, with_members
from service.api.missing import not_assessed, unknown
from service.api.negotiation import CSV, JSON, PARQUET
from service.api.queries import AsOf, AsOfQuestion, TargetId, TrajectoryRows
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.assessment import AssessmentShape
from service.api.schemas.trajectory import FlatRow, GapsShape, LongRow, TrajectoryShape
from service.api.tabular import tabular
from service.export.described import of_target
from service.export.tables import Table
from service.store.reads import catalogue
from service.store.reads.assessments import assessment_as_of
from service.store.reads.due import waiting
from service.store.records import AssessmentRecord, TargetRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/targets/{target_id}", tags=["targets"])

_REFUSALS = (*COMMON, Unknown, NotAssessed)
_GAPS = ("target_id", "as_of", "unit", "required_value", "gap_now", "projected_gap", "rates", "reason", "reason_text", "caveat")  # fmt: skip


@resource(router, "/assessment", shape=AssessmentShape, refusals=_REFUSALS)
async def get_assessment(request: Request, target_id: TargetId, asked: AsOf) -> Response:
    """The judgement: probability, gaps, rates, attainment, verdict, findings, evidence.

    With `as_of`, the stored assessment of that day or the newest before it. Assessments are stored by
    `headway assess`; where there is none, the answer is 404 `not_assessed` with the command that makes it.
    """

    def build(found: AssessmentRecord) -> Content:
        links = _links(target_id, "/assessment", asked)
        return Content(with_members(found.document, {"links": links}))

    return await reply(request, {JSON: _judged(target_id, asked, build)})


@resource(router, "/trajectory", shape=TrajectoryShape, formats=(JSON, CSV, PARQUET), refusals=_REFUSALS)
async def get_trajectory(request: Request, target_id: TargetId, asked: AsOf) -> Response:
    """History, required path and forecast fan, in the unit in which the target is judged.

    As CSV and Parquet, one row a period with one column a percentile.
    """

    def as_json(found: AssessmentRecord) -> Content:
        links = _links(target_id, "/trajectory", asked)
        return document({**trajectory.shape(found.data), "links": links})

    def as_table(session: Session) -> Table:
        target, found = _stands(session, target_id, asked)
        measured = target.indicator_id and catalogue.indicator(session, target.indicator_id)
        about = of_target(
            found.data,
            measured.data if measured else None,
            quantities=trajectory.QUANTITIES,
            key=("period",),
        )
        return Table(f"{target_id}-trajectory", trajectory.COLUMNS, trajectory.rows(found.data), about)

    return await reply(request, {JSON: _judged(target_id, asked, as_json), **tabular(as_table)})


@resource(router, "/trajectory/rows", shape=list[FlatRow], formats=(JSON, CSV), refusals=_REFUSALS)
async def get_trajectory_rows(request: Request, target_id: TargetId, asked: TrajectoryRows) -> Response:
    """The trajectory as a flat array, for Grafana and spreadsheets.

    One ISO time column (the last day of each period) and plain numbers. `from` and `to` narrow it: dates, ISO
    times, or the milliseconds of Grafana's `${__from}` and `${__to}`. As CSV, the same columns.
    """
    asked.check()

    def flat(found: AssessmentRecord) -> list[dict[str, Any]]:
        return trajectory.flat(found.data, since=asked.since, until=asked.until)

    def as_json(found: AssessmentRecord) -> Content:
        return document(flat(found))

    def as_csv(found: AssessmentRecord) -> Content:
        about = of_target(found.data, None, quantities=trajectory.QUANTITIES, key=("time",))
        return table(trajectory.FLAT, flat(found), name=f"{target_id}-rows", about=about)

    return await reply(
        request, {JSON: _judged(target_id, asked, as_json), CSV: _judged(target_id, asked, as_csv)}
    )


@resource(router, "/trajectory/long", shape=list[LongRow], formats=(JSON, CSV), refusals=_REFUSALS)
async def get_trajectory_long(request: Request, target_id: TargetId, asked: TrajectoryRows) -> Response:
    """The trajectory with one row a period and figure, for pivot tables.

    `measure` says which figure: `actual`, `p10` … `p90`, `trajectory` or `target`; there is no row for what is not
    known. `from` and `to` narrow it as they do the flat rows.
    """
    asked.check()

    def long(found: AssessmentRecord) -> list[dict[str, Any]]:
        return trajectory.long(trajectory.flat(found.data, since=asked.since, until=asked.until))

    def as_json(found: AssessmentRecord) -> Content:
        return document(long(found))

    def as_csv(found: AssessmentRecord) -> Content:
        about = of_target(found.data, None, quantities=("value",), key=("time", "measure"))
        return table(trajectory.LONG, long(found), name=f"{target_id}-long", about=about)

    return await reply(
        request, {JSON: _judged(target_id, asked, as_json), CSV: _judged(target_id, asked, as_csv)}
    )


@resource(router, "/gap", shape=GapsShape, refusals=_REFUSALS)
async def get_gap(request: Request, target_id: TargetId, asked: AsOf) -> Response:
    """How far short: the latest value against the required path, and the forecast against the target.

    Positive is short of what is asked, negative inside it, in the unit in which the target is judged.
    """

    def build(found: AssessmentRecord) -> Content:
        data = found.data
        links = _links(target_id, "/gap", asked)
        return document({**{name: data.get(name) for name in _GAPS}, "assessment": found.key, "links": links})

    return await reply(request, {JSON: _judged(target_id, asked, build, track=False)})


def _judged(
    target_id: str,
    asked: AsOfQuestion,
    build: Callable[[AssessmentRecord], Content],
    *,
    track: bool = True,
) -> Builder:
    """A builder on the stored assessment; raises Unknown or NotAssessed where there is none."""

    def on(session: Session) -> Content:
        return build(_stands(session, target_id, asked, track=track)[1])

    return on


def _stands(
    session: Session, target_id: str, asked: AsOfQuestion, *, track: bool = True
) -> tuple[TargetRecord, AssessmentRecord]:
    target = catalogue.target(session, target_id)
    if target is None:
        raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
    found = assessment_as_of(session, target_id, asked.as_of, track=track)
    if found is None:
        raise not_assessed(target_id, asked.as_of, waiting(session, target_id, asked.as_of))
    return target, found


def _links(target_id: str, own: str, asked: AsOfQuestion) -> dict[str, Any]:
    return judgement_links(target_id, own, asked.as_of.isoformat() if asked.as_of else None)
