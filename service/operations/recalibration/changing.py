"""Changes the champion of a series in the store: checked, written, noted with who and why. It judges nothing.

Whoever changes a champion judges anew what depends on it: at once where models may be fitted (``promoting``), else
through a job (``reassess``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from forecasting.engine_version import ENGINE_VERSION
from service.operations.errors import IndicatorUnknown
from service.operations.recalibration.errors import (
    CalibrationNotOpen,
    CalibrationUnknown,
    ChallengerOfOtherCode,
    ChallengerOutdated,
    ChampionChanged,
    NothingToRollBack,
    ReasonMissing,
)
from service.operations.setting_errors import AreaMissing
from service.operations.version import code_version
from service.store.audit_records import Subject
from service.store.calibration_records import (
    Action,
    CalibrationEvent,
    CalibrationRecord,
    State,
)
from service.store.reads.calibrations import calibration, champion, champions
from service.store.reads.catalogue import indicators, targets
from service.store.writes.audit import record_action
from service.store.writes.calibrations import decide_calibrations, replace_champion, save_event

if TYPE_CHECKING:
    from sqlmodel import Session

Place = tuple[str, str]
SHIPPED = "the engine as it ships"


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, when and why; ``rule`` is the declared rule with its text where no person looked."""

    who: str
    at: datetime
    why: str
    rule: str = ""

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise ReasonMissing


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the champion of a series that may be made.

    ``after`` and ``before`` are calibrations by number (None: the engine as it ships), ``version`` that of the place
    before the change.
    """

    place: Place
    action: Action
    before: int | None
    after: int | None
    version: int


def held(session: Session, id_: int) -> CalibrationRecord:
    """The calibration with a number. Raises CalibrationUnknown."""
    found = calibration(session, id_)
    if found is None:
        raise CalibrationUnknown(id_)
    return found


def promotion_of(session: Session, id_: int, *, expected: int | None = None) -> Change:
    """The promotion of a challenger, if it may be promoted.

    ``expected`` is the version of the champion's place that was seen (None: whatever it is). Raises
    CalibrationUnknown, CalibrationNotOpen, ChallengerOfOtherCode, ChallengerOutdated or ChampionChanged.
    """
    record = held(session, id_)
    _check_open(record)
    _check_code(record)
    place = record.indicator_id, record.area
    standing = champion(session, place)
    number, version = (None, 0) if standing is None else (standing.calibration_id, standing.version)
    before = None if number is None else held(session, number)
    if before is not None and record.as_of < before.as_of:
        raise ChallengerOutdated(
            f"Challenger {id_} was compared on figures up to {record.as_of}, the champion on those up to {before.as_of}.",
            field="id",
            value=id_,
            remedy="Recalibrate again, on the figures of today.",
        )
    if number != record.predecessor:
        raise ChampionChanged(
            f"Challenger {id_} was compared with {_named(record.predecessor)}, but {_named(number)} is in use now.",
            field="id",
            value=id_,
            remedy="Recalibrate again, to compare it with the champion of today.",
        )
    _check_seen(expected, version)
    return Change(place, Action.PROMOTED, number, id_, version)


def rollback_of(
    session: Session, name: str, *, area: str | None = None, expected: int | None = None
) -> Change:
    """The way back from the champion of an indicator (or of a target's series) to what it replaced.

    Raises IndicatorUnknown, AreaMissing, NothingToRollBack or ChampionChanged.
    """
    place = _place(session, name, area)
    standing = champion(session, place)
    if standing is None or standing.calibration_id is None:
        raise NothingToRollBack(
            f"“{name}” is forecast with {SHIPPED}; there is nothing to roll back.",
            field="indicator",
            value=name,
        )
    _check_seen(expected, standing.version)
    current = held(session, standing.calibration_id)
    return Change(place, Action.ROLLED_BACK, current.id, current.predecessor, standing.version)


def make(session: Session, change: Change, decider: Decider) -> None:
    """Make a change of champion with all that is noted of it. Raises ChampionChanged where somebody was faster."""
    indicator, area = change.place
    done = replace_champion(
        session,
        indicator_id=indicator,
        area=area,
        calibration_id=change.after,
        expected=change.version,
        recorded=decider.at,
    )
    if not done:
        raise _changed(change.version)
    if change.before is not None:
        text = (
            decider.why
            if change.action is Action.ROLLED_BACK
            else f"Replaced by {change.after}: {decider.why}"
        )
        decide_calibrations(
            session, [change.before], state=State.RETIRED, who=decider.who, why=text, recorded=decider.at
        )
    if change.after is not None:
        decide_calibrations(
            session,
            [change.after],
            state=State.CHAMPION,
            who=decider.who,
            why=decider.why,
            recorded=decider.at,
        )
    _note(session, change, decider, version=change.version + 1)


def reject(session: Session, id_: int, decider: Decider) -> CalibrationRecord:
    """Reject a challenger; what is forecast stays as it is. Raises CalibrationUnknown or CalibrationNotOpen."""
    record = held(session, id_)
    _check_open(record)
    decide_calibrations(
        session, [id_], state=State.REJECTED, who=decider.who, why=decider.why, recorded=decider.at
    )
    place = record.indicator_id, record.area
    standing = champion(session, place)
    version = 0 if standing is None else standing.version
    _note(session, Change(place, Action.REJECTED, None, id_, version), decider, version=version)
    return held(session, id_)


def _note(session: Session, change: Change, decider: Decider, *, version: int) -> None:
    indicator, area = change.place
    save_event(
        session,
        CalibrationEvent(
            indicator, area, decider.at, decider.who, change.action, change.after, change.before, version,
            decider.why.strip(), decider.rule,
        ),
    )  # fmt: skip
    record_action(
        session,
        at=decider.at,
        who=decider.who,
        action=f"calibration.{change.action.value}",
        subject=Subject("indicator", f"{indicator}/{area}" if area else indicator),
        before=_told(session, change.before),
        after=_told(session, change.after),
        why=f"{decider.why.strip()} ({decider.rule})" if decider.rule else decider.why,
    )


def _told(session: Session, number: int | None) -> dict[str, object]:
    if number is None:
        return {"calibration": None, "words": SHIPPED}
    return {"calibration": number, "words": held(session, number).data["words"]}


def _check_open(record: CalibrationRecord) -> None:
    if record.state is State.CHALLENGER:
        return
    raise CalibrationNotOpen(
        f"Calibration {record.id} is {record.state.value}, not a challenger"
        + (f" ({record.decision})." if record.decision else "."),
        field="id",
        value=record.id,
        remedy="Recalibrate again to make a challenger.",
    )


def _check_code(record: CalibrationRecord) -> None:
    own = code_version()
    if record.engine.partition("+")[0] == ENGINE_VERSION and record.code_version == own:
        return
    raise ChallengerOfOtherCode(
        f"Challenger {record.id} was made by Headway {record.code_version} with engine {record.engine}; "
        f"this is Headway {own} with engine {ENGINE_VERSION}.",
        field="code_version",
        value=record.code_version,
        remedy="Recalibrate again with this version.",
    )


def _check_seen(expected: int | None, version: int) -> None:
    if expected is not None and expected != version:
        raise _changed(expected)


def _changed(seen: int) -> ChampionChanged:
    return ChampionChanged(
        "Somebody changed the champion in the meantime; nothing was changed now.",
        field="version",
        value=seen,
        remedy="Look at what is in use now, and decide again.",
    )


def _named(number: int | None) -> str:
    return SHIPPED if number is None else f"calibration {number}"


def _place(session: Session, name: str, area: str | None) -> Place:
    aim = next((one for one in targets(session) if one.id == name), None)
    indicator = name if aim is None or aim.indicator_id is None else aim.indicator_id
    if not indicators(session, ids=[indicator]):
        raise IndicatorUnknown(name, known=[one.id for one in indicators(session)])
    standing = {
        place: one for place, one in champions(session, [indicator]).items() if one.calibration_id is not None
    }
    if area is None and aim is not None:
        own = indicator, aim.area or ""
        return own if own in standing or (indicator, "") not in standing else (indicator, "")
    if area is not None:
        return indicator, area
    if len(standing) > 1:
        raise AreaMissing(indicator, known=[place[1] for place in standing])
    return next(iter(standing), (indicator, ""))
