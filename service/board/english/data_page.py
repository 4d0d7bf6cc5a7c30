"""The sentences of the page on data."""

from __future__ import annotations

from datetime import date

from service.board.english import dates
from service.board.english.numbers import plain
from service.store.records import Outcome

TITLE = "Data"
SUMMARY = "Where every figure comes from, how fresh it is, and under what licence it may be used."
LEAD_EMPTY = "No figures are loaded yet."
RELEASES_TITLE = "Releases"
RELEASES_NONE = "No release is loaded. Statistics come with Headway, from publishers (headway ingest) or from a folder of your own."
RELEASES_EARLIER = "{count} earlier ones"
RELEASES_CAPTION = "Editions in the store, newest first. A figure always belongs to one of them."
RELEASES_HEAD = ("Published", "Publisher", "Release")
COMING_TITLE = "Coming next"
COMING_CAPTION = (
    "When the next figure of each indicator is due: the end of its period and the publisher's usual delay. "
    "Worked out, not announced; series overdue for more than a year are in the table alone."
)
COMING_HEAD = ("Due", "Indicator", "Next figure", "Newest held")
COMING_MORE = "The whole calendar (CSV)"
OVERDUE = "overdue"
SOURCES_TITLE = "Sources"
SOURCES_CAPTION = "Publishers' files that are fetched and read, and what came of the last look at each."
SOURCES_HEAD = ("Source", "Publisher", "Last look", "Next figure due")
NEVER = "not looked at yet"
INDICATORS_TITLE = "Indicators"
INDICATORS_NONE = "No catalogue is loaded: indicators, missions and targets come from its files."
INDICATORS_CAPTION = (
    "What is measured, by whom and how often. Each table holds every edition of every figure."
)
INDICATORS_HEAD = ("Indicator", "Publisher", "Period", "Figures")
INDICATOR_CSV = "CSV"
LICENCES_TITLE = "Licences and attribution"
LICENCES_LEAD = "Reproduce these lines wherever the figures are passed on."
UNDATED = "not known"


def lead(*, indicators: int, releases: int, publishers: int, newest: date | None) -> str:
    """How much there is, and how new it is."""
    if not releases:
        return LEAD_EMPTY
    said = (
        f"{plain(indicators)} indicators from {plain(releases)} editions by {plain(publishers)} publishers, "
        "each figure kept with the edition that holds it."
    )
    return f"{said} The newest edition is of {dates.day(newest)}." if newest is not None else said


def looked(when: date, outcome: Outcome, message: str) -> str:
    """What came of the last look at a source."""
    said = {
        Outcome.LOADED: "new figures",
        Outcome.UNCHANGED: "nothing new",
        Outcome.REFUSED: "refused",
    }[outcome]
    return f"{dates.day(when)}: {said}" + (f" ({message})" if message else "")


def csv_of(title: str) -> str:
    """The accessible name of a link to a table."""
    return f"Figures of {title}"
