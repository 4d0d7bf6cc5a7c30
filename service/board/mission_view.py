"""The page of one mission: its ambition, its targets, and what they are measured by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from datasets.catalogue.entries import IndicatorEntry, MissionEntry
from forecasting.assessment import Reason
from forecasting.verdicts import Verdict
from service.board.board_view import PAGE_SIZE, Group, News, Pictured, group_of, moved_most
from service.board.english import board, dates, labels, mission_page
from service.board.rows import Row
from service.board.since import judged_by_then


@dataclass(frozen=True)
class Measure:
    """One indicator behind the targets of a mission."""

    id: str
    title: str
    definition: str
    publisher: str
    url: str
    figures_to: str


@dataclass(frozen=True)
class MissionView:
    """Everything the template of a mission prints."""

    mission: MissionEntry
    headline: str
    lead: str
    running: Group | None
    ended: Group | None
    more: int
    joint: tuple[Row, ...]
    moved_title: str
    moved: tuple[News, ...]
    moved_note: str
    measures: tuple[Measure, ...]


def mission_view(
    mission: MissionEntry,
    rows: Sequence[Row],
    *,
    since: date,
    measured: Sequence[IndicatorEntry] = (),
    pictured: Pictured = list,
) -> MissionView:
    """The page of a mission from its rows, in the order of the catalogue, compared with what stood on a day.

    ``measured`` are indicators of the mission, with or without a target; ``pictured`` draws what is missing in rows.
    """
    counted = [row for row in rows if not row.case.is_proxy]
    counts: Mapping[Verdict, int] = Counter(row.case.verdict for row in counted)
    reasons: Counter[Reason | None] = Counter(
        row.case.assessment.reason if row.case.assessment is not None else None
        for row in counted
        if row.case.verdict is Verdict.NO_VERDICT
    )
    running = [row for row in rows if row.case.is_running]
    ended = [row for row in rows if not row.case.is_running]
    shown = pictured(running[:PAGE_SIZE])
    shown_ended = pictured(ended[: PAGE_SIZE - len(shown)])
    return MissionView(
        mission=mission,
        headline=mission_page.headline(counts) if counted else "",
        lead=board.lead(counts, reasons, proxies=len(rows) - len(counted)) if rows else "",
        running=group_of(None, shown) if shown else None,
        ended=group_of(None, shown_ended) if shown_ended else None,
        more=len(rows) - len(shown) - len(shown_ended),
        joint=tuple(row for row in running if row.case.target.components and row.case.chance is not None),
        moved_title=labels.MOVED_SINCE.format(date=dates.day(since)),
        moved=moved_most(rows),
        moved_note=mission_page.nothing_moved(
            judged_by_then(running), len(running), newest=_newest(running), since=since
        ),
        measures=_measures(rows, measured),
    )


def _newest(rows: Sequence[Row]) -> date | None:
    return max((row.case.published for row in rows if row.case.published is not None), default=None)


def _measures(rows: Sequence[Row], measured: Sequence[IndicatorEntry]) -> tuple[Measure, ...]:
    """Those with targets first, then the rest."""
    found: dict[str, tuple[IndicatorEntry, Row | None]] = {}
    for row in rows:
        if row.case.indicator is not None:
            found.setdefault(row.case.indicator.id, (row.case.indicator, row))
    for entry in measured:
        found.setdefault(entry.id, (entry, None))
    return tuple(
        Measure(
            indicator.id,
            indicator.title,
            indicator.definition,
            ", ".join(part for part in (indicator.publisher, indicator.release) if part),
            indicator.url,
            mission_page.figures_to(
                row.case.assessment.latest_period
                if row is not None and row.case.assessment is not None
                else None
            ),
        )
        for indicator, row in found.values()
    )
