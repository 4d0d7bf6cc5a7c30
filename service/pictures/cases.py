"""A target with the judgement that stood on a day, and those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datasets.catalogue.entries import IndicatorEntry, MissionEntry, TargetEntry
from service.api.missing import not_assessed, unknown
from service.board.case import Case
from service.board.gathering import assessment_of, titles_of
from service.store.reads import assessments, catalogue, observations
from service.store.reads.due import waiting
from service.store.records import AssessmentRecord

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class History:
    """A target as it is judged on a day, and every earlier judgement, the oldest first, the last being that one."""

    case: Case
    judgements: tuple[AssessmentRecord, ...]


def case_on(session: Session, target_id: str, as_of: date | None, *, track: bool = True) -> Case:
    """The target as judged on a day or the newest before it. Raises Unknown or NotAssessed."""
    target = catalogue.target(session, target_id)
    mission = None if target is None else catalogue.mission(session, target.mission_id)
    if target is None or mission is None:
        raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
    record = assessments.assessment_as_of(session, target_id, as_of, track=track)
    if record is None:
        raise not_assessed(target_id, as_of, waiting(session, target_id, as_of))
    indicator = catalogue.indicator(session, target.indicator_id) if target.indicator_id else None
    entry, mission_entry = target.entry(TargetEntry), mission.entry(MissionEntry)
    places = {area.code: area.name for area in observations.areas(session)}
    return Case(
        target=entry,
        mission=mission_entry,
        indicator=None if indicator is None else indicator.entry(IndicatorEntry),
        area=places.get(target.area or "", mission_entry.jurisdiction),
        assessment=assessment_of(record, titles_of(session, entry.components)),
        published=record.newest_information,
    )


def history_until(session: Session, target_id: str, as_of: date | None) -> History:
    """The same with all judgements up to that day, one for each date. Raises Unknown or NotAssessed."""
    case = case_on(session, target_id, as_of, track=False)
    found: dict[date, AssessmentRecord] = {}
    for record in assessments.history(session, target_id):  # the newest first
        if as_of is None or record.as_of <= as_of:
            found.setdefault(record.as_of, record)
    return History(case, tuple(found[day] for day in sorted(found)))


def earlier_than(session: Session, case: Case, most: int) -> Sequence[AssessmentRecord]:
    """The last few judgements before a case's own, with their tracks, oldest first."""
    if case.assessment is None:
        return ()
    found: dict[date, str] = {}
    for record in assessments.history(session, case.target.id):
        if record.as_of < case.assessment.as_of:
            found.setdefault(record.as_of, record.key)
    keys = [found[day] for day in sorted(found)[-most:]]
    records = assessments.assessments_with(session, keys, track=True)
    return [records[key] for key in keys]
