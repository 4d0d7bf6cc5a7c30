"""How the figures of an indicator have been revised in one area."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from datasets.catalogue.entries import IndicatorEntry
from datasets.revisions import RevisionHistory
from service.api.errors import Fault, ParametersInvalid
from service.api.missing import unknown
from service.board.english import chart_titles, dates, indicator_page
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.charts.sheet import Words, blank
from service.charts.triangle import Cell, Triangle, most_columns, triangle
from service.operations.revised import revisions_of
from service.pictures.picture import Picture
from service.store.reads import catalogue, observations

if TYPE_CHECKING:
    from sqlmodel import Session

_MOST_ROWS, _MOST_ROWS_NARROW = 18, 14


def revisions_picture(session: Session, indicator_id: str, area: str | None) -> Picture:
    """The triangle of an indicator; without an area, of the one most often revised. Raises Unknown."""
    record = catalogue.indicator(session, indicator_id)
    if record is None:
        raise unknown("indicator", indicator_id, (one.id for one in catalogue.indicators(session)))
    entry = record.entry(IndicatorEntry)
    held = sorted({one.area for one in observations.series_of(session, indicator_id=indicator_id)})
    if area is not None and area not in held:
        message = f"“{indicator_id}” has no figures for the area “{area}”."
        fault = Fault("area_without_observations", message, "query.area", held[:50])
        raise ParametersInvalid(message, faults=(fault,))
    editions = observations.editions_of(
        session, [(indicator_id, one) for one in held if area is None or one == area]
    )
    histories = {place: revisions_of(found) for (_, place), found in editions.items()}
    chosen = area or max(
        histories, key=lambda one: (histories[one].revised, histories[one].periods), default=""
    )
    names = {one.code: one.name for one in observations.areas(session, indicator_id=indicator_id)}
    own = f"/v1/indicators/{indicator_id}/revisions"
    asked = f"?area={chosen}" if chosen else ""
    tables = ((f"{own}.csv{asked}", "text/csv"), (f"{own}{asked}", "application/json"))
    quantities = Quantities(unit_of(entry.unit), entry.decimals)
    history = histories.get(chosen)
    place = names.get(chosen, chosen)
    newest = history.releases[-1][1] if history is not None and history.releases else None
    source = _source(entry, newest)
    if history is None or not history.periods:
        words = Words(f"{entry.title}: no revision can be told", place, chart_titles.NO_REVISIONS, source)
        return Picture(
            f"{indicator_id}-revisions",
            words,
            lambda width: blank(words, width, chart_titles.NO_REVISIONS),
            tables,
        )
    lead = indicator_page.revisions_lead(history, quantities)
    found = indicator_page.revisions_title(history)
    words = Words(
        f"{entry.title}: {found[:1].lower() + found[1:]}",
        f"{chart_titles.REVISIONS_DRAWN}. {place}",
        f"{lead} {_largest(history, quantities)}".strip(),
        source,
    )
    return Picture(
        f"{indicator_id}-revisions", words, lambda width: _draw(history, quantities, words, width), tables
    )


def _source(entry: IndicatorEntry, newest: date | None) -> str:
    parts = [entry.publisher, entry.release, f"to the release of {dates.day(newest)}" if newest else ""]
    return f"Source: {', '.join(part for part in parts if part)}."


def _largest(history: RevisionHistory, quantities: Quantities) -> str:
    largest = max(history.revisions, key=lambda one: abs(one.change), default=None)
    if largest is None:
        return "No figure has moved."
    way = "up" if largest.change > 0 else "down"
    size = quantities.difference(largest.change, quantities.measured_step(largest.change))
    return f"The largest single revision was of {largest.period.label}, {way} by {size}."


def _draw(history: RevisionHistory, quantities: Quantities, words: Words, width: int) -> dict[str, object]:
    """The newest periods that were published more than once, in the releases that have most of them."""
    again = [row for row in history.triangle if sum(value is not None for value in row.values) > 1]
    rows = again[-(_MOST_ROWS_NARROW if width < 440 else _MOST_ROWS) :]
    given = [value for row in rows for value in row.values if value is not None]
    longest = max((quantities.measured_figure(value) for value in given), key=len)
    label = max((chart_titles.brief_label(row.period) for row in rows), key=len)
    held = {
        place: sum(row.values[place] is not None for row in rows) for place in range(len(history.releases))
    }
    best = sorted((place for place in held if held[place]), key=lambda place: (held[place], place))
    columns = sorted(best[-max(2, most_columns(width, label, longest)) :])
    rows = [row for row in rows if sum(row.values[place] is not None for place in columns) > 1]
    revised = {one.period for one in history.revisions}
    cells = []
    for number, row in enumerate(rows):
        first = next(value for value in row.values if value is not None)
        for column, place in enumerate(columns):
            value = row.values[place]
            if value is None:
                continue
            # Copies that only differ in rounding are no revision, and a rebased figure is none either.
            change = value - first if row.period in revised else 0.0
            cells.append(Cell(number, column, value, change, quantities.measured_figure(value)))
    heads = tuple(dates.short_day(history.releases[place][1]) for place in columns)
    return triangle(
        Triangle(words, tuple(chart_titles.brief_label(row.period) for row in rows), heads, tuple(cells)),
        width,
    )
