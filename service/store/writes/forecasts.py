"""Keeping forecasts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, tuple_, update
from sqlmodel import Session

from forecasting.ground import PREFIX
from service.documents import dumps, to_document
from service.store.bulk import Row, chunks, insert_missing, table_of
from service.store.grids import packed_grid
from service.store.hidden import hidden_in
from service.store.judgement_tables import ForecastRow
from service.store.versions import note_change

if TYPE_CHECKING:
    from forecasting.forecasts import Forecast

_FORECAST = table_of(ForecastRow)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class NewForecast:
    """A forecast with the key it is found by, and what it was made from.

    ``visible_from`` is the instant at which the last of that comes out of an embargo (None: all of it is public).
    """

    key: str
    forecast: Forecast
    as_of: date
    code_version: str = ""
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    visible_from: datetime | None = None


def save_forecasts(session: Session, forecasts: Iterable[NewForecast], *, recorded: datetime) -> int:
    """Keep forecasts and say how many are new; one whose key is held already is passed over.

    The number type of the margins is kept, so that what is drawn from them is the same to the last bit.
    """
    return save_forecast_rows(session, (row_of(new, recorded) for new in forecasts))


def save_forecast_rows(
    session: Session, rows: Iterable[Row], *, private: Collection[str] = frozenset()
) -> int:
    """The same for forecasts that were made into rows before, by ``row_of``.

    ``private`` are keys of forecasts made for targets that are not for the public.
    """
    saved = 0
    hidden = hidden_in(session.connection()).indicators
    for chunk in chunks(rows, _CHUNK):
        wanted = {row["key"]: row for row in chunk}
        held = session.connection().execute(
            select(_FORECAST.c.key, _FORECAST.c.visible_from).where(_FORECAST.c.key.in_(wanted))
        )
        for key, instant in held.all():
            sooner = wanted.pop(key)["visible_from"]
            if instant is not None and (sooner is None or sooner < instant):
                # Made again from what is out sooner.
                change = update(_FORECAST).where(_FORECAST.c.key == key).values(visible_from=sooner)
                session.connection().execute(change)
                note_change(session)
        insert_missing(session.connection(), ForecastRow, list(wanted.values()))
        saved += len(wanted)
        for row in wanted.values():
            note_change(
                session,
                until=row["visible_from"],
                private=row["indicator_id"] in hidden or row["key"] in private,
            )
    return saved


def replace_courses(session: Session, courses: Iterable[NewForecast], *, recorded: datetime) -> int:
    """Keep current courses, each in the place of the one that its series had; says how many are new.

    A course is made again from its figures at any time, so an earlier one is not kept. One that rests on figures
    under embargo stands beside the public one until its instant.
    """
    return replace_course_rows(session, (row_of(course, recorded) for course in courses))


def replace_course_rows(session: Session, rows: Iterable[Row]) -> int:
    """The same for courses that were made into rows before, by ``row_of``."""
    new = {(row["indicator_id"], row["area"], row["visible_from"]): row for row in rows}
    table = _FORECAST.c
    for (instant, recorded), some in _by_instant(new.values()).items():
        own = table.visible_from.is_(None) | (table.visible_from <= recorded)
        for chunk in chunks(some, _CHUNK):
            session.connection().execute(
                delete(_FORECAST).where(
                    tuple_(table.indicator_id, table.area).in_(chunk),
                    table.key.startswith(PREFIX),
                    own if instant is None else table.visible_from == instant,
                )
            )
    return save_forecast_rows(session, new.values())


def _by_instant(rows: Iterable[Row]) -> dict[tuple[datetime | None, datetime], list[tuple[str, str]]]:
    found: dict[tuple[datetime | None, datetime], list[tuple[str, str]]] = {}
    for row in rows:
        moment = (row["visible_from"], row["recorded_at"])
        found.setdefault(moment, []).append((row["indicator_id"], row["area"]))
    return found


def row_of(new: NewForecast, recorded: datetime) -> dict[str, Any]:
    """A forecast as it stands in the store."""
    forecast, margins = new.forecast, new.forecast.margins
    diagnostics = {
        "models": list(forecast.models),
        "observations": forecast.observations,
        "borrowed_spread": forecast.borrowed_spread,
        **to_document(new.diagnostics),
    }
    return {
        "key": new.key,
        "indicator_id": forecast.series.indicator.id,
        "area": forecast.series.area,
        "as_of": new.as_of,
        "recorded_at": recorded,
        "engine": forecast.engine,
        "code_version": new.code_version,
        "seed": str(forecast.seed),
        "frequency": forecast.origin.frequency.value,
        "origin": str(forecast.origin),
        "horizon": forecast.horizon,
        "tail": margins.tail,
        "lower": margins.lower,
        "upper": margins.upper,
        "dependence": dumps(to_document(forecast.dependence)).decode(),
        "diagnostics": dumps(diagnostics).decode(),
        "margins": packed_grid(margins.grid),
        "visible_from": new.visible_from,
    }
