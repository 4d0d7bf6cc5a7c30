"""When a target is first reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from forecasting.assessment import Attainment
from forecasting.periods import Period
from service.board.case import Case
from service.board.english import chart_titles, charting, target_page
from service.board.english.chances import OVER_NINE_TENTHS, UNDER_TENTH, as_finely
from service.charts.attainment import Arrival, Reached, attainment
from service.charts.sheet import Words, blank
from service.pictures.cases import case_on
from service.pictures.picture import Picture

if TYPE_CHECKING:
    from sqlmodel import Session

COLUMNS = ("period", "start", "end", "chance_shown", "chance_low", "chance_high")
_STRETCHES = {UNDER_TENTH: (0.0, 0.10), OVER_NINE_TENTHS: (0.90, 1.0)}


def attainment_picture(session: Session, target_id: str, as_of: date | None) -> Picture:
    """The chance of having reached the target by each date. Raises Unknown or NotAssessed."""
    return attainment_of(case_on(session, target_id, as_of, track=False), as_of)


def attainment_of(case: Case, as_of: date | None) -> Picture:
    """The same of a case that was read as of that day."""
    target_id = case.target.id
    found = case.assessment.attainment if case.assessment is not None and case.chance is not None else None
    name = f"{target_id}-attainment"
    asked = f"?as_of={as_of.isoformat()}" if as_of is not None else ""
    tables = (
        (f"/v1/targets/{target_id}/charts/attainment.csv{asked}", "text/csv"),
        (f"/v1/targets/{target_id}/assessment{asked}", "application/json"),
    )
    source = chart_titles.source(case, target_page.source_of(case))
    if found is None or not found.by_period:
        words = Words(chart_titles.course(case), chart_titles.WHEN_DRAWN, chart_titles.NO_DATE, source)
        return Picture(
            name, words, lambda width: blank(words, width, chart_titles.NO_DATE), tables, COLUMNS, ()
        )
    words = Words(chart_titles.when(case, found), chart_titles.WHEN_DRAWN, _described(case, found), source)
    arrival = _arrival(case, words, found)
    return Picture(
        name, words, lambda width: attainment(arrival, width), tables, COLUMNS, list(_rows(case, found))
    )


def _arrival(case: Case, words: Words, found: Attainment) -> Arrival:
    reached = []
    start = case.assessment.as_of if case.assessment is not None else found.by_period[0][0].start
    for period, p in found.by_period:
        low, high = _ends(case, p)
        reached.append(Reached(start, period.end, low, high, period.label, as_finely(p, case.chance)))
        start = period.end
    shown = [(share, period) for share, period in found.quantiles.items() if share in (0.1, 0.5, 0.9)]
    last = found.by_period[-1][0].end
    marks = tuple(
        (period.end, share, chart_titles.by_chance(share, period))
        for share, period in shown
        if period is not None and reached[0].start < period.end <= last
    )
    due = case.due
    return Arrival(
        words,
        tuple(reached),
        due if due is not None and due > reached[0].start else None,
        chart_titles.DUE.format(when=charting.when_due(case).removeprefix("by ")),
        marks,
        chart_titles.never(as_finely(found.never, case.chance), found.horizon),
    )


def _ends(case: Case, p: float) -> tuple[float, float]:
    """The chance, or the stretch of which no more may be said."""
    return _STRETCHES.get(as_finely(p, case.chance), (p, p))


def _rows(case: Case, found: Attainment) -> Iterator[dict[str, object]]:
    for period, p in found.by_period:
        low, high = _ends(case, p)
        yield {
            "period": str(period),
            "start": period.start,
            "end": period.end,
            "chance_shown": as_finely(p, case.chance),
            "chance_low": low,
            "chance_high": high,
        }


def _described(case: Case, found: Attainment) -> str:
    said = [f"by {_label(period)}: {as_finely(p, case.chance)}" for period, p in found.by_period]
    kept = said if len(said) <= 12 else [*said[:: max(1, len(said) // 10)], said[-1]]
    end = chart_titles.never(as_finely(found.never, case.chance), found.horizon)
    return f"Chance of having first reached it {'; '.join(dict.fromkeys(kept))}. {end[:1].upper() + end[1:]}."


def _label(period: Period) -> str:
    return period.label
