"""Forecasts as documents, and as tables in the formats of other people's tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from forecasting.assessment import CURRENT_COURSE
from service.api.errors import Fault, ParametersInvalid
from service.api.links import forecast_links
from service.api.negotiation import BANK, CSV, HUBVERSE, PARQUET, SDMX_CSV, Format
from service.api.queries import ForecastsQuestion
from service.documents import to_document
from service.export import bank, forecast_rows, hubverse, sdmx
from service.export.courses import PERCENTILES, Course, courses
from service.export.tables import About, Table
from service.operations.outdated import outdated
from service.store.reads.catalogue import indicators
from service.store.reads.courses import CourseHead, course_heads
from service.store.records import IndicatorRecord

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.tabular import TableBuilder

FORMATS = (CSV, PARQUET, SDMX_CSV, HUBVERSE, BANK)
_NAMED = 20

Finder: TypeAlias = "Callable[[Session], Kept]"


@dataclass(frozen=True)
class Kept:
    """The forecasts a question is about, with the indicators they are of.

    ``waiting`` are the series whose breaks or calibration have changed since: their forecast is being made anew.
    """

    heads: tuple[CourseHead, ...]
    indicators: Mapping[str, IndicatorRecord]
    waiting: frozenset[tuple[str, str]] = frozenset()


def kept(session: Session, asked: ForecastsQuestion) -> Kept:
    """The forecasts that a question asks for, of indicators in force."""
    known = {
        one.id: one
        for one in indicators(session, ids=asked.indicator or None)
        if not asked.mission or one.mission_id in asked.mission
    }
    heads = course_heads(
        session,
        indicators=list(known),
        areas=asked.area,
        frequencies=[one.value for one in asked.frequency],
        as_of=asked.origin_date,
    )
    found = outdated(session, heads, known)
    there = tuple(one for one in heads if (one.indicator_id, one.area) not in found.gone)
    return Kept(there, known, found.waits)


def head(one: CourseHead, indicator: IndicatorRecord, *, outdated: bool) -> dict[str, Any]:
    """A forecast in a list."""
    return {
        "indicator_id": one.indicator_id,
        "area": one.area,
        "mission_id": indicator.mission_id,
        "as_of": one.as_of,
        "frequency": one.frequency,
        "horizon": one.horizon,
        "unit": indicator.data["unit"],
        "outdated": outdated,
        "links": forecast_links(one.indicator_id, one.area),
    }


def shape(course: Course, *, outdated: bool) -> dict[str, Any]:
    """One forecast as a document."""
    record = course.record
    fans = course.at(tuple(PERCENTILES.values())).tolist()
    return {
        "key": record.key,
        "indicator_id": record.indicator_id,
        "area": record.area,
        "mission_id": course.mission_id,
        "unit": course.indicator["unit"],
        "decimals": course.indicator["decimals"],
        "as_of": record.as_of,
        "recorded_at": record.recorded_at,
        "engine": record.engine,
        "code_version": record.code_version,
        "seed": str(record.seed),
        "frequency": record.origin.frequency.value,
        "origin": to_document(record.origin),
        "horizon": len(course.periods),
        "lower": record.lower,
        "upper": record.upper,
        "diagnostics": {
            "models": list(record.diagnostics.get("models", ())),
            "observations": record.diagnostics.get("observations", 0),
            "borrowed_spread": record.diagnostics.get("borrowed_spread", False),
            "tail": record.tail,
            "dependence": list(record.dependence),
        },
        "outdated": outdated,
        "caveat": CURRENT_COURSE,
        "points": [
            {
                "period": to_document(period),
                "horizon": step,
                "forecast": dict(zip(PERCENTILES, fan, strict=True)),
            }
            for step, (period, fan) in enumerate(zip(course.periods, fans, strict=True), 1)
        ],
        "links": forecast_links(record.indicator_id, record.area),
    }


def tables(find: Finder, *, name: str) -> dict[Format, TableBuilder]:
    """The tables of the forecasts found, in every format they are offered in."""
    written = {
        CSV: (forecast_rows.COLUMNS, forecast_rows.forecast_rows),
        PARQUET: (forecast_rows.COLUMNS, forecast_rows.forecast_rows),
        SDMX_CSV: (sdmx.FORECASTS.columns, sdmx.forecast_rows),
        HUBVERSE: (hubverse.COLUMNS, hubverse.hubverse_rows),
        BANK: (bank.COLUMNS, bank.bank_rows),
    }

    def make(session: Session, *, form: Format) -> Table:
        found = find(session)
        columns, rows = written[form]
        file = name
        if form is HUBVERSE:
            file = hubverse.file_name(one_round(one.as_of for one in found.heads))
        about = About(title="Forecasts on the current course", key=forecast_rows.KEY)
        return Table(file, columns, rows(courses(session, found.heads, found.indicators)), about)

    return {form: partial(make, form=form) for form in written}


def one_round(found: Iterable[date]) -> date:
    """The day of the round: a file of model output holds one. Raises ParametersInvalid."""
    days = sorted(set(found), reverse=True)
    if len(days) != 1:
        newest = ", ".join(day.isoformat() for day in days[:3])
        message = (
            f"A file of model output holds one round, and what matches is of {len(days)}. "
            f"Give “origin_date”, such as {newest}."
            if days
            else "Nothing matches, so there is no round to name the file after."
        )
        detail = [day.isoformat() for day in days[:_NAMED]]
        raise ParametersInvalid(message, faults=(Fault("one_round", message, "query.origin_date", detail),))
    return days[0]
