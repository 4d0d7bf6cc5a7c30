"""Judge a target that does not exist yet, on the current course of its series; nothing is fitted and nothing kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forecasting.assessment import Assessment
from forecasting.ground import cut_to
from forecasting.judging.case import Case
from forecasting.judging.concluding import beyond_evidence, conclude_with, consider, finished
from forecasting.judging.identity import assessment_key
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from forecasting.judging.travelling import a_year_ahead
from forecasting.judging.verdict import Record
from forecasting.public_methods.side_by_side import side_by_side
from forecasting.public_methods.yardstick import Yardstick
from forecasting.targets import Target
from service.operations.current_course import CurrentCourse, current_course, neighbours_of, series_asked
from service.operations.draft_errors import DraftInvalid
from service.operations.draft_fields import Reader, kind_of, target_from
from service.operations.setting_errors import CourseMissing

if TYPE_CHECKING:
    from sqlmodel import Session


def assess_draft(
    session: Session, fields: Mapping[str, Any], *, faulty: frozenset[str] = frozenset()
) -> Assessment:
    """The full assessment of a draft: the same rules, the same course, the same words as for a target in force.

    ``fields`` are those of the draft as plain values; ``faulty`` names fields found wrong before. Without other
    treatments of the data: they would have to be fitted. Raises DraftInvalid with everything that is wrong, or
    CourseMissing.
    """
    reader = Reader(fields, faulty=faulty)
    known = reader.series(lambda indicator, area: series_asked(session, indicator, area))
    kind = kind_of(reader)
    target = None if kind is None else target_from(reader, kind, known)
    if reader.wrong or known is None or target is None:
        raise DraftInvalid(reader.wrong)
    return judged(session, target, current_course(session, known.entry.id, known.area))


def wrong_with(session: Session, fields: Mapping[str, Any], *, faulty: frozenset[str]) -> DraftInvalid | None:
    """What is wrong with the fields of a draft beyond those found wrong already, or None."""
    reader = Reader(fields, faulty=faulty)
    known = reader.series(lambda indicator, area: series_asked(session, indicator, area))
    kind = kind_of(reader)
    if kind is not None:
        target_from(reader, kind, known)
    return DraftInvalid(reader.wrong) if reader.wrong else None


@dataclass(frozen=True, eq=False)
class Compared:
    """A draft with its assessment and what the public methods say of it."""

    assessment: Assessment
    yardsticks: tuple[Yardstick, ...]


def compare_draft(session: Session, fields: Mapping[str, Any], course: CurrentCourse) -> Compared:
    """The assessment of a draft on a course at hand, with the public methods beside it. Raises as ``assess_draft``."""
    reader = Reader(fields)
    kind = kind_of(reader)
    target = None if kind is None else target_from(reader, kind, course.known)
    if reader.wrong or target is None:
        raise DraftInvalid(reader.wrong)
    case = _case(session, target, course)
    assessment = _concluded(case, course)
    return Compared(assessment, tuple(side_by_side(case, assessment)))


def judged(session: Session, target: Target, course: CurrentCourse) -> Assessment:
    """The assessment of a target on a course. Raises CourseMissing where it needs one and none is kept."""
    return _concluded(_case(session, target, course), course)


def _case(session: Session, target: Target, course: CurrentCourse) -> Case:
    known = course.known
    neighbours, _ = neighbours_of(session, known)
    return Case(
        target=target,
        indicator=known.indicator,
        area=known.area,
        series=known.series,
        as_of=known.as_of,
        breaks=known.breaks,
        calibration=known.calibration,
        driving=known.driving,
        releases=known.releases,
        revision_error=known.revision_error,
        elsewhere=tuple(item.series for item in neighbours),
    )


def _concluded(case: Case, course: CurrentCourse) -> Assessment:
    known = course.known
    found = consider(case)
    forecast = course.forecast
    key = assessment_key(case, engine="" if forecast is None else forecast.engine)
    if not isinstance(found, Need):
        return finished(found, case, key)
    record = _record(found)
    if found.travels and record.beyond:
        found = a_year_ahead(found)
        record = _record(found)
    if record.beyond:
        return finished(found.base if found.travels else beyond_evidence(found), case, key)
    if forecast is None:
        raise CourseMissing(known.entry.id, known.area)
    return conclude_with(
        found,
        cut_to(forecast, found.horizon),
        variants={},
        record=record,
        code_version=course.code_version,
        key=key,
    )


def _record(need: Need) -> Record:
    return record_for(need.series.frequency.value, need.effective, need.steps)
