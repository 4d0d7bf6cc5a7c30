"""Suspected breaks as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from datasets.catalogue.entries import IndicatorEntry
from service.board.english import dates
from service.board.english import suspicions as words
from service.operations.editing.suspicions import standing_of
from service.store.reads.catalogue import indicators
from service.store.reads.figures_in_force import figures_held
from service.store.reads.observations import areas
from service.store.reads.suspicions import suspicions
from service.store.suspicion_records import Sign, SuspicionRecord, SuspicionState

if TYPE_CHECKING:
    from sqlmodel import Session

ADDRESS = "/analyst/findings"
_BESIDE = 6


@dataclass(frozen=True, slots=True)
class SuspicionLine:
    """One suspected break, finished: its series, what the figures show, what became of it."""

    id: int
    indicator: str
    title: str
    area: str
    period: str
    statement: str
    standing: SuspicionState
    state: str
    decided: str
    found: str
    tag: str

    @property
    def address(self) -> str:
        """Where it is decided on."""
        return f"{ADDRESS}/{self.id}"

    @property
    def open(self) -> bool:
        """Whether nobody has decided on it."""
        return self.standing is SuspicionState.SUSPECTED


def suspicion_line(record: SuspicionRecord, entry: IndicatorEntry, names: Mapping[str, str]) -> SuspicionLine:
    """A suspicion in the words of its indicator."""
    one, standing = record.suspicion, standing_of(record, entry)
    return SuspicionLine(
        record.id,
        entry.id,
        entry.title,
        names.get(one.area, one.area) if one.area else words.ALL_AREAS,
        one.period.label,
        words.statement(one, entry),
        standing,
        words.STANDING[standing],
        words.decided(standing, at=record.decided_at, who=record.decided_by, why=record.why),
        dates.day(record.found_at.date()),
        record.tag,
    )


@dataclass(frozen=True, slots=True)
class FigureBeside:
    """One of the figures on both sides of a step."""

    period: str
    value: str
    first_after: bool


def figures_beside(
    session: Session, record: SuspicionRecord, entry: IndicatorEntry
) -> tuple[FigureBeside, ...]:
    """The figures around a step of one area; none where it concerns several."""
    one = record.suspicion
    if one.sign is not Sign.STEP:
        return ()
    held = figures_held(session, entry.id, area=one.area).out_by(datetime.max.replace(tzinfo=UTC))
    figures = held.get(one.area, [])
    place = next((at for at, (period, _) in enumerate(figures) if period == one.period), None)
    if place is None:
        return ()
    return tuple(
        FigureBeside(period.label, words.around(entry, value), period == one.period)
        for period, value in figures[max(0, place - _BESIDE) : place + _BESIDE]
    )


def open_suspicions(session: Session) -> tuple[SuspicionLine, ...]:
    """Those that nobody has decided on, by indicator, the latest period first."""
    return tuple(one for one in _lines(session, suspicions(session)) if one.open)


def suspicions_of(session: Session, indicator_id: str) -> tuple[SuspicionLine, ...]:
    """Those of an indicator that were not accepted: an accepted one is among its breaks."""
    found = _lines(session, suspicions(session, indicators=[indicator_id]))
    return tuple(one for one in found if one.standing is not SuspicionState.ACCEPTED)


def _lines(session: Session, records: Iterable[SuspicionRecord]) -> list[SuspicionLine]:
    held = list(records)
    if not held:
        return []
    entries = {
        one.id: one.entry(IndicatorEntry)
        for one in indicators(session, ids={record.suspicion.indicator_id for record in held})
    }
    codes = {record.suspicion.area for record in held}
    names = {one.code: one.name for one in areas(session, codes=codes)}
    return [
        suspicion_line(record, entries[record.suspicion.indicator_id], names)
        for record in held
        if record.suspicion.indicator_id in entries
    ]
