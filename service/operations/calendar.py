"""The release calendar: which figures come next, and by when.

A figure is due when its period has ended and the publisher's usual delay has passed. Dates are worked out, not
announced: a publisher's own calendar may differ by some days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from datasets.catalogue.entries import MissionStatus
from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.store.reads.catalogue import indicators, missions
from service.store.reads.observations import newest_periods

if TYPE_CHECKING:
    from sqlmodel import Session

_WITHOUT_A_NEXT = (Frequency.POINT,)


@dataclass(frozen=True, slots=True)
class Expected:
    """The next figure of an indicator: ``newest`` is the last period held in any area, ``due`` when ``next`` is due."""

    indicator_id: str
    mission_id: str
    title: str
    newest: Period
    next: Period
    due: date


def calendar(session: Session, *, only: Iterable[str] | None = None) -> tuple[Expected, ...]:
    """The next figure of every indicator whose publisher's delay is known, the earliest due first.

    An indicator without figures, without a known delay, or measured at single dates has no place in it, nor has
    one of a mission that is over.
    """
    wanted = None if only is None else list(only)
    newest = newest_periods(session, only=wanted)
    live = {mission.id for mission in missions(session) if mission.status == MissionStatus.LIVE}
    found = []
    for record in indicators(session, ids=wanted):
        period, lag = newest.get(record.id), record.data.get("lag_days")
        if record.mission_id not in live or period is None or lag is None:
            continue
        if period.frequency in _WITHOUT_A_NEXT:
            continue
        following = period + 1
        found.append(
            Expected(
                record.id,
                record.mission_id,
                record.data["title"],
                period,
                following,
                following.end + timedelta(days=lag),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.due, one.indicator_id)))
