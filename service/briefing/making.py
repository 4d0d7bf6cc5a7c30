"""Makes a briefing: of a target, of a mission, of everything live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from forecasting.assessment import CURRENT_COURSE
from forecasting.verdicts import Verdict
from service.board.english import board
from service.briefing import english
from service.briefing.errors import NothingToBrief
from service.briefing.gathering import (
    Material,
    is_pursued,
    material_of,
    mission_entry,
    running_targets,
    targets_of,
)
from service.briefing.mission_sheet import charted_of, entry_of, mission_sheet, rows_of
from service.briefing.note import Contents, Group, Note
from service.briefing.pictures import Drawn, full
from service.briefing.plain import cleaned, shortened
from service.briefing.target_sheet import figure_for, target_sheet
from service.charts.frame import Size
from service.charts.renderer import Renderer
from service.store.reads import catalogue

if TYPE_CHECKING:
    from sqlmodel import Session

# Beyond this many pages the small charts are drawn, which take no time.
_MOST_LARGE = 120
# A mission with few charts shows each in full, over the page or over half of it.
_WHOLE_PAGE, _HALF_PAGE = 2, 4
_LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A briefing, and whether it has all the charts it was meant to have."""

    note: Note
    complete: bool


def brief(session: Session, given: str, renderer: Renderer | None, *, as_of: date | None = None) -> Made:
    """The briefing of a mission or target. Raises NothingToBrief."""
    found = brief_mission(session, given, renderer, as_of=as_of) or brief_target(
        session, given, renderer, as_of=as_of
    )
    if found is None:
        known = [
            *(one.id for one in catalogue.missions(session)),
            *(one.id for one in catalogue.targets(session)),
        ]
        raise NothingToBrief(given, known=known)
    return found


def brief_target(
    session: Session, target_id: str, renderer: Renderer | None, *, as_of: date | None = None
) -> Made | None:
    """The page of a target; None where there is none."""
    material = material_of(session, target_id, as_of=as_of)
    if material is None:
        return None
    position = _position([material], as_of)
    drawn = _full([material], renderer, position)
    sheet = target_sheet(material, position=position, drawing=drawn.pictures.get(target_id, ""))
    subject = "".join(text for text, _ in sheet.say)
    return _made(Note(sheet.title, subject, _shown(position), targets=(sheet,)), drawn)


def brief_mission(
    session: Session, mission_id: str, renderer: Renderer | None, *, as_of: date | None = None
) -> Made | None:
    """The pages of a mission; None where there is none."""
    mission = mission_entry(session, mission_id)
    if mission is None:
        return None
    materials = _materials(session, targets_of(session, mission_id), as_of)
    position = _position(materials, as_of)
    shown = {row.id for row in charted_of(rows_of(materials, position=position))}
    drawn = Drawn({}, True)
    if len(shown) <= _HALF_PAGE:
        size = Size.WIDE if len(shown) <= _WHOLE_PAGE else Size.NARROW
        drawn = _full([one for one in materials if one.case.target.id in shown], renderer, position, size)
    sheet = mission_sheet(mission, materials, position=position, drawings=drawn.pictures)
    return _made(Note(sheet.title, sheet.headline, _shown(position), mission=sheet), drawn)


def stocktake(session: Session, renderer: Renderer | None, *, as_of: date | None = None) -> Made:
    """A page for every target that is pursued or awaits its outcome, with contents."""
    order = running_targets(session, ever=as_of is not None)
    ids = [target for _, targets in order for target in targets]
    found = _materials(session, ids, as_of)
    materials = {one.case.target.id: one for one in found if as_of is None or is_pursued(one.case)}
    position = _position(list(materials.values()), as_of)
    drawn = _full(list(materials.values()), renderer if len(materials) <= _MOST_LARGE else None, position)
    sheets = tuple(
        target_sheet(one, position=position, drawing=drawn.pictures.get(id_, ""))
        for id_, one in materials.items()
    )
    contents = _contents(order, materials, position)
    complete = drawn.complete or len(materials) > _MOST_LARGE
    note = Note(
        contents.title, english.STOCKTAKE_SUBJECT, _shown(position), contents=contents, targets=sheets
    )
    return _made(note, Drawn({}, complete))


def _made(note: Note, drawn: Drawn) -> Made:
    return Made(cleaned(note), drawn.complete)


def _materials(session: Session, ids: Sequence[str], as_of: date | None) -> list[Material]:
    found = (material_of(session, id_, as_of=as_of) for id_ in ids)
    return [one for one in found if one is not None]


def _full(
    materials: Sequence[Material], renderer: Renderer | None, position: date, size: Size = Size.WIDE
) -> Drawn:
    asked = [(one.case, figure_for(one, position=position)) for one in materials]
    return full(asked, renderer, size=size)


def _position(materials: Sequence[Material], as_of: date | None) -> date:
    """The day a briefing speaks of: the one asked for, or that of the newest judgement in it."""
    if as_of is not None:
        return as_of
    return max(
        (one.case.assessment.as_of for one in materials if one.case.assessment is not None), default=_LONG_AGO
    )


def _shown(position: date) -> date | None:
    return None if position == _LONG_AGO else position


def _contents(
    order: Sequence[tuple[str, tuple[str, ...]]], materials: Mapping[str, Material], position: date
) -> Contents:
    rows = {row.id: row for row in rows_of(list(materials.values()), position=position)}
    counted = [row for row in rows.values() if not row.case.is_proxy]
    verdicts = Counter(row.case.verdict for row in counted)
    reasons = Counter(
        row.case.assessment.reason if row.case.assessment is not None else None
        for row in counted
        if row.case.verdict is Verdict.NO_VERDICT
    )
    groups = []
    for _, ids in order:
        own = [rows[id_] for id_ in ids if id_ in rows]
        if own:
            groups.append(
                Group(shortened(own[0].case.mission.title, 110), tuple(entry_of(row) for row in own))
            )
    return Contents(
        english.STOCKTAKE,
        english.pack_kicker(_shown(position)),
        f"{board.headline(verdicts)}." if rows else board.NOTHING_TITLE,
        board.lead(verdicts, reasons, proxies=len(rows) - len(counted)) if rows else board.NOTHING_LEAD,
        CURRENT_COURSE if any(row.odds for row in rows.values()) else "",
        tuple(groups),
        english.STANDING,
    )
