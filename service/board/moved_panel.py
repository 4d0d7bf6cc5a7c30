"""Why the chance of a target moved: one sentence, and the part of each cause where points may be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecasting.explained import Explanation, whole_points
from service.board.case import Case
from service.board.english import moved as english
from service.operations.changes import changes_of

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class MovedLine:
    """What one cause did to the chance and to what is expected."""

    name: str
    chance: str
    expected: str


@dataclass(frozen=True, slots=True)
class MovedPanel:
    """The panel. Without lines only the sentence stands: a chance printed as a side or a range has no points."""

    sentence: str
    compared: str
    lines: tuple[MovedLine, ...]


def moved_panel(session: Session, case: Case) -> MovedPanel | None:
    """The panel of a target, or None where nothing was compared or nothing can be told."""
    found = changes_of(session, case.target.id)
    told = None if found is None else found.together
    if told is None or not told.parts or case.chance is None:
        return None
    return MovedPanel(told.statement.removesuffix("."), english.compared(told), _lines(case, told))


def _lines(case: Case, told: Explanation) -> tuple[MovedLine, ...]:
    before, after = told.before.probability_shown, told.after.probability_shown
    parts = [part for part in told.parts if part.changed]
    if len(parts) < 2 or not all(shown[:-1].isdigit() and shown.endswith("%") for shown in (before, after)):
        return ()
    total = int(after[:-1]) - int(before[:-1])
    points = whole_points([part.probability or 0.0 for part in parts], total)
    lines = [
        MovedLine(english.CAUSES[part.cause], english.points(p / 100), _expected(case, part.projected))
        for part, p in zip(parts, points, strict=True)
    ]
    known = [part.projected for part in parts if part.projected is not None]
    together = sum(known) if len(known) == len(parts) else None
    return (*lines, MovedLine(english.TOGETHER, english.points(total / 100), _expected(case, together)))


def _expected(case: Case, value: float | None) -> str:
    if value is None:
        return ""
    if value == 0:
        return english.NO_CHANGE
    size = case.quantities.difference(value, case.quantities.measured_step(value))
    return f"{size} {'higher' if value > 0 else 'lower'}"
