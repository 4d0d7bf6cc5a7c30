"""Propose targets on a series of the catalogue, from the current course that is kept for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from forecasting.errors import PeriodAmbiguous
from forecasting.frequency import Frequency
from forecasting.indicators import Direction
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.setting.proposal import Proposal
from forecasting.setting.proposing import propose
from forecasting.setting.question import Question
from service.operations.current_course import CurrentCourse, current_course, neighbours_of

if TYPE_CHECKING:
    from sqlmodel import Session

_YEARS = (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR)


@dataclass(frozen=True, slots=True)
class ProposalAsked:
    """What to propose a target for: an indicator, an area (None: its only one) and a date.

    ``by`` is a period in any notation. ``value`` asks what a target would mean, ``since`` makes it a total from
    that day on, ``direction`` says which way is better where the indicator does not.
    """

    indicator: str
    by: str
    area: str | None = None
    value: float | None = None
    since: date | None = None
    direction: Direction | None = None


def proposal_for(session: Session, asked: ProposalAsked) -> Proposal:
    """Values by chance, ways, paces, meaning, path and cautions; nothing is fitted and nothing is kept.

    Without a course the chances are left out and the proposal says so. Raises IndicatorUnknown, AreaUnknown,
    AreaMissing, the errors of reading a period and those of ``forecasting.setting.errors``.
    """
    return proposal_on(session, current_course(session, asked.indicator, asked.area), asked)


def proposal_on(session: Session, course: CurrentCourse, asked: ProposalAsked) -> Proposal:
    """The same on a course that is at hand already."""
    known = course.known
    by = period_by(asked.by, known.series)
    neighbours, noun = neighbours_of(session, known)
    question = Question(
        series=known.series,
        by=by,
        as_of=known.as_of,
        course=course.forecast,
        breaks=known.breaks,
        direction=asked.direction,
        value=asked.value,
        since=asked.since,
        neighbours=neighbours,
        noun=noun,
        releases=known.releases,
    )
    return propose(question, code_version=course.code_version)


def period_by(text: str, series: Series) -> Period:
    """A period as somebody writes it; "2028/29" is a year of the kind the series is published by."""
    try:
        return Period.parse(text)
    except PeriodAmbiguous:
        if series.frequency not in _YEARS:
            raise
        return Period.parse(text, series.frequency)
