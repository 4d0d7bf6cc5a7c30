"""The sentences of the page on the track record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forecasting.call_scores import CallRecord, Comparison, Rival
from forecasting.past_calls import Distance, Footing, PublishedWord
from forecasting.targets import TargetStatus
from service.board.english import dates
from service.board.english.numbers import plain

TITLE = "Track record"
SUMMARY = "What was said of targets whose outcome is known, and what it was worth."
EMPTY = "No target on the board has an outcome yet. What is said of them now is kept, and scored on the day it is known."
STATEMENT = (
    "These are cases to look at. So few indicators show nothing about calibration; that is what the record of the "
    "engine is for, which rests on thousands of series."
)
REPLAYED_NOTE = (
    "A replayed chance was worked out afterwards, from what had been published by the day it is dated. A served one "
    "stood here while the outcome was open."
)
RECORD_LINK = "How a probability is made, and how often forecasts of each kind were right"
RIVALS_TITLE = "Against simpler rules"
RIVALS_CAPTION = (
    "Brier score: the mean squared error of a probability. 0 is certainty that was right; 0.25 is a coin. A rule "
    "that says yes or no is given its best case: how often targets on other indicators were met when it said the same."
)
RIVALS_HEAD = (
    "Compared with",
    "Calls",
    "Ours",
    "Theirs, at best",
    "Difference",
    "Right side, ours",
    "Right side, theirs",
)
DISTANCE_TITLE = "How far ahead"
DISTANCE_CAPTION = "The same calls by the time left to the date of the target."
DISTANCE_HEAD = ("Time left", "Calls", "With a probability", "Mean chance", "Met", "Brier score")
TENTHS_TITLE = "Said and happened"
TENTHS_CAPTION = "Calls by the chance they gave. Where counts are small the shares are worth little."
TENTHS_HEAD = ("Chance given", "Calls", "Mean chance", "Share met")
WORDS_TITLE = "What official bodies said"
WORDS_CAPTION = "What was said of targets while they ran, with the chance replayed for the same day."
WORDS_HEAD = ("Target", "Said", "By", "Their word", "Chance that day", "Outcome")
WORDS_OF_ONE = ("Said", "By", "Their word", "Chance that day", "Source")
WORDS_NOTE = (
    "Only what could be read in a publication and is cited: a collection, not a sample. The chance beside a word was "
    "worked out afterwards, from what had been published by that day."
)
WORDS_MORE = "All of it with sources (CSV)"
WORDS_NONE = "The catalogue cites nobody else's word yet."
ON_TRACK, OFF_TRACK = "on track", "off track"
OUTCOMES = {
    TargetStatus.LIVE: "still running",
    TargetStatus.PENDING_OUTCOME: "not yet known",
}
CALLS_TITLE = "Every call"
CALLS_CAPTION = "What was said of each target on each day, what standing still and a straight line said, and what happened."
CALLS_HEAD = ("As of", "Chance", "If nothing changed", "Straight line", "Others' word", "Footing")
CALLS_MORE = "All calls (CSV)"
MET, MISSED, NONE = "met", "missed", "–"
RESULT = {True: "It was met.", False: "It was missed."}
RIVALS = {
    Rival.NO_CHANGE: "Nothing changes",
    Rival.STRAIGHT_LINE: "A straight line through five years",
    Rival.PUBLISHED: "What others had published",
}
DISTANCES = {
    Distance.UNDER_ONE: "under a year",
    Distance.ONE_TO_TWO: "one to two years",
    Distance.TWO_TO_FIVE: "two to five years",
    Distance.OVER_FIVE: "over five years",
}
FOOTINGS = {Footing.SERVED: "served", Footing.REPLAYED: "replayed"}
REFUSED = "no probability"


def result(met: bool, due: date) -> str:
    """What became of a target: ``It was missed. March 2026.``"""
    return f"{RESULT[met]} {dates.closing(due)}."


def lead(record: CallRecord, *, served: int) -> str:
    """How much there is, and how often it was on the right side."""
    if not record.calls:
        return EMPTY
    scored = record.calls - record.refused
    said = (
        f"{plain(record.targets)} targets have an outcome. Of {plain(record.calls)} calls made of them on earlier days "
        f"({plain(served) if served else 'none'} served, {plain(record.calls - served)} replayed), {plain(scored)} gave a probability"
    )
    return (
        f"{said}; {share(record.right)} of those were on the right side of one half."
        if scored
        else f"{said}."
    )


def words_lead(words: Sequence[PublishedWord], theirs: Comparison | None) -> str:
    """How much of what others said came true, and ours on the days on which they said it."""
    told = [word for word in words if word.met is not None]
    true = sum(word.on_track == word.met for word in told)
    said = (
        f"{plain(len(words))} times somebody said whether a target was on track. Of the {plain(len(told))} on targets with "
        f"an outcome by now, {plain(true)} came true."
    )
    if theirs is None:
        return said
    return (
        f"{said} On {plain(theirs.calls)} of these days a chance can be given too: {share(theirs.right)} of ours were on the "
        f"right side of one half, and {share(theirs.rival_right)} of their words right."
    )


def finding(found: Comparison) -> str:
    """Whether we did better than a rival, with the doubt that is left."""
    name = {Rival.NO_CHANGE: "assuming that nothing changes", Rival.STRAIGHT_LINE: "a straight line"}.get(
        found.rival, "what others had published"
    )
    if found.gain is None or found.gain_error is None:
        return f"Too few indicators to compare with {name}."
    if abs(found.gain) < 2 * found.gain_error:
        return f"Against {name}, the difference is within what chance alone would give."
    better = "better" if found.gain > 0 else "worse"
    return f"The chances did {better} than {name}, by more than chance alone would give."


def share(value: float | None) -> str:
    """``88%``."""
    return NONE if value is None else f"{value:.0%}"


def score(value: float | None) -> str:
    """``0.10``; two digits are as many as a few cases bear."""
    return NONE if value is None else f"{value:.2f}"


def difference(gain: float | None, error: float | None) -> str:
    """``0.09 better, give or take 0.04``."""
    if gain is None or error is None:
        return NONE
    return f"{abs(gain):.2f} {'better' if gain >= 0 else 'worse'}, give or take {error:.2f}"


def said(call: bool | None) -> str:
    """A yes or no."""
    return NONE if call is None else (MET if call else MISSED)


def word(on_track: bool) -> str:
    """What somebody said, in their own terms."""
    return ON_TRACK if on_track else OFF_TRACK


def outcome(word: PublishedWord) -> str:
    """What became of the target somebody spoke of, or why nothing has yet."""
    status = TargetStatus(word.status)
    return OUTCOMES.get(status, status.value) if word.met is None else said(word.met)


def tenth(low: int) -> str:
    """``20% to 30%``."""
    return f"{low}% to {low + 10}%"
