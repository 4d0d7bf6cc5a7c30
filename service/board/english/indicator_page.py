"""The sentences of the page of an indicator."""

from __future__ import annotations

from datetime import date

from datasets.catalogue.entries import IndicatorEntry
from datasets.revisions import AgeBand, RevisionHistory
from forecasting.indicators import Direction
from forecasting.periods import Period
from service.board.english import dates
from service.board.english.numbers import capital, counted, plain
from service.board.english.quantities import Quantities

SUMMARY = "What is measured, how it has moved, and how its publisher has revised it."
AREAS_TITLE = "Where it stands"
AREAS_HEAD = ("Area", "Newest figure", "Period", "Published")
AREAS_MORE = "Every area is in the table of figures."
AREAS_PICTURE = "{title}: every area in a small chart of its own, on one scale. The figures are in the table."
FINDINGS_TITLE = "What to know about the figures"
FINDINGS_LEAD = "Found when its targets were judged."
TARGETS_TITLE = "Targets measured by it"
REVISIONS_TITLE = "How it has been revised"
REVISIONS_LABEL = "Newest figure minus the first one published, by period"
REVISIONS_NONE = (
    "No period is held from more than one dated release, so nothing can be said about revisions yet."
)
REVISIONS_HEAD = ("Period", "Published", "Before", "After", "Change", "")
REVISIONS_CAPTION = "The largest revisions"
UNUSUAL = "unusually large"
AGES_HEAD = ("Age of the figure", "Figures", "Changed later", "Mean change", "Typical size")
AGES_CAPTION = "How far figures of an age still were from what is held now"
BREAKS_TITLE = "Breaks"
BREAKS_NONE = "No break is recorded."
ABOUT_TITLE = "About the figures"
DOWNLOADS = (
    ("observations.csv", "Newest figures (CSV)"),
    ("observations.csv?include_history=true", "Every edition (CSV)"),
    ("revisions.csv", "Revisions (CSV)"),
    ("charts/revisions.svg", "Every release, as a picture (SVG)"),
)
FACTS = {
    "unit": "Unit",
    "direction": "Better is",
    "coverage": "Covers",
    "period": "Published by",
    "source": "Source",
    "next": "Next figure",
    "revisions": "Publisher on revisions",
    "aside": "Set aside",
    "licence": "Licence",
}
_BETTER = {
    Direction.INCREASE: "higher",
    Direction.DECREASE: "lower",
    Direction.NEUTRAL: "neither: it depends on the target",
}


def better(direction: Direction) -> str:
    """Which way is better."""
    return _BETTER[direction]


def latest(
    quantities: Quantities, value: float, period: Period, published: date | None, *, area: str = ""
) -> str:
    """``64.9% in April 2026, published 11 June 2026.``; with an area, where there are several."""
    said = f"{f'{area}: ' if area else ''}{quantities.measured(value)} {period.when}"
    return f"{said}, published {dates.day(published)}." if published is not None else f"{said}."


def next_figure(period: Period, due: date, *, today: date) -> str:
    """When the next figure is due, or since when it is overdue."""
    what = capital(dates.named(str(period.frequency), period.label))
    return f"{what}, due by {dates.day(due)}" + (", and overdue." if due < today else ".")


def every(entry: IndicatorEntry) -> str:
    """The period it is published for."""
    return capital(entry.frequency.words)


def revisions_title(history: RevisionHistory) -> str:
    """The finding of the picture."""
    if not history.periods:
        return REVISIONS_TITLE
    if not history.revised:
        return f"None of {plain(history.periods)} figures published more than once has been revised"
    return f"{capital(counted(history.revised))} of {plain(history.periods)} figures published more than once were revised"


def revisions_lead(history: RevisionHistory, quantities: Quantities) -> str:
    """How large revisions are, and whether they lean one way."""
    if history.typical is None or history.bias is None:
        return ""
    step = quantities.measured_step(history.typical)
    size = quantities.difference(history.typical, step)
    finest = 10.0 ** -(quantities.decimals if quantities.decimals is not None else 1)
    if history.typical < finest / 2:
        return "Revisions are typically smaller than the last digit published."
    lean = ""
    if abs(history.bias) > history.typical / 2:
        lean = (
            " More often than not they raised it."
            if history.bias > 0
            else " More often than not they lowered it."
        )
    return f"A revision is typically about {size}.{lean}"


def describe(history: RevisionHistory, quantities: Quantities, first: str, last: str) -> str:
    """The picture in words."""
    largest = max(history.revisions, key=lambda one: abs(one.change), default=None)
    said = f"A bar for each period from {first} to {last}: its newest figure minus the first one published."
    if largest is None:
        return f"{said} No figure has moved."
    step = quantities.measured_step(largest.change)
    size = quantities.difference(largest.change, step)
    way = "up" if largest.change > 0 else "down"
    return f"{said} The largest single revision was of {largest.period.label}, {way} by {size}."


def age(band: AgeBand) -> str:
    """``First three months``, ``Three to six months`` …"""
    months = {
        0: "First three months",
        92: "Three to six months",
        183: "Six months to a year",
        366: "Second year",
    }
    return months.get(band.first_day, "Older than two years")
