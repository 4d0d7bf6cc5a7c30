"""Releases under embargo: which are to come, when, and what they hold. For sessions that see everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.tables import ObservationRow, ReleaseRow, SeriesRow

_RELEASE, _SERIES, _OBSERVATION = table_of(ReleaseRow), table_of(SeriesRow), table_of(ObservationRow)


@dataclass(frozen=True, slots=True)
class Coming:
    """An instant at which figures come out: the indicators they are of, and the releases by key."""

    instant: datetime
    indicators: frozenset[str]
    releases: frozenset[str]


def coming(session: Session, now: datetime) -> tuple[Coming, ...]:
    """What comes out after an instant, the soonest first; where nothing does, one small index is read."""
    rows = session.connection().execute(
        select(_RELEASE.c.id, _RELEASE.c.key, _RELEASE.c.visible_from).where(_RELEASE.c.visible_from > now)
    )
    by_instant: dict[datetime, dict[int, str]] = {}
    for row in rows:
        by_instant.setdefault(row.visible_from, {})[row.id] = row.key
    return tuple(
        Coming(instant, _indicators(session, list(found)), frozenset(found.values()))
        for instant, found in sorted(by_instant.items())
    )


def out_since(session: Session, moment: datetime) -> frozenset[str]:
    """The indicators of releases that came out of an embargo after a moment, or have yet to."""
    rows = session.connection().execute(select(_RELEASE.c.id).where(_RELEASE.c.visible_from > moment))
    found = list(rows.scalars())
    return _indicators(session, found) if found else frozenset()


def last_out(session: Session, *, after: datetime, now: datetime) -> datetime | None:
    """The newest instant between two moments at which figures came out of an embargo; None where none did."""
    instant = _RELEASE.c.visible_from
    found: datetime | None = (
        session.connection()
        .execute(select(instant).where(instant > after, instant <= now).order_by(instant.desc()).limit(1))
        .scalar()
    )
    return found


def _indicators(session: Session, releases: list[int]) -> frozenset[str]:
    held = select(_OBSERVATION.c.series_id).where(_OBSERVATION.c.release_id.in_(releases))
    rows = session.connection().execute(
        select(_SERIES.c.indicator_id).where(_SERIES.c.id.in_(held)).distinct()
    )
    return frozenset(rows.scalars())
