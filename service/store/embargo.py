"""When a release may be seen: an instant, or a day, on which statistics come out at half past nine in London.

::

    HeadwayError
    └── EmbargoUnreadable   neither an instant nor a day
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo

from forecasting.errors import HeadwayError
from service.store.identity import ReleaseId

LONDON = ZoneInfo("Europe/London")
USUAL = time(9, 30)
NONE = datetime.min.replace(tzinfo=UTC)
"""The instant of a release that is public already."""

_EXACT_DAY = 10
_FORM = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)


class EmbargoUnreadable(HeadwayError):
    """Neither an instant nor a day."""

    code: ClassVar[str] = "embargo_unreadable"


def instant_of(text: str) -> datetime:
    """The instant that a text names, in UTC.

    >>> instant_of("2026-12-01")
    datetime.datetime(2026, 12, 1, 9, 30, tzinfo=datetime.timezone.utc)
    >>> instant_of("2026-07-01T09:30")
    datetime.datetime(2026, 7, 1, 8, 30, tzinfo=datetime.timezone.utc)

    A time without an offset is London's; where the clock shows it twice, the later is meant. ``none`` stands for a
    release that is public already. Raises EmbargoUnreadable.
    """
    given = text.strip()
    if given.lower() == "none":
        return NONE
    try:
        if not _FORM.fullmatch(given):
            raise ValueError(given)
        if len(given) == _EXACT_DAY:
            return on_day(date.fromisoformat(given))
        found = datetime.fromisoformat(given)
    except ValueError as error:
        raise EmbargoUnreadable(
            f"“{given}” is no instant at which figures come out.",
            field="embargo",
            value=given,
            remedy="Write 2026-12-01T09:30 (in London), 2026-12-01T09:30+00:00, 2026-12-01 for half past nine, or none.",
        ) from error
    if found.tzinfo is None:
        found = found.replace(tzinfo=LONDON, fold=1)
    return found.astimezone(UTC)


def on_day(day: date) -> datetime:
    """The instant at which the statistics of a day come out."""
    return datetime.combine(day, USUAL, tzinfo=LONDON).astimezone(UTC)


def in_london(instant: datetime) -> str:
    """An instant as a clock in London shows it: ``1 December 2026, 09:30 in London``."""
    there = instant.astimezone(LONDON)
    return f"{there.day} {there:%B %Y, %H:%M} in London"


def visible_from(release: ReleaseId) -> datetime | None:
    """From when a release may be seen: as was said, else on its day; None where only the month or nothing is known."""
    if release.embargo is not None:
        return release.embargo
    if release.published is None or release.published_text != release.published.isoformat():
        return None
    return on_day(release.published)
