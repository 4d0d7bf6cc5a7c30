"""What happened to the calibration of a series, in words."""

from __future__ import annotations

from datetime import datetime

from service.board.english import dates
from service.store.calibration_records import Action, CalibrationEvent

TITLE = "Who chose the calibration, when and why"
_DONE = {
    Action.PROMOTED: "put calibration {number} to work",
    Action.REJECTED: "turned calibration {number} down",
    Action.ROLLED_BACK: "went back to calibration {number}",
}
_AS_SHIPPED = {
    Action.PROMOTED: "put the engine as it ships to work",
    Action.REJECTED: "turned the engine as it ships down",
    Action.ROLLED_BACK: "went back to the engine as it ships",
}


def when(at: datetime) -> str:
    """The day of an event."""
    return dates.day(at.date())


def event(found: CalibrationEvent) -> str:
    """``A. Analyst put calibration 12 to work in place of 9: better on every origin.``"""
    number = found.calibration_id
    done = _AS_SHIPPED[found.action] if number is None else _DONE[found.action].format(number=number)
    place = ""
    if found.action is not Action.REJECTED and found.before is not None and found.before != number:
        place = f" in place of {found.before}"
    why = found.why.strip().rstrip(".")
    return f"{found.who} {done}{place}{f': {why}' if why else ''}."
