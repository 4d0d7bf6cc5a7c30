"""Reads what a briefing needs from the store, as it stands or as it stood on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import structlog

from datasets.catalogue.entries import MissionEntry
from forecasting.assessment import Reason
from forecasting.errors import HeadwayError
from forecasting.scenarios.stated import stated
from forecasting.targets import TargetStatus
from service.board.case import Case
from service.board.english import what_if as english
from service.board.gathering import assessment_of, case_of, earlier, titles_of
from service.board.moved_panel import MovedPanel, moved_panel
from service.board.notes_panel import waiting_for
from service.board.places_panel import PlacesPanel, places_panel
from service.charts.figure import PathPoint
from service.charts.kept import Kept
from service.operations.what_if import what_if
from service.pictures.trajectory import earlier_courses
from service.store.note_records import About, NoteRecord
from service.store.reads import catalogue, observations
from service.store.reads.assessments import assessment_as_of
from service.store.reads.decompositions import decomposition_of
from service.store.reads.notes import every_version
from service.store.records import ReleaseRecord

if TYPE_CHECKING:
    from sqlmodel import Session

log = structlog.get_logger(__name__)

_RUNNING = (TargetStatus.LIVE.value, TargetStatus.PENDING_OUTCOME.value)
_needed_before: Kept[tuple[tuple[float, str, bool], ...]] = Kept(512)
# Any pace will do: what is asked is the one that gives a chance.
_A_PACE = {"scenario": "pace", "effect": "1"}


@dataclass(frozen=True)
class Material:
    """One target with all that its page is made from."""

    case: Case
    titles: dict[str, str]
    releases: tuple[ReleaseRecord, ...] = ()
    moved: MovedPanel | None = None
    needed: tuple[tuple[float, str, bool], ...] = ()
    places: PlacesPanel | None = None
    earlier: tuple[tuple[PathPoint, ...], ...] = ()
    note: NoteRecord | None = None
    waiting: str = ""


def material_of(
    session: Session, target_id: str, *, as_of: date | None = None, needed: bool = True
) -> Material | None:
    """One target as it stands, or as it stood on a day; None where there is none.

    Without ``needed`` it is not worked out what a better chance would take, nor what was forecast before.
    """
    case = case_of(session, target_id)
    if case is None:
        return None
    titles = titles_of(session, case.target.components)
    if as_of is not None:
        case = _back(session, case, titles, as_of)
    return Material(
        case,
        titles,
        _releases(session, case),
        # What was explained is the way to the current judgement.
        None if as_of is not None else moved_panel(session, case),
        _needed(session, case, as_of) if needed else (),
        # The places are those of the current judgement, too.
        None if as_of is not None else places_panel(decomposition_of(session, target_id), case.quantities),
        earlier_courses(session, case) if needed else (),
        newest_note(session, About.TARGET, target_id, as_of=as_of),
        "" if as_of is not None else waiting_for(session, target_id),
    )


def newest_note(
    session: Session, about: About, subject: str, *, as_of: date | None = None
) -> NoteRecord | None:
    """The newest note that stands, or that stood at the end of a day."""
    written = every_version(session, about, subject)
    last = {one.number: one for one in written if as_of is None or one.at.date() <= as_of}
    standing = [one for one in last.values() if not one.withdrawn]
    return max(standing, key=lambda one: one.number, default=None)


def mission_entry(session: Session, mission_id: str) -> MissionEntry | None:
    """A mission in force."""
    found = catalogue.mission(session, mission_id)
    return None if found is None else found.entry(MissionEntry)


def is_pursued(case: Case) -> bool:
    """Whether a target was pursued on the day of its judgement."""
    found = case.assessment
    return (
        found is not None
        and case.is_running
        and found.reason not in (Reason.NOT_YET_SET, Reason.NOT_IN_FORCE)
    )


def targets_of(session: Session, mission_id: str) -> tuple[str, ...]:
    """The targets of a mission, in the order of the catalogue."""
    return tuple(record.id for record in catalogue.targets(session, mission_id=mission_id))


def running_targets(session: Session, *, ever: bool = False) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The targets that are pursued or await their outcome, under their missions, all in order; or that ever did."""
    found: dict[str, list[str]] = {mission.id: [] for mission in catalogue.missions(session)}
    for record in catalogue.targets(session):
        if (ever or record.status in _RUNNING) and record.mission_id in found:
            found[record.mission_id].append(record.id)
    return tuple((mission, tuple(ids)) for mission, ids in found.items() if ids)


def _back(session: Session, case: Case, titles: dict[str, str], as_of: date) -> Case:
    """The case as it stood on a day: the judgement of that day, and of the target what was known by then."""
    record = assessment_as_of(session, case.target.id, as_of)
    assessment = assessment_of(record, titles)
    before = (
        None
        if record is None
        else assessment_as_of(session, case.target.id, record.as_of - timedelta(days=1), track=False)
    )
    status = assessment.target.status if assessment is not None and assessment.target is not None else None
    target = replace(
        case.target,
        status=status or TargetStatus.LIVE,
        outcome=None,
        history=tuple(
            item for item in case.target.history if item.date is not None and item.date.day <= as_of
        ),
    )
    return Case(
        target,
        case.mission,
        case.indicator,
        case.area,
        assessment,
        None if record is None else record.newest_information,
        earlier(before),
    )


def _releases(session: Session, case: Case) -> tuple[ReleaseRecord, ...]:
    found = case.assessment.evidence if case.assessment is not None else None
    records = [observations.release(session, key) for key in (found.releases if found is not None else ())]
    return tuple(record for record in records if record is not None)


def _needed(session: Session, case: Case, as_of: date | None) -> tuple[tuple[float, str, bool], ...]:
    """The pace on top of the current course that an even chance and one of 4 in 5 would take, where that is more."""
    found = case.assessment
    if found is None or found.probability is None or case.chance is None or found.certain:
        return ()
    # The key of a judgement is that of everything it rests on.
    return _needed_before.of(found.key, lambda: _sizes(session, case, found.probability or 0.0, as_of))


def _sizes(session: Session, case: Case, p: float, as_of: date | None) -> tuple[tuple[float, str, bool], ...]:
    try:
        found = what_if(session, case.target.id, [stated(_A_PACE)], as_of=as_of).scenarios[0]
    except HeadwayError as error:
        # The page stands without it.
        log.info("no_pace_needed", code=error.code, target=case.target.id)
        return ()
    return tuple(
        (
            item.chance,
            english.size(abs(item.size), measure=found.measure, quantities=case.quantities).removesuffix(
                " a year"
            ),
            item.size < 0,
        )
        for item in found.needed
        if item.size is not None and item.chance > p
    )
