"""What a service needs to answer, and what those who run it should know although it answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from service.api.schemas.house import Aged, Check, Ready, State
from service.store.migration import HEAD, revision
from service.store.reads.calibrations import calibrations
from service.store.reads.observations import newest_release
from service.store.reads.runs import workers
from service.store.reads.sources import last_visits

if TYPE_CHECKING:
    from sqlmodel import Session

LAST_SEEN_SECONDS = 30
"""A worker that was not seen for so long is taken for gone."""

_DAY = 86_400
_INGEST_DAYS, _CALIBRATION_DAYS = 7, 366


def ready(session: Session, now: datetime) -> Ready:
    """The condition of the service as its store tells it."""
    found, release = revision(session.connection()), newest_release(session)
    newest = release.published if release else None
    database = Check(status=State.OK, message="The store answers.")
    migrations = Check(
        status=State.OK if found == HEAD else State.FAILED,
        message=f"The tables have revision {found}; this version needs {HEAD}.",
    )
    if found != HEAD:
        unread = Check(status=State.FAILED, message="Not looked at while the tables are of another version.")
        return _together(database, migrations, unread, _unread(), _unread(), unread)
    data = Check(
        status=State.OK if newest else State.FAILED,
        message="Statistics are loaded." if newest else "No release has been loaded.",
    )
    together = _together(
        database, migrations, data, _ingest(session, now), _calibration(session, now), _worker(session)
    )
    days = (now.date() - newest).days if newest else None
    return together.model_copy(update={"newest_release": newest, "days_since_newest_release": days})


def silent() -> Ready:
    """The condition of a service whose store does not answer."""
    unknown = Check(status=State.FAILED, message="Not known while the store does not answer.")
    database = Check(status=State.FAILED, message="The store does not answer.")
    return _together(database, unknown, unknown, _unread(), _unread(), unknown)


def _ingest(session: Session, now: datetime) -> Aged:
    visits = last_visits(session)
    if not visits:
        message = (
            "No publisher has been asked yet: figures are those that came with the software, or were added."
        )
        return Aged(status=State.WARNING, message=message, age_seconds=None)
    age = _age(max(one.visited_at for one in visits), now)
    return _aged(age, _INGEST_DAYS, "A publisher was last asked")


def _calibration(session: Session, now: datetime) -> Aged:
    newest = calibrations(session, limit=1)
    if not newest:
        message = "Series are forecast with the engine as it ships; none has been recalibrated here."
        return Aged(status=State.OK, message=message, age_seconds=None)
    return _aged(_age(newest[0].created_at, now), _CALIBRATION_DAYS, "A series was last recalibrated")


def _worker(session: Session) -> Check:
    alive = sum(one.seen < LAST_SEEN_SECONDS for one in workers(session))
    if not alive:
        message = "No worker has been seen lately: jobs wait. Start one with `headway worker`."
        return Check(status=State.WARNING, message=message)
    return Check(status=State.OK, message=f"{alive} seen in the last {LAST_SEEN_SECONDS} seconds.")


def _aged(age: int, days: int, what: str) -> Aged:
    late = age > days * _DAY
    since = age // _DAY
    when = "less than a day ago" if since == 0 else f"{since} day{'s' if since > 1 else ''} ago"
    message = f"{what} {when}{f'; more than {days} is long' if late else ''}."
    return Aged(status=State.WARNING if late else State.OK, message=message, age_seconds=age)


def _age(then: datetime, now: datetime) -> int:
    return max(0, int((now - then).total_seconds()))


def _unread() -> Aged:
    return Aged(status=State.FAILED, message="Not looked at.", age_seconds=None)


def _together(
    database: Check, migrations: Check, data: Check, ingest: Aged, calibration: Aged, worker: Check
) -> Ready:
    needed = (database, migrations, data)
    return Ready(
        status=State.OK if all(check.status is State.OK for check in needed) else State.FAILED,
        database=database,
        migrations=migrations,
        data=data,
        ingest=ingest,
        calibration=calibration,
        worker=worker,
        newest_release=None,
        days_since_newest_release=None,
    )
