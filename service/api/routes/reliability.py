"""What stands behind the probabilities: how often forecasts of each kind were right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from forecasting.evidence import Evidence, recorded
from service.api.content import Caution, Content, listing, table
from service.api.negotiation import CSV, JSON
from service.api.paging import Page
from service.api.queries import Reliability, ReliabilityQuestion
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.record import ReliabilityList
from service.store.reads.constants import constants_in_force
from service.store.records import ConstantsRecord

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/reliability", tags=["targets"])

COLUMNS = (
    *("frequency_class", "length_from", "length_to", "horizon_from", "horizon_to"),
    *("series", "forecasts", "enough", "coverage_50", "coverage_80", "coverage_95", "brier"),
    *("said", "happened", "count", "trusted"),
)
_FIGURES = ("frequency_class", "series", "forecasts", "enough")
_SHARES = ("coverage_50", "coverage_80", "coverage_95", "brier")


@resource(router, "", shape=ReliabilityList, formats=(JSON, CSV), refusals=COMMON)
async def list_reliability(request: Request, asked: Reliability) -> Response:
    """The engine's backtest record: coverage, Brier score, and what was said against what happened.

    One item for each frequency class, length of series and horizon. `length` and `horizon` choose those that
    a series of so many values, or a target so many periods ahead, is looked up in. As CSV, one row a tenth of
    probability. Constants of this installation's own are named where any are in force.
    """

    def as_json(session: Session) -> Content:
        found = [_item(line) for line in wanted_record(asked)]
        query = request.url.query
        page = Page(found, len(found), {"self": f"{request.url.path}?{query}" if query else request.url.path})
        own = [_constants(record) for record in constants_in_force(session)]
        return listing(page, found, cautions=_cautions(found), constants=own)

    def as_csv(_: Session) -> Content:
        rows = (row for line in wanted_record(asked) for row in _rows(line))
        return table(COLUMNS, rows, name="reliability")

    return await reply(request, {JSON: as_json, CSV: as_csv})


def wanted_record(asked: ReliabilityQuestion) -> list[Evidence]:
    """The part of the record that was asked for."""
    return [
        line
        for line in recorded()
        if (not asked.frequency_class or line.frequency_class in asked.frequency_class)
        and _holds(line.lengths, asked.length)
        and _holds(line.horizons, asked.horizon)
    ]


def _holds(ends: tuple[int, int | None], number: int | None) -> bool:
    low, high = ends
    return number is None or (low <= number and (high is None or number <= high))


def _item(line: Evidence) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in (*_FIGURES, *_SHARES)},
        "lengths": {"from": line.lengths[0], "to": line.lengths[1]},
        "horizons": {"from": line.horizons[0], "to": line.horizons[1]},
        "reliability": [{**asdict(tenth), "trusted": tenth.trusted} for tenth in line.reliability],
    }


def _rows(line: Evidence) -> Iterator[dict[str, Any]]:
    base = {name: getattr(line, name) for name in (*_FIGURES, *_SHARES)}
    base |= {"length_from": line.lengths[0], "length_to": line.lengths[1]}
    base |= {"horizon_from": line.horizons[0], "horizon_to": line.horizons[1]}
    for tenth in line.reliability:
        yield {**base, **asdict(tenth), "trusted": tenth.trusted}


def _constants(record: ConstantsRecord) -> dict[str, Any]:
    data = record.data
    return {
        "frequency_class": record.frequency_class,
        "version": record.version,
        "engine": data["engine"],
        "series": data["series"],
        "fitted_on": data["fitted_on"],
        "recorded_at": record.recorded_at,
        "reason": data["reason"],
    }


def _cautions(found: list[dict[str, Any]]) -> list[Caution]:
    if found:
        return []
    return [
        Caution("nothing_recorded", "No forecast so far ahead, or of so short a series, was ever tested.")
    ]
