"""Promotes challengers and rolls champions back, with every judgement that depends on it made in the same breath.

What is judged anew is worked out first, as if the champion had changed already; then the change, the judgements, what
moved them and the courses are written in one transaction. Readers see the old state or the new one, and an interruption
leaves the old.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from forecasting.recalibration.rule import Rule
from service.operations.champions import Champions, calibration_in, champions_of
from service.operations.courses import courses_ahead, series_with_courses, work_out_courses
from service.operations.installation import Installation
from service.operations.judging import Assessed
from service.operations.reassessing import reassess
from service.operations.recalibration.changing import (
    Change,
    Decider,
    Place,
    held,
    make,
    promotion_of,
    rollback_of,
)
from service.operations.recalibration.depending import depending_targets
from service.operations.recalibration.errors import CalibrationError
from service.store.calibration_records import CalibrationRecord, State
from service.store.reads.calibrations import calibrations
from service.store.writes.results import Results, save_results

if TYPE_CHECKING:
    from sqlmodel import Session

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Changed:
    """A change of champion that was made, and the targets judged anew."""

    change: Change
    words: str
    assessed: tuple[Assessed, ...]


def promote(
    installation: Installation,
    id_: int,
    decider: Decider,
    *,
    expected: int | None = None,
    progress: Progress | None = None,
) -> Changed:
    """Put a challenger in the champion's place and judge anew what depends on it, visible at once.

    Raises what ``changing.promotion_of`` raises; nothing is changed then.
    """
    with installation.store.read() as session:
        change = promotion_of(session, id_, expected=expected)
    return _made(installation, change, decider, progress)


def roll_back(
    installation: Installation,
    name: str,
    decider: Decider,
    *,
    area: str | None = None,
    expected: int | None = None,
    progress: Progress | None = None,
) -> Changed:
    """Put back what the champion of an indicator replaced, and the judgements that were made with it.

    Raises what ``changing.rollback_of`` raises; nothing is changed then.
    """
    with installation.store.read() as session:
        change = rollback_of(session, name, area=area, expected=expected)
    return _made(installation, change, decider, progress)


@dataclass(frozen=True, slots=True)
class Considered:
    """A challenger that a rule looked at: whether it was promoted, and why or why not."""

    record: CalibrationRecord
    promoted: bool
    reasons: tuple[str, ...]


def promote_by_rule(
    installation: Installation,
    rule: Rule,
    decider: Decider,
    *,
    names: Sequence[str] = (),
    progress: Progress | None = None,
) -> list[Considered]:
    """Promote every open challenger that a declared rule allows, the one with the lowest p of each series first.

    ``names`` are indicators (none: all). The rule's text is kept with each decision.
    """
    with installation.store.read() as session:
        waiting = [
            record
            for record in calibrations(session, state=State.CHALLENGER)
            if not names or record.indicator_id in names
        ]
    by_rule = Decider(decider.who, decider.at, decider.why, f"{rule.name}: {rule.text}")
    found: list[Considered] = []
    for done, record in enumerate(sorted(waiting, key=_most_certain), start=1):
        said = next((one for one in record.data["rules"] if one["rule"] == rule.name), None)
        promoted, reasons = False, ("it was compared before this rule was declared",)
        if said is not None:
            promoted, reasons = bool(said["promote"]), tuple(said["reasons"])
        if promoted:
            try:
                promote(installation, record.id, by_rule)
            except CalibrationError as error:
                promoted, reasons = False, (error.message,)
        found.append(Considered(record, promoted, reasons))
        if progress is not None:
            progress(done, len(waiting))
    return found


def _most_certain(record: CalibrationRecord) -> tuple[float, int]:
    return (1.0 if record.p_adjusted is None else record.p_adjusted, record.id)


def _made(installation: Installation, change: Change, decider: Decider, progress: Progress | None) -> Changed:
    with installation.store.read() as session:
        words = "the engine as it ships"
        champions_then = _without(session, change.place)
        if change.after is not None:
            record = held(session, change.after)
            words = record.data["words"]
            champions_then = champions_then.instead(change.place, calibration_in(record.data))
    assessed, results = _depending(installation, change.place, champions_then, decider.at, progress)
    with installation.store.session() as session:
        make(session, change, decider)
        save_results(session, results, recorded=decider.at)
    return Changed(change, words, tuple(assessed))


def _without(session: Session, place: Place) -> Champions:
    """The champions as they would be if nothing stood in one place."""
    known = champions_of(session)
    return Champions({name: one for name, one in known.held.items() if name != place}, known.named)


def _depending(
    installation: Installation,
    place: Place,
    champions_then: Champions,
    recorded: datetime,
    progress: Progress | None,
) -> tuple[list[Assessed], Results]:
    with installation.store.read() as session:
        ids = depending_targets(session, place)
    courses = [
        name
        for name in series_with_courses(installation)
        if name[0] == place[0] and place[1] in ("", name[1])
    ]
    made = work_out_courses(installation.at(recorded), courses, champions=champions_then)
    made += courses_ahead(installation, courses, recorded=recorded, champions=champions_then)
    if not ids:
        return [], Results(courses=made)
    assessed, results = reassess(
        installation, ids, recorded=recorded, champions=champions_then, progress=progress
    )
    return assessed, results + Results(courses=made)
