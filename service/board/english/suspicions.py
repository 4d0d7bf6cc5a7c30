"""The words about breaks that figures suggest and nobody has recorded."""

from __future__ import annotations

from datetime import datetime

from datasets.catalogue.entries import IndicatorEntry
from forecasting.breaks import BreakKind, Comparable
from service.board.english import dates
from service.board.english.numbers import capital, counted, plain
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.store.suspicion_records import Sign, Suspicion, SuspicionState

STANDING = {
    SuspicionState.SUSPECTED: "Suspected",
    SuspicionState.ACCEPTED: "Accepted",
    SuspicionState.DISMISSED: "Dismissed",
}
ALL_AREAS = "all areas"
LIST_LEAD = (
    "The level of these series changes once, far beyond the movement around it, and no break is recorded there. "
    "A judgement takes the figures as they stand until an editor accepts the break."
)
NOTHING = "No break is suspected that nobody has decided on."
LIST_HEAD = ("Series", "What the figures show", "Found")
LIST_MORE = "Those decided on before are in /v1/findings?code=suspected_break."
ON_PAGE = "Suspected breaks"
ON_PAGE_LEAD = "Found in the figures, and recorded by nobody."
DECIDE = "Accept or dismiss (for editors)"
TITLE = "Is this a break?"
AROUND = "The figures on both sides"
AROUND_HEAD = ("Period", "Figure")
FIRST_AFTER = "first on the new level"
SERIES, PERIOD, FOUND, STATE = "Series", "From", "Found", "State"
ACCEPT_TITLE = "Accept it as a break"
ACCEPT_LEAD = (
    "The break joins those of the indicator, and every target measured by it is judged anew. Until then those targets "
    "show no verdict."
)
DISMISS_TITLE = "Dismiss it"
DISMISS_LEAD = "Nothing changes: the figures are compared across it as before. Your reason is kept and shown."
KIND = "What disturbed the series"
KINDS = {
    BreakKind.METHOD: "how it is measured has changed",
    BreakKind.COVERAGE: "who or what is counted has changed",
    BreakKind.POPULATION: "the population it is a share of was revised",
    BreakKind.PANDEMIC: "the pandemic",
    BreakKind.STRIKE: "a strike",
    BreakKind.WITHDRAWAL: "something was withdrawn once",
    BreakKind.OTHER: "something else",
}
COMPARABLE = "May figures before be compared with figures after?"
COMPARABLES = {
    Comparable.PARTLY: "partly: fit across it, with a wider range",
    Comparable.NO: "no: the past before it is cut off",
    Comparable.YES: "yes: it is only to be shown",
}
EXPLANATION, EXPLANATION_HELP = "What happened", "A sentence for readers; it stands beside the chart."
CITATION, CITATION_HELP = "Who says so", "A page or publication of the publisher, if there is one."
REASON_ACCEPT, REASON_DISMISS = "Why you accept it", "Why it is none"
REASON_HELP = "It is kept with the decision."
ACCEPT, DISMISS = "Accept the break", "Dismiss"
PROBLEMS = "This cannot be saved yet"
EXPLANATION_MISSING = "Say in a sentence what happened."
EDITORS_ONLY = "Deciding takes a key with the scope “editor”."
NO_FINDING = "There is no finding {name}."
CHANGED_TITLE = "Somebody else has decided on it meanwhile"
LOOK_AGAIN = "Look at it again"
DONE = {
    "accept": "The break is recorded, and stands beside the others of the indicator.",
    "dismiss": "It is dismissed, and what you said is kept.",
}
JUDGED = "Its targets are being judged anew:"
TO_ANALYST = "All findings"
TO_INDICATOR = "All figures, releases and revisions"


def statement(one: Suspicion, entry: IndicatorEntry) -> str:
    """What the figures show, in a sentence or two."""
    if one.sign is Sign.FACTOR:
        return (
            f"A release gives everything from {one.period.label} on at {one.after:.3g} times what was held before: "
            "a new basis is likely."
        )
    if one.sign is Sign.AREAS:
        return f"{capital(one.period.when)} {plain(one.after)} of {plain(one.before)} areas step to another level at once."
    quantities = Quantities(unit_of(entry.unit), entry.decimals)
    before, after = quantities.measured(one.before), quantities.measured(one.after)
    return (
        f"{capital(one.period.when)} the level changes from {before} to {after}, {counted(round(one.times))} times "
        "the usual change, and stays there."
    )


def around(entry: IndicatorEntry, value: float) -> str:
    """A figure beside the step."""
    return Quantities(unit_of(entry.unit), entry.decimals).measured(value)


def decided(standing: SuspicionState, *, at: datetime | None, who: str, why: str) -> str:
    """What became of it, by whom, when and why."""
    if standing is SuspicionState.SUSPECTED or at is None:
        return ""
    return f"{STANDING[standing]} by {who}, {dates.day(at.date())}: {why}"
