"""The page of one mission: its ambition, its targets, and what they are measured by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasets.catalogue.entries import IndicatorEntry, MissionEntry
from forecasting.assessment import Reason
from forecasting.verdicts import Verdict
from service.board.board_view import Group, group_of
from service.board.english import board, mission_page
from service.board.rows import Row


@dataclass(frozen=True)
class Measure:
    """One indicator behind the targets of a mission."""

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
    measures: tuple[Measure, ...]


def mission_view(mission: MissionEntry, rows: Sequence[Row]) -> MissionView:
    """The page of a mission from its rows, in the order of the catalogue."""
    counted = [row for row in rows if not row.case.is_proxy]
    counts: Mapping[Verdict, int] = Counter(row.case.verdict for row in counted)
    reasons: Counter[Reason | None] = Counter(
        row.case.assessment.reason if row.case.assessment is not None else None
        for row in counted
        if row.case.verdict is Verdict.NO_VERDICT
    )
    running = [row for row in rows if row.case.is_running]
    ended = [row for row in rows if not row.case.is_running]
    return MissionView(
        mission=mission,
        headline=mission_page.headline(counts) if counted else "",
        lead=board.lead(counts, reasons, proxies=len(rows) - len(counted)) if rows else "",
        running=group_of(None, running) if running else None,
        ended=group_of(None, ended) if ended else None,
        measures=_measures(rows),
    )


def _measures(rows: Sequence[Row]) -> tuple[Measure, ...]:
    found: dict[str, tuple[IndicatorEntry, Row]] = {}
    for row in rows:
        if row.case.indicator is not None:
            found.setdefault(row.case.indicator.id, (row.case.indicator, row))
    return tuple(
        Measure(
            indicator.title,
            indicator.definition,
            ", ".join(part for part in (indicator.publisher, indicator.release) if part),
            indicator.url,
            mission_page.figures_to(
                row.case.assessment.latest_period if row.case.assessment is not None else None
            ),
        )
        for indicator, row in found.values()
    )
