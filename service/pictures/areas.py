"""An indicator in every area, each in a small drawing of its own on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datasets.catalogue.entries import IndicatorEntry
from forecasting.indicators import Direction
from service.api.missing import unknown
from service.board.english import chart_titles, charting, dates, numbers
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.charts.figure import MeasuredPoint
from service.charts.panels import Panel, Panels, Stroke, panels
from service.charts.scales import rounded_out, ticks
from service.charts.sheet import Words, blank
from service.charts.thinning import thin
from service.pictures.picture import Picture
from service.store.reads import catalogue, observations
from service.store.records import Edition

if TYPE_CHECKING:
    from sqlmodel import Session

A_PAGE = 12
_MOST_POINTS = 90


@dataclass(frozen=True, slots=True)
class _Line:
    """The figures of one area, oldest first."""

    name: str
    held: tuple[Edition, ...]

    @property
    def newest(self) -> Edition:
        return self.held[-1]

    @property
    def value(self) -> float:
        return self.newest.value or 0.0


def areas_picture(session: Session, indicator_id: str, *, page: int, as_of: date | None) -> Picture:
    """Small drawings of a page of areas, the furthest behind first. Raises Unknown."""
    record = catalogue.indicator(session, indicator_id)
    if record is None:
        raise unknown("indicator", indicator_id, (one.id for one in catalogue.indicators(session)))
    entry = record.entry(IndicatorEntry)
    names = {one.code: one.name for one in observations.areas(session, indicator_id=indicator_id)}
    held = sorted({one.area for one in observations.series_of(session, indicator_id=indicator_id)})
    editions = observations.editions_of(session, [(indicator_id, area) for area in held])
    lines = [
        _Line(names.get(area, area), found)
        for (_, area), every in editions.items()
        if (found := _newest(every, as_of))
    ]
    lines.sort(
        key=lambda one: (one.value * (1 if entry.direction is not Direction.DECREASE else -1), one.name)
    )
    pages = max(1, -(-len(lines) // A_PAGE))
    chosen = lines[(page - 1) * A_PAGE : page * A_PAGE]
    quantities = Quantities(unit_of(entry.unit), entry.decimals)
    words = _words(entry, quantities, lines, page=page, pages=pages)
    asked = f"?as_of={as_of.isoformat()}" if as_of is not None else ""
    own = f"/v1/indicators/{indicator_id}/observations"
    tables = ((f"{own}.csv{asked}", "text/csv"), (f"{own}{asked}", "application/json"))
    name = f"{indicator_id}-areas"
    if not chosen:
        return Picture(name, words, lambda width: blank(words, width, chart_titles.NO_AREAS), tables)
    picture = _picture(entry, quantities, words, lines, chosen)
    return Picture(name, words, lambda width: panels(picture, width), tables)


def _newest(editions: Sequence[Edition], as_of: date | None) -> tuple[Edition, ...]:
    """The edition in force of each period on the basis in force, as known on a day."""
    found: dict[object, Edition] = {}
    for one in editions:  # by period, then by date of release
        published = one.release.published
        known = as_of is None or (published is not None and published <= as_of)
        if one.value is not None and not one.basis and known:
            found[one.period] = one
    return tuple(found.values())


def _words(
    entry: IndicatorEntry, quantities: Quantities, lines: Sequence[_Line], *, page: int, pages: int
) -> Words:
    last = max((one.newest.period.end for one in lines), default=None)
    # Only areas that are as new as the newest are compared in the title.
    level = [one for one in lines if one.newest.period.end == last]
    period = level[0].newest.period if level else None
    published = max(
        (one.newest.release.published for one in lines if one.newest.release.published), default=None
    )
    parts = [entry.publisher, entry.release, f"published {dates.day(published)}" if published else ""]
    return Words(
        chart_titles.areas(
            quantities, entry.title, entry.direction, [(one.name, one.value) for one in level], period
        ),
        chart_titles.areas_drawn(quantities.unit.axis, page, pages, len(lines)),
        "; ".join(
            f"{one.name} {quantities.measured(one.value)} in {one.newest.period.label}" for one in lines[:24]
        )
        + ".",
        f"Source: {', '.join(part for part in parts if part)}.",
    )


def _picture(
    entry: IndicatorEntry,
    quantities: Quantities,
    words: Words,
    lines: Sequence[_Line],
    chosen: Sequence[_Line],
) -> Panels:
    # One scale on every page: from all areas, not only those shown.
    values = [one.value or 0.0 for line in lines for one in line.held]
    days = [_day(one) for line in lines for one in line.held]
    low, high = min(values), max(values)
    if low == high:
        low, high = low - abs(low or 1.0) / 2, high + abs(high or 1.0) / 2
    low, high = rounded_out(low, high, count=3, bounds=(entry.lower, entry.upper))
    grid = ticks(low, high, 3)
    gridlines = tuple((value, _tick(quantities, value, topmost=value == grid[-1])) for value in grid)
    first, last = min(days), max(days)
    return Panels(
        words,
        tuple(_panel(line, quantities) for line in chosen),
        (float(first.toordinal()), float(max(last.toordinal(), first.toordinal() + 1))),
        (low, high),
        gridlines,
        charting.ends(first, last),
    )


def _tick(quantities: Quantities, value: float, *, topmost: bool) -> str:
    figure = numbers.compact(value)
    return quantities.unit.bare(figure) if topmost or quantities.unit.before else figure


def _panel(line: _Line, quantities: Quantities) -> Panel:
    held = [MeasuredPoint(_day(one), one.value or 0.0, one.period.label) for one in line.held]
    kept = tuple((float(one.day.toordinal()), one.value, one.period) for one in thin(held, _MOST_POINTS))
    said = chart_titles.area_said(quantities.label(line.value), line.newest.period.label)
    return Panel(line.name, said, (Stroke("measured", kept), Stroke("latest", (kept[-1],), mark="point")))


def _day(one: Edition) -> date:
    return one.period.start + (one.period.end - one.period.start) / 2
