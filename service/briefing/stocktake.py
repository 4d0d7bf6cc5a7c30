"""The stocktake: a page for everything that is pursued, with contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from forecasting.assessment import CURRENT_COURSE
from forecasting.verdicts import Verdict
from service.board.english import board
from service.board.rows import Row, row_of
from service.briefing import english
from service.briefing.gathering import is_pursued, material_of, running_targets
from service.briefing.making import LONG_AGO, Made, day_of, full_charts
from service.briefing.mission_sheet import entry_of
from service.briefing.note import Contents, Group, Note, TargetSheet
from service.briefing.plain import cleaned, shortened
from service.briefing.target_sheet import target_sheet
from service.charts.renderer import Renderer
from service.store.reads.assessments import current_assessments

if TYPE_CHECKING:
    from sqlmodel import Session

# Beyond this many pages the small charts are drawn, which take no time.
MOST_FULL = 120
# A judgement with its history is large: no more than these are held at a time.
_AT_ONCE = 6
_TITLE = 110


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One page, with the row that stands for it in the contents."""

    row: Row
    sheet: TargetSheet
    complete: bool


def stocktake(session: Session, renderer: Renderer | None, *, today: date, as_of: date | None = None) -> Made:
    """A page for every target that is pursued or awaits its outcome, in the order of missions."""
    order = running_targets(session, ever=as_of is not None)
    ids = [target for _, targets in order for target in targets]
    position = as_of or _newest(session, ids)
    leaves = list(_leaves(session, ids, renderer if len(ids) <= MOST_FULL else None, position, today, as_of))
    contents = _contents([leaf.row for leaf in leaves], position)
    note = Note(
        contents.title,
        english.STOCKTAKE_SUBJECT,
        day_of(position),
        contents=contents,
        targets=tuple(leaf.sheet for leaf in leaves),
    )
    return Made(cleaned(note), len(ids) > MOST_FULL or all(leaf.complete for leaf in leaves))


def _newest(session: Session, ids: Sequence[str]) -> date:
    return max((one.as_of for one in current_assessments(session, ids).values()), default=LONG_AGO)


def _leaves(
    session: Session,
    ids: Sequence[str],
    renderer: Renderer | None,
    position: date,
    today: date,
    as_of: date | None,
) -> Iterator[_Leaf]:
    today = as_of or today
    for start in range(0, len(ids), _AT_ONCE):
        found = [material_of(session, id_, as_of=as_of) for id_ in ids[start : start + _AT_ONCE]]
        batch = [one for one in found if one is not None and (as_of is None or is_pursued(one.case))]
        drawn = full_charts(batch, renderer, today)
        for one in batch:
            drawing = drawn.pictures.get(one.case.target.id, "")
            sheet = target_sheet(one, position=position, today=today, drawing=drawing)
            yield _Leaf(_light(row_of(one.case, today=today)), sheet, drawn.complete)


def _light(row: Row) -> Row:
    """The row without what is large in it."""
    found = row.case.assessment
    if found is None:
        return row
    return replace(row, spark="", case=replace(row.case, assessment=replace(found, track=())))


def _contents(rows: Sequence[Row], position: date) -> Contents:
    counted = [row for row in rows if not row.case.is_proxy]
    verdicts = Counter(row.case.verdict for row in counted)
    reasons = Counter(
        row.case.assessment.reason if row.case.assessment is not None else None
        for row in counted
        if row.case.verdict is Verdict.NO_VERDICT
    )
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.case.mission.id, []).append(row)
    return Contents(
        english.STOCKTAKE,
        english.pack_kicker(day_of(position)),
        f"{board.headline(verdicts)}." if rows else board.NOTHING_TITLE,
        board.lead(verdicts, reasons, proxies=len(rows) - len(counted)) if rows else board.NOTHING_LEAD,
        CURRENT_COURSE if any(row.odds for row in rows) else "",
        tuple(
            Group(shortened(own[0].case.mission.title, _TITLE), tuple(entry_of(row) for row in own))
            for own in groups.values()
        ),
        english.STANDING,
    )
