"""Observations with every edition, releases and series."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlmodel import Session

from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.store.bulk import chunks, table_of
from service.store.records import AreaRecord, Edition, ReleaseRecord, SeriesRecord
from service.store.tables import AreaRow, LoadRow, ObservationRow, ReleaseRow, SeriesRow

_AREA, _SERIES = table_of(AreaRow), table_of(SeriesRow)
_RELEASE, _OBSERVATION, _LOAD = table_of(ReleaseRow), table_of(ObservationRow), table_of(LoadRow)
_RELEASE_COLUMNS = tuple(
    _RELEASE.c[name]
    for name in ("key", "publisher", "title", "published", "published_text", "url", "recorded_at")
)
SeriesName = tuple[str, str]
"""An indicator and an area."""


def editions(session: Session, indicator_id: str, area: str) -> tuple[Edition, ...]:
    """Everything every release says about a series, on every basis: by period, then by date of release.

    A copy that was corrected counts once, as corrected. A release without a date comes first.
    """
    return editions_of(session, [(indicator_id, area)])[indicator_id, area]


def editions_of(
    session: Session, wanted: Iterable[SeriesName], *, loaded_by: datetime | None = None
) -> Mapping[SeriesName, tuple[Edition, ...]]:
    """The editions of many series with a few queries; a series without observations has none.

    ``loaded_by`` leaves out what was loaded later, corrections of copies included (None: nothing is left out).
    """
    names = list(dict.fromkeys(wanted))
    found: dict[SeriesName, list[tuple[_Place, Edition]]] = {name: [] for name in names}
    for chunk in chunks(names, 500):
        series = {row.id: row for row in _series_rows(session, chunk)}
        rows = _observation_rows(session, list(series), loaded_by)
        releases: dict[int, ReleaseRecord] = {}
        for some in chunks({row.release_id for row in rows}):
            releases.update(_releases(session, some))
        for row in _newest_corrections(rows):
            line, release_ = series[row.series_id], releases[row.release_id]
            period, last_day = _period(line.frequency, row.ordinal, row.period)
            edition = Edition(
                period, row.value, row.status, row.evidence, row.note or "", line.basis, release_
            )
            place = (last_day, row.period, line.basis, _published(release_), release_.key)
            found[line.indicator_id, line.area].append((place, edition))
    return {
        name: tuple(edition for _, edition in sorted(items, key=itemgetter(0)))
        for name, items in found.items()
    }


def series_of(
    session: Session, *, indicator_id: str | None = None, area: str | None = None
) -> tuple[SeriesRecord, ...]:
    """The series the store holds observations of, by indicator, area and basis."""
    statement = (
        select(_SERIES.c.indicator_id, _SERIES.c.area, _AREA.c.name, _SERIES.c.basis, _SERIES.c.frequency)
        .join(_AREA, _AREA.c.code == _SERIES.c.area)
        .order_by(_SERIES.c.indicator_id, _SERIES.c.area, _SERIES.c.basis)
    )
    if indicator_id is not None:
        statement = statement.where(_SERIES.c.indicator_id == indicator_id)
    if area is not None:
        statement = statement.where(_SERIES.c.area == area)
    rows = session.connection().execute(statement)
    return tuple(SeriesRecord(*row[:-1], Frequency(row[-1])) for row in rows)


def area_counts(session: Session, indicators: Iterable[str]) -> Mapping[str, int]:
    """In how many areas each of some indicators is held; one that is held nowhere is left out."""
    table, found = _SERIES.c, dict[str, int]()
    for chunk in chunks(dict.fromkeys(indicators)):
        rows = session.connection().execute(
            select(table.indicator_id, func.count(table.area.distinct()))
            .where(table.indicator_id.in_(chunk))
            .group_by(table.indicator_id)
        )
        found.update((name, count) for name, count in rows)
    return found


def held_of(session: Session, wanted: Iterable[SeriesName]) -> set[SeriesName]:
    """Those of some series that the store holds, on whatever basis."""
    return {
        (row.indicator_id, row.area)
        for chunk in chunks(dict.fromkeys(wanted), 500)
        for row in _series_rows(session, chunk)
    }


def areas(
    session: Session, *, indicator_id: str | None = None, codes: Collection[str] | None = None
) -> tuple[AreaRecord, ...]:
    """The areas in the register, those an indicator is measured in, or some, by code."""
    statement = select(_AREA.c.code, _AREA.c.name, _AREA.c.level, _AREA.c.parent).order_by(_AREA.c.code)
    if indicator_id is not None:
        statement = statement.where(
            _AREA.c.code.in_(select(_SERIES.c.area).where(_SERIES.c.indicator_id == indicator_id))
        )
    if codes is not None:
        statement = statement.where(_AREA.c.code.in_(codes))
    return tuple(AreaRecord(*row) for row in session.connection().execute(statement))


def newest_periods(session: Session, *, only: Sequence[str] | None = None) -> Mapping[str, Period]:
    """The last period of every indicator, or of some, in whatever area it is held furthest, on the basis in force."""
    statement = (
        select(_SERIES.c.indicator_id, _SERIES.c.frequency, func.max(_OBSERVATION.c.ordinal))
        .join(_OBSERVATION, _OBSERVATION.c.series_id == _SERIES.c.id)
        .where(_SERIES.c.basis == "", _OBSERVATION.c.value.is_not(None))
        .group_by(_SERIES.c.indicator_id, _SERIES.c.frequency)
    )
    if only is not None:
        statement = statement.where(_SERIES.c.indicator_id.in_(only))
    found: dict[str, Period] = {}
    for indicator_id, frequency, ordinal in session.connection().execute(statement):
        kind = Frequency(frequency)
        if kind is Frequency.POINT:  # its notation holds more than a number
            continue
        period = Period(kind, ordinal)
        if indicator_id not in found or period.end > found[indicator_id].end:
            found[indicator_id] = period
    return found


def releases(session: Session, *, publisher: str | None = None) -> tuple[ReleaseRecord, ...]:
    """The releases in the store, newest first; those without a date come last."""
    statement = select(*_RELEASE_COLUMNS).order_by(
        _RELEASE.c.published.is_(None), _RELEASE.c.published.desc(), _RELEASE.c.key
    )
    if publisher is not None:
        statement = statement.where(_RELEASE.c.publisher == publisher)
    return tuple(ReleaseRecord(*row) for row in session.connection().execute(statement))


def release(session: Session, key: str) -> ReleaseRecord | None:
    """One release."""
    row = session.connection().execute(select(*_RELEASE_COLUMNS).where(_RELEASE.c.key == key)).first()
    return None if row is None else ReleaseRecord(*row)


def newest_release(session: Session) -> ReleaseRecord | None:
    """The release with the newest date, of those that are not private."""
    public = ~_RELEASE.c.private
    row = (
        session.connection()
        .execute(
            select(*_RELEASE_COLUMNS)
            .where(
                public,
                _RELEASE.c.published
                == select(func.max(_RELEASE.c.published)).where(public).scalar_subquery(),
            )
            .order_by(_RELEASE.c.key)
            .limit(1)
        )
        .first()
    )
    return None if row is None else ReleaseRecord(*row)


def _series_rows(session: Session, names: Sequence[SeriesName]) -> Sequence[Any]:
    table = _SERIES.c
    return (
        session.connection()
        .execute(
            select(table.id, table.indicator_id, table.area, table.basis, table.frequency).where(
                tuple_(table.indicator_id, table.area).in_(names)
            )
        )
        .all()
    )


def _observation_rows(session: Session, series: Sequence[int], loaded_by: datetime | None) -> Sequence[Any]:
    table = _OBSERVATION.c
    statement = select(
        table.series_id, table.period, table.release_id, table.correction, table.ordinal,
        table.value, table.status, table.evidence, table.note,
    ).where(table.series_id.in_(series))  # fmt: skip
    if loaded_by is not None:
        statement = statement.join(_LOAD, _LOAD.c.id == table.load_id).where(_LOAD.c.recorded_at <= loaded_by)
    order = (table.series_id, table.period, table.release_id, table.correction)
    return session.connection().execute(statement.order_by(*order)).all()


def _releases(session: Session, ids: Sequence[int]) -> dict[int, ReleaseRecord]:
    rows = session.connection().execute(
        select(_RELEASE.c.id, *_RELEASE_COLUMNS).where(_RELEASE.c.id.in_(ids))
    )
    return {row[0]: ReleaseRecord(*row[1:]) for row in rows}


def _newest_corrections(rows: Sequence[Any]) -> Iterable[Any]:
    newest: dict[tuple[int, str, int], Any] = {}
    for row in rows:  # in the order of corrections
        newest[row[0], row[1], row[2]] = row
    return newest.values()


_Place = tuple[int, str, str, int, str]
"""Where an edition stands: by period, basis, date of release."""


def _published(release_: ReleaseRecord) -> int:
    return 0 if release_.published is None else release_.published.toordinal()


@lru_cache(maxsize=65536)
def _period(frequency: str, ordinal: int, text: str) -> tuple[Period, int]:
    """A period and the number of its last day."""
    kind = Frequency(frequency)
    # A point in time has a month and day beside its year, which only the notation holds.
    period = Period.parse(text, kind) if kind is Frequency.POINT else Period(kind, ordinal)
    return period, period.end.toordinal()
