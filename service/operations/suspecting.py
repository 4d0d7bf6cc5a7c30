"""Looks for breaks that figures suggest and nobody has recorded; nothing that is judged changes by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from datasets.catalogue.entries import IndicatorEntry
from datasets.sources.steps import Step, find_steps
from forecasting.periods import Period
from service.store.reads.catalogue import indicators
from service.store.reads.figures_in_force import figures_held
from service.store.suspicion_records import Sign, Suspicion
from service.store.writes.suspicions import keep_suspicions

if TYPE_CHECKING:
    from sqlmodel import Session

_MANY_AREAS = 3
_MANY = 1 / 3


def suspect(
    session: Session, ids: Collection[str], *, at: datetime, factors: Collection[Suspicion] = ()
) -> int:
    """Look at all series of some indicators, keep what they suggest, and give how many suspicions are new.

    ``factors`` are those that a release suggests beside the one before. What only figures under embargo suggest is
    nobody's before the instant at which they come out. Take a turn in the session first.
    """
    found: dict[Suspicion, datetime | None] = {}
    looked_at: set[tuple[str, str]] = set()
    for record in indicators(session, ids=sorted(set(ids))):
        entry = record.entry(IndicatorEntry)
        held = figures_held(session, entry.id)
        coming = held.embargoes(after=at)
        for instant in (at, *coming):
            figures = held.out_by(instant)
            for one in suggested(entry, figures):
                found.setdefault(one, None if instant == at else instant)
            looked_at |= {(entry.id, area) for area in (*figures, "")}
        for one in factors:
            if one.indicator_id == entry.id and not _is_recorded(one.period, "", entry):
                # What a release under embargo says beside the one before comes out with it.
                found.setdefault(one, coming[-1] if coming else None)
    return keep_suspicions(session, found, looked_at=looked_at, at=at)


def suggested(
    entry: IndicatorEntry, figures: Mapping[str, Sequence[tuple[Period, float]]]
) -> Iterator[Suspicion]:
    """The breaks that the figures of an indicator suggest, area by area, or of all where many areas step at once."""
    steps = {
        area: [
            step
            for step in find_steps(held, decimals=entry.decimals)
            if not _is_recorded(step.period, area, entry)
        ]
        for area, held in figures.items()
    }
    count = Counter(step.period for found in steps.values() for step in found)
    common = {
        period: often
        for period, often in count.items()
        if often >= _MANY_AREAS and often >= _MANY * len(figures)
    }
    for period, often in common.items():
        yield Suspicion(entry.id, "", period, Sign.AREAS, float(len(figures)), float(often))
    for area, found in steps.items():
        yield from (_of(entry, area, step) for step in found if step.period not in common)


def _of(entry: IndicatorEntry, area: str, step: Step) -> Suspicion:
    return Suspicion(entry.id, area, step.period, Sign.STEP, step.before, step.after, round(step.times, 1))


def _is_recorded(period: Period, area: str, entry: IndicatorEntry) -> bool:
    """Whether a break of the catalogue, or a period it sets aside, lies there or beside it."""
    known = [item.period for item in entry.breaks if item.area in (None, area)]
    aside = () if entry.exceptional is None else entry.exceptional.periods
    return any(
        one.frequency is period.frequency and abs(one.ordinal - period.ordinal) <= 1
        for one in (*known, *aside)
    )
