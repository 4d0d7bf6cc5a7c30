"""Makes the briefing of a target or of a mission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from service.briefing.errors import NothingToBrief
from service.briefing.gathering import (
    Material,
    material_of,
    mission_entry,
    newest_note,
    targets_of,
)
from service.briefing.mission_sheet import charted_of, mission_sheet, rows_of
from service.briefing.note import Note
from service.briefing.pictures import Drawn, full
from service.briefing.plain import cleaned
from service.briefing.target_sheet import figure_for, target_sheet
from service.charts.frame import Size
from service.charts.renderer import Renderer
from service.store.note_records import About
from service.store.reads import catalogue

if TYPE_CHECKING:
    from sqlmodel import Session

# A mission with few charts shows each in full, over the page or over half of it.
_WHOLE_PAGE, _HALF_PAGE = 2, 4
LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A briefing, and whether it has all the charts it was meant to have."""

    note: Note
    complete: bool


def brief(
    session: Session, given: str, renderer: Renderer | None, *, today: date, as_of: date | None = None
) -> Made:
    """The briefing of a mission or target; ``today`` says what is overdue. Raises NothingToBrief."""
    found = brief_mission(session, given, renderer, today=today, as_of=as_of) or brief_target(
        session, given, renderer, today=today, as_of=as_of
    )
    if found is None:
        known = [
            *(one.id for one in catalogue.missions(session)),
            *(one.id for one in catalogue.targets(session)),
        ]
        raise NothingToBrief(given, known=known)
    return found


def brief_target(
    session: Session, target_id: str, renderer: Renderer | None, *, today: date, as_of: date | None = None
) -> Made | None:
    """The page of a target; None where there is none."""
    material = material_of(session, target_id, as_of=as_of)
    if material is None:
        return None
    position, today = _position([material], as_of), as_of or today
    drawn = full_charts([material], renderer, today)
    sheet = target_sheet(material, position=position, today=today, drawing=drawn.pictures.get(target_id, ""))
    subject = "".join(text for text, _ in sheet.say)
    return _made(Note(sheet.title, subject, day_of(position), targets=(sheet,)), drawn)


def brief_mission(
    session: Session, mission_id: str, renderer: Renderer | None, *, today: date, as_of: date | None = None
) -> Made | None:
    """The pages of a mission; None where there is none."""
    mission = mission_entry(session, mission_id)
    if mission is None:
        return None
    materials = _materials(session, targets_of(session, mission_id), as_of)
    position, today = _position(materials, as_of), as_of or today
    shown = {row.id for row in charted_of(rows_of(materials, today=today))}
    drawn = Drawn({}, True)
    if len(shown) <= _HALF_PAGE:
        size = Size.WIDE if len(shown) <= _WHOLE_PAGE else Size.NARROW
        drawn = full_charts([one for one in materials if one.case.target.id in shown], renderer, today, size)
    sheet = mission_sheet(
        mission, materials, position=position, today=today, drawings=drawn.pictures,
        note=newest_note(session, About.MISSION, mission_id, as_of=as_of),
    )  # fmt: skip
    return _made(Note(sheet.title, sheet.headline, day_of(position), missions=(sheet,)), drawn)


def _made(note: Note, drawn: Drawn) -> Made:
    return Made(cleaned(note), drawn.complete)


def _materials(session: Session, ids: Sequence[str], as_of: date | None) -> list[Material]:
    found = (material_of(session, id_, as_of=as_of, needed=False) for id_ in ids)
    return [one for one in found if one is not None]


def full_charts(
    materials: Sequence[Material], renderer: Renderer | None, today: date, size: Size = Size.WIDE
) -> Drawn:
    """The charts of the pages of some targets."""
    asked = [(one.case, figure_for(one, today=today)) for one in materials]
    return full(asked, renderer, size=size)


def _position(materials: Sequence[Material], as_of: date | None) -> date:
    """The day a briefing speaks of: the one asked for, or that of the newest judgement in it."""
    if as_of is not None:
        return as_of
    return max(
        (one.case.assessment.as_of for one in materials if one.case.assessment is not None), default=LONG_AGO
    )


def day_of(position: date) -> date | None:
    """The day a briefing speaks of, if it speaks of any."""
    return None if position == LONG_AGO else position
