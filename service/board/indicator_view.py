"""The page of one indicator: its figures, releases, revisions, breaks and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from datasets.catalogue.entries import BreakEntry, IndicatorEntry
from datasets.revisions import RevisionHistory
from service.board.english import charting, dates, indicator_page
from service.board.english.numbers import plain, signed
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.board.facts import Fact
from service.charts.figure import Figure, MeasuredPoint
from service.charts.revision_picture import Moved, RevisionPicture, axis_values, revision_picture
from service.charts.sparkline import sparkline
from service.operations.calendar import Expected
from service.operations.revised import revisions_of
from service.store.records import Edition

MOST_AREAS = 12
_MOST_REVISIONS = 12
_MOST_BARS = 120
_CHART_YEARS = 15


@dataclass(frozen=True, slots=True)
class AreaLine:
    """The newest figure of an area, with a small chart."""

    name: str
    value: str
    period: str
    published: str
    chart: str


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One revision as it is printed."""

    period: str
    published: str
    before: str
    after: str
    change: str
    note: str


@dataclass(frozen=True, slots=True)
class AgeLine:
    """What became of figures of an age, as it is printed."""

    age: str
    count: str
    revised: str
    bias: str
    typical: str


@dataclass(frozen=True, slots=True)
class RevisionsView:
    """The revisions of one area."""

    title: str
    lead: str
    picture: str
    lines: tuple[RevisionLine, ...]
    ages: tuple[AgeLine, ...]


@dataclass(frozen=True)
class IndicatorView:
    """Everything the template of an indicator prints."""

    entry: IndicatorEntry
    headline: str
    areas: tuple[AreaLine, ...]
    more_areas: int
    revisions: RevisionsView | None
    breaks: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    targets: tuple[tuple[str, str], ...]
    findings: tuple[Fact, ...]
    downloads: tuple[tuple[str, str], ...]


def indicator_view(
    entry: IndicatorEntry,
    editions: Mapping[str, Sequence[Edition]],
    *,
    names: Mapping[str, str],
    targets: Sequence[tuple[str, str]],
    expected: Expected | None,
    today: date,
    more_areas: int = 0,
    findings: Sequence[Fact] = (),
) -> IndicatorView:
    """The page of an indicator from the editions of the areas to show, the most important first.

    ``more_areas`` counts those that are held besides; ``findings`` are what the judgements found in the figures.
    """
    quantities = Quantities(unit_of(entry.unit), entry.decimals)
    lines, headline = [], ""
    for area, held in editions.items():
        line = _area(entry, names.get(area, area), held, quantities)
        if line is None:
            continue
        newest = _newest(held)[-1]
        if not headline and newest.value is not None:
            headline = indicator_page.latest(
                quantities,
                newest.value,
                newest.period,
                newest.release.published,
                area=names.get(area, area) if len(editions) + more_areas > 1 else "",
            )
        lines.append(line)
    first = next(iter(editions.values()), ())
    return IndicatorView(
        entry=entry,
        headline=headline,
        areas=tuple(lines),
        more_areas=more_areas,
        revisions=_revisions(first, quantities),
        breaks=tuple(_break(item, names) for item in entry.breaks),
        facts=_facts(entry, expected, today),
        targets=tuple(targets),
        findings=tuple(findings),
        downloads=tuple(
            (f"/v1/indicators/{entry.id}/{path}", text) for path, text in indicator_page.DOWNLOADS
        ),
    )


def _newest(editions: Sequence[Edition]) -> list[Edition]:
    """The edition in force of each period on the basis in force, in order."""
    found: dict[object, Edition] = {}
    for one in editions:  # by period, then by date of release
        if one.value is not None and not one.basis:
            found[one.period] = one
    return list(found.values())


def _area(
    entry: IndicatorEntry, name: str, editions: Sequence[Edition], quantities: Quantities
) -> AreaLine | None:
    held = _newest(editions)
    if not held:
        return None
    last = held[-1]
    value = quantities.measured(last.value or 0.0)
    published = last.release.published
    points = tuple(
        MeasuredPoint(
            one.period.start + (one.period.end - one.period.start) / 2, one.value or 0.0, one.period.label
        )
        for one in held
        if one.period.end.year >= last.period.end.year - _CHART_YEARS
    )
    first_text, last_text = charting.ends(points[0].day, points[-1].day)
    figure = Figure(
        title=f"{entry.title}, {name}: {value} {last.period.when}",
        subtitle="",
        description=f"{len(points)} figures from {points[0].period} to {points[-1].period}.",
        since=points[0].day,
        measured=points,
        bounds=(entry.lower, entry.upper),
        latest_text=quantities.label(last.value or 0.0),
        first_text=first_text,
        last_text=last_text,
    )
    return AreaLine(
        name,
        value,
        last.period.label,
        dates.day(published) if published is not None else "",
        sparkline(figure) if len(points) > 1 else "",
    )


def _revisions(editions: Sequence[Edition], quantities: Quantities) -> RevisionsView | None:
    history = revisions_of(editions)
    if not history.periods:
        return None
    ordered = sorted(history.revisions, key=lambda one: -abs(one.change))[:_MOST_REVISIONS]
    decimals = quantities.decimals if quantities.decimals is not None else 1
    return RevisionsView(
        title=indicator_page.revisions_title(history),
        lead=indicator_page.revisions_lead(history, quantities),
        picture=_picture(history, quantities),
        lines=tuple(
            RevisionLine(
                one.period.label,
                dates.short_day(one.published),
                quantities.measured_figure(one.before),
                quantities.measured_figure(one.after),
                signed(one.change, _digits(one.change, decimals)),
                indicator_page.UNUSUAL if one.unusual else "",
            )
            for one in ordered
        ),
        ages=tuple(
            AgeLine(
                indicator_page.age(band),
                plain(band.count),
                plain(band.revised),
                signed(band.bias, _digits(band.bias, decimals)),
                plain(band.typical, _digits(band.typical, decimals)),
            )
            for band in history.by_age
        ),
    )


def _picture(history: RevisionHistory, quantities: Quantities) -> str:
    moved = []
    again = [row for row in history.triangle if sum(value is not None for value in row.values) > 1]
    for row in again[-_MOST_BARS:]:
        given = [value for value in row.values if value is not None]
        revised = any(one.period == row.period for one in history.revisions)
        moved.append(Moved(row.period.label, given[-1] - given[0] if revised else 0.0))
    if not any(one.change for one in moved):
        return ""
    values = axis_values(tuple(moved))
    step = min((abs(b - a) for a, b in pairwise(values)), default=1.0)
    decimals = next((d for d in range(6) if abs(round(step, d) - step) < 1e-9 * step), 6)
    return revision_picture(
        RevisionPicture(
            title=indicator_page.revisions_title(history),
            description=indicator_page.describe(history, quantities, moved[0].label, moved[-1].label),
            moved=tuple(moved),
            axis=tuple((value, signed(value, decimals)) for value in values),
        )
    )


def _digits(value: float, decimals: int) -> int:
    """One digit more than is published where a change would else vanish."""
    return decimals if abs(value) >= 10.0**-decimals or value == 0 else decimals + 2


def _break(item: BreakEntry, names: Mapping[str, str]) -> tuple[str, str]:
    where = f" ({names.get(item.area, item.area)})" if item.area else ""
    return f"{item.period.label}{where}", f"{item.explanation} {item.citation}".strip()


def _facts(entry: IndicatorEntry, expected: Expected | None, today: date) -> tuple[Fact, ...]:
    names = indicator_page.FACTS
    aside = entry.exceptional.reason if entry.exceptional is not None else ""
    source = ", ".join(part for part in (entry.publisher, entry.release, entry.table) if part)
    found = (
        Fact(names["unit"], entry.unit),
        Fact(names["direction"], indicator_page.better(entry.direction)),
        Fact(names["coverage"], entry.coverage),
        Fact(names["period"], indicator_page.every(entry)),
        Fact(names["source"], source, entry.url),
        Fact(
            names["next"],
            "" if expected is None else indicator_page.next_figure(expected.next, expected.due, today=today),
        ),
        Fact(names["revisions"], entry.revisions),
        Fact(names["aside"], aside),
        Fact(names["licence"], entry.licence),
    )
    return tuple(fact for fact in found if fact.text)
