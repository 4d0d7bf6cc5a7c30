"""Who put which calibration to work on the series behind a target, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.board.english import calibrations as words
from service.board.facts import Fact
from service.store.reads.calibrations import events_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.board.case import Case

_MOST = 8


def calibration_facts(session: Session, case: Case) -> tuple[Fact, ...]:
    """The newest events of the series, each with its day as its name."""
    target = case.target
    if target.indicator is None or target.area is None:
        return ()
    events = events_of(session, target.indicator, area=target.area)[:_MOST]
    return tuple(Fact(words.when(event.at), words.event(event)) for event in events)
