"""The current course of one series with all it rests on: its figures, breaks, neighbours. It fits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecasting.forecasts import Forecast
from forecasting.ground import Ground, course_key
from forecasting.recalibration.calibration import engine_parts
from forecasting.setting.question import Neighbour
from service.operations.errors import AreaUnknown, IndicatorUnknown
from service.operations.known_series import KnownSeries, known_series
from service.operations.setting_errors import AreaMissing
from service.store.reads.catalogue import indicators
from service.store.reads.forecasts import course_of
from service.store.reads.observations import areas

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.store.records import AreaRecord, ForecastRecord

MOST_NEIGHBOURS = 400
"""With more areas than this a comparison would be slow; the first by code stand for all."""


@dataclass(frozen=True, eq=False)
class CurrentCourse:
    """A series as it is known and its course; ``forecast`` is None where none is kept for these very figures."""

    known: KnownSeries
    forecast: Forecast | None
    code_version: str = ""


def series_asked(session: Session, indicator_id: str, area: str | None) -> KnownSeries:
    """The series of an indicator in an area, or in its only area.

    Raises IndicatorUnknown, AreaUnknown, or AreaMissing where there are several.
    """
    if not indicators(session, ids=[indicator_id]):
        raise IndicatorUnknown(indicator_id, known=(record.id for record in indicators(session)))
    held = [record.code for record in areas(session, indicator_id=indicator_id)]
    if area is None:
        if len(held) != 1:
            raise AreaMissing(indicator_id, known=held)
        area = held[0]
    found = known_series(session, [(indicator_id, area)]) if area in held else {}
    if not found:
        raise AreaUnknown(area, known=held)
    return found[indicator_id, area]


def current_course(session: Session, indicator_id: str, area: str | None) -> CurrentCourse:
    """The series and the course kept for it. Raises what ``series_asked`` raises."""
    known = series_asked(session, indicator_id, area)
    kept, ground = course_of(session, indicator_id, known.area), known.ground
    if kept is None or ground is None:
        return CurrentCourse(known, None)
    if not stands(kept, ground):
        return CurrentCourse(known, None)
    return CurrentCourse(known, kept.forecast(ground.series), kept.code_version)


def stands(kept: ForecastRecord, ground: Ground) -> bool:
    """Whether a course is one of these figures and breaks, made with the calibration in force."""
    engine = ground.engine_name(engine_parts(kept.engine)[0])
    return kept.engine == engine and kept.key == course_key(ground, engine=engine, horizon=len(kept.margins))


def neighbours_of(session: Session, known: KnownSeries) -> tuple[tuple[Neighbour, ...], str]:
    """The other areas of the same level with this indicator, and what such areas are called."""
    register = {record.code: record for record in areas(session, indicator_id=known.entry.id)}
    own = register.get(known.area)
    alike = [
        record
        for record in register.values()
        if own is not None and record.level == own.level and record.code != own.code
    ][:MOST_NEIGHBOURS]
    found = known_series(session, [(known.entry.id, record.code) for record in alike])
    named = tuple(
        Neighbour(record.name or record.code, item.series, item.breaks)
        for record in alike
        if (item := found.get((known.entry.id, record.code))) is not None
    )
    return named, noun_of(own)


def noun_of(area: AreaRecord | None) -> str:
    """What areas of a level are called together: "local authorities"."""
    if area is None or not area.level:
        return "areas"
    return f"{area.level[:-1]}ies" if area.level.endswith("y") else f"{area.level}s"
