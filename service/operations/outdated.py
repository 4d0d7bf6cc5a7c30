"""Which current courses were made before something that they rest on changed, and wait to be made anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.operations.current_course import stands
from service.operations.known_series import Name, known_series
from service.store.reads.calibrations import champions
from service.store.reads.forecasts import course_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.store.reads.courses import CourseHead
    from service.store.records import IndicatorRecord


@dataclass(frozen=True, slots=True)
class Outdated:
    """Series whose course ``waits`` to be made anew, and those that can be forecast no more (``gone``)."""

    waits: frozenset[Name] = frozenset()
    gone: frozenset[Name] = frozenset()


def outdated(
    session: Session, heads: Collection[CourseHead], indicators: Mapping[str, IndicatorRecord]
) -> Outdated:
    """The series whose course does not stand any more on the figures, the breaks and the calibration of today.

    Figures are read only where an entry or a champion has changed since a course was made; nothing is fitted.
    """
    changed = {
        place: one.changed_at
        for place, one in champions(session, {head.indicator_id for head in heads}).items()
    }
    doubtful = [
        (head.indicator_id, head.area)
        for head in heads
        if _newest(head, indicators[head.indicator_id], changed) > head.recorded_at
    ]
    if not doubtful:
        return Outdated()
    known = known_series(session, doubtful)
    grounds = {name: item.ground for name, item in known.items()}
    gone = frozenset(name for name in doubtful if grounds.get(name) is None)
    waits = frozenset(
        name
        for name in doubtful
        if (ground := grounds.get(name)) is not None
        and (kept := course_of(session, *name)) is not None
        and not stands(kept, ground)
    )
    return Outdated(waits, gone)


def _newest(head: CourseHead, indicator: IndicatorRecord, changed: Mapping[Name, datetime]) -> datetime:
    """When the entry of the indicator or the champion of the series last changed."""
    places = ((head.indicator_id, head.area), (head.indicator_id, ""))
    return max([indicator.recorded_from, *(changed[place] for place in places if place in changed)])
