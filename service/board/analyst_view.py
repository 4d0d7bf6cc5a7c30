"""What the page for analysts shows: challengers to decide on, champions in use, what was decided, jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.board.english import analyst as words
from service.board.job_view import JobView, job_view
from service.board.recalibrate_form import RecalibrateForm
from service.board.suspicion_view import SuspicionLine, open_suspicions
from service.jobs.job import Job
from service.store.calibration_records import CalibrationRecord, State
from service.store.reads.calibrations import calibrations, champions
from service.store.reads.catalogue import indicators
from service.store.reads.observations import areas

if TYPE_CHECKING:
    from sqlmodel import Session

_MOST_OPEN, _MOST_DECIDED, _MOST_SUSPECTED = 100, 20, 100


@dataclass(frozen=True, slots=True)
class Line:
    """One calibration in a list."""

    id: int
    title: str
    area: str
    name: str
    champion: str
    statement: str
    tried: str
    asked: str
    state: str
    decision: str

    @property
    def address(self) -> str:
        """Its page."""
        return f"/analyst/calibrations/{self.id}"


@dataclass(frozen=True, slots=True)
class AnalystView:
    """The whole page. ``jobs`` is None where the database of the jobs does not answer."""

    open: tuple[Line, ...]
    suspected: tuple[SuspicionLine, ...]
    in_use: tuple[Line, ...]
    decided: tuple[Line, ...]
    jobs: tuple[JobView, ...] | None
    form: RecalibrateForm

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """The sections with their names."""
        return tuple(words.SECTION.items())


@dataclass(frozen=True, slots=True)
class Names:
    """What indicators and areas are called."""

    indicators: Mapping[str, str]
    areas: Mapping[str, str]

    @classmethod
    def of(cls, session: Session) -> Names:
        """Every name that a session sees."""
        return cls(
            {one.id: str(one.data["title"]) for one in indicators(session)},
            {one.code: one.name for one in areas(session)},
        )

    def series(self, record: CalibrationRecord) -> tuple[str, str]:
        """The names of indicator and area of a calibration."""
        area = self.areas.get(record.area, record.area) if record.area else words.ALL_AREAS
        return self.indicators.get(record.indicator_id, record.indicator_id), area


def analyst_view(session: Session, jobs: Sequence[Job] | None, form: RecalibrateForm) -> AnalystView:
    """The page as a session sees it."""
    names = Names.of(session)
    in_use = {one.calibration_id for one in champions(session).values()}
    found = calibrations(session, limit=_MOST_OPEN + _MOST_DECIDED)
    waiting = calibrations(session, state=State.CHALLENGER, limit=_MOST_OPEN)
    used = calibrations(session, state=State.CHAMPION)
    return AnalystView(
        tuple(_line(one, names) for one in waiting),
        open_suspicions(session)[:_MOST_SUSPECTED],
        tuple(_line(one, names) for one in used if one.id in in_use),
        tuple(_line(one, names) for one in found if one.state in (State.REJECTED, State.RETIRED))[
            :_MOST_DECIDED
        ],
        None if jobs is None else tuple(job_view(session, one) for one in jobs),
        form,
    )


def _line(record: CalibrationRecord, names: Names) -> Line:
    data = record.data
    title, area = names.series(record)
    decided = record.decided_at
    return Line(
        record.id,
        title,
        area,
        data["words"],
        words.AGAINST.format(champion=data["champion"]),
        data["statement"],
        str(record.tried),
        words.BY.format(who=record.created_by, date=words.when(record.created_at)),
        words.STATES[record.state],
        ""
        if decided is None
        else words.decided(words.when(decided), record.decided_by or "", record.decision or ""),
    )
