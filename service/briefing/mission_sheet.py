"""The two pages of a mission: what it is for, where its targets stand, where each is heading, what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from datasets.catalogue.entries import MissionEntry
from forecasting.assessment import CURRENT_COURSE
from service.board.english import labels, notes
from service.board.figures import SMALL_YEARS, figure_of
from service.board.mission_view import MissionView, mission_view
from service.board.rows import Row, row_of
from service.briefing import english
from service.briefing.gathering import Material
from service.briefing.note import Entry, Group, MissionSheet, Passage, Picture, Source, Standing
from service.briefing.pictures import width_of
from service.briefing.plain import address, shortened
from service.briefing.target_sheet import noted
from service.store.note_records import NoteRecord

_MONTH = timedelta(days=31)
_TITLE, _META, _AMBITION, _TEXT, _SOURCE = 110, 110, 420, 240, 200
_MOST_ENTRIES, _MOST_ENDED, _MOST_CHARTS, _MOST_MOVED, _MOST_MEASURES = 18, 8, 8, 5, 8


def rows_of(materials: Sequence[Material], *, today: date) -> tuple[Row, ...]:
    """The rows of the board for some targets."""
    return tuple(row_of(material.case, today=today) for material in materials)


def entry_of(row: Row) -> Entry:
    """A row as a line of a list."""
    return Entry(
        row.id,
        shortened(row.title, _TITLE),
        shortened(row.meta, _META),
        Standing(row.mark, row.verdict, row.odds, row.number, tags=row.tags),
        shortened(row.gap, 60),
        shortened(row.why if not row.odds else row.stale, 130),
    )


def mission_sheet(
    mission: MissionEntry,
    materials: Sequence[Material],
    *,
    position: date,
    today: date,
    drawings: Mapping[str, str],
    note: NoteRecord | None = None,
) -> MissionSheet:
    """The pages of a mission; ``drawings`` holds full charts where there are few enough of them.

    ``today`` counts only for figures that are overdue.
    """
    rows = rows_of(materials, today=today)
    view = mission_view(mission, rows, since=position - _MONTH)
    running = [row for row in rows if row.case.is_running]
    ended = [row for row in rows if not row.case.is_running]
    charted = charted_of(rows)
    shown = charted[:_MOST_CHARTS]
    return MissionSheet(
        id=mission.id,
        title=shortened(mission.title, _TITLE),
        kicker=english.kicker(_newest(rows) or position),
        meta=shortened(
            " · ".join(part for part in (mission.jurisdiction, mission.government) if part), _META
        ),
        ambition=shortened(mission.ambition, _AMBITION),
        headline=view.headline or labels.MISSION_EMPTY,
        lead=shortened(view.lead, 2 * _TEXT),
        caveat=CURRENT_COURSE if any(row.odds for row in rows) else "",
        groups=tuple(
            group
            for group in (
                _group(english.LIVE, running, _MOST_ENTRIES),
                _group(english.ENDED, ended, _MOST_ENTRIES if not running else _MOST_ENDED),
            )
            if group.entries
        ),
        charts=tuple(_picture(row, drawings, today=today) for row in shown),
        charts_rest=english.charts_rest(len(charted) - len(shown)) if len(charted) > len(shown) else "",
        passages=(*_passages(materials), *_noted(note)),
        sources=_sources(mission, view),
        foot=shortened(f"{english.BRAND}, {mission.id}. {english.STANDING}", 2 * _META),
    )


def charted_of(rows: Sequence[Row]) -> list[Row]:
    """The targets whose charts are shown: those being pursued, or where there is none of them, all."""
    running = [row for row in rows if row.case.is_running and row.spark]
    return _telling(running or [row for row in rows if row.spark])


def _telling(rows: Sequence[Row]) -> list[Row]:
    """Those with a chance first, each part in its order."""
    return sorted(rows, key=lambda row: not row.odds)


def _newest(rows: Sequence[Row]) -> date | None:
    return max((row.case.assessment.as_of for row in rows if row.case.assessment is not None), default=None)


def _group(title: str, rows: Sequence[Row], most: int) -> Group:
    left = len(rows) - most
    return Group(
        title, tuple(entry_of(row) for row in _telling(rows)[:most]), english.rest(left) if left > 0 else ""
    )


def _picture(row: Row, drawings: Mapping[str, str], *, today: date) -> Picture:
    figure = figure_of(row.case, today=today, years=SMALL_YEARS)
    drawing = drawings.get(row.id, "")
    return Picture(
        shortened(row.title, _TITLE),
        shortened(figure.title, _TITLE),
        shortened(figure.description or figure.title, _TEXT),
        drawing or row.spark,
        width=width_of(drawing or row.spark),
        target=row.id,
    )


def _passages(materials: Sequence[Material]) -> tuple[Passage, ...]:
    told = [
        f"{shortened(one.case.target.title, 80)}: {one.moved.sentence[:1].lower()}{one.moved.sentence[1:]}."
        for one in materials
        if one.moved is not None
    ]
    judged = any(one.case.chance is not None for one in materials)
    texts = tuple(shortened(text, _TEXT + 80) for text in told[:_MOST_MOVED])
    if not texts and not judged:
        return ()
    return (Passage(english.MOVED, texts or (english.NOTHING_MOVED,)),)


def _noted(note: NoteRecord | None) -> tuple[Passage, ...]:
    texts = tuple(shortened(text, _TEXT + 80) for text in noted(note) if text)
    return (Passage(notes.TITLE, texts),) if texts else ()


def _sources(mission: MissionEntry, view: MissionView) -> tuple[Source, ...]:
    found = [
        Source(
            shortened(
                f"{one.title}: {one.publisher}{f', {labels.FIGURES_TO.format(period=one.figures_to)}' if one.figures_to else ''}",
                _SOURCE,
            ),
            address(one.url),
        )
        for one in view.measures
    ]
    kept = found[:_MOST_MEASURES]
    if len(found) > len(kept):
        kept.append(Source(english.rest(len(found) - len(kept))))
    if mission.citation:
        kept.append(Source(shortened(f"{labels.MISSION_CITATION}: {mission.citation}", _SOURCE)))
    return tuple(kept) or (Source(english.NO_SOURCE),)
