"""The words of briefings and of the feed. What the board says already is taken from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from service.board.english import dates
from service.board.english.numbers import counted

LANGUAGE = "en-GB"
BRAND = "Headway"
STANDING = (
    "Worked out by Headway from published figures; not official statistics, and endorsed by no public body."
)

STOCKTAKE = "Stocktake of live targets"
STOCKTAKE_SUBJECT = "Every live target: verdict, chance and what it would take"
CONTENTS = "Contents"
PAGE_HEAD = "Page"
ON_THE_BOARD = "On the board:"

NUMBERS = {
    "latest": "Newest figure",
    "asked": "Asked",
    "expected": "Expected, current course",
    "gap": "Projected gap",
    "outcome": "Outcome",
    "margin": "Against the target",
    "togo": "Distance",
}
EIGHT_IN_TEN = "8 in 10: {low} to {high}"

CHANGED = "What changed, and why"
TAKES = "What it would take"
WHEN = "When"
WHERE = "Where the gap is"
SURE = "How sure we are"
WHY_NOT = "Why there is no chance to give"
HAPPENED = "What became of it"
PARTS = "Its parts"
TARGET = "The target"
SOURCES = "Sources"
MEASURES = "What is measured"
TARGETS = "Targets"
MOVED = "What moved"
LIVE = "Being pursued"
ENDED = "Decided or ended"
DASH = "–"
COLUMNS = ("Target", "Verdict", "Chance", "Projected gap")

FIRST_JUDGEMENT = "No earlier judgement is held that this one could be compared with."
NOTHING_MOVED = "No chance of this mission’s targets has been compared with an earlier one."
NO_PLACES = "The gap is not divided among places here."
FURTHEST = "Furthest short: {places}."
NOBODY_SET = "Each place is asked for its share of the whole; nobody has set these shares as targets."
TREATMENTS = "Other reasonable treatments of the data give {low} to {high}."
TREATMENTS_SAME = "Other reasonable treatments of the data make little difference ({low} to {high})."
TREATMENTS_EQUAL = "Other reasonable treatments of the data all give {low}."
FURTHER = "{count} further remarks stand on the board."
FURTHER_ONE = "One further remark stands on the board."
NO_SOURCE = "No published figures are held."
NO_CHART = "No figures are held that could be drawn."
PARTS_CHART = "This target has no figures of its own: its parts are named below, each with a page of its own."
CHARTS = "Where each is heading"
REST = "And {count} more, on the board."
CHART = "Chart: {title}. {description}"
PACE = "{needed_head}: {needed}. {recent_head}: {recent}."
CHART_KEY = (
    "Black: measured. Orange, dashed: the required path. Blue: the forecast; half, 8 in 10 and 19 in 20 outcomes fall "
    "inside the three bands."
)


def kicker(position: date | None) -> str:
    """``Briefing · position on 11 June 2026``."""
    return "Briefing" if position is None else f"Briefing · position on {dates.day(position)}"


def pack_kicker(position: date | None) -> str:
    """``Stocktake · position on 11 June 2026``."""
    return "Stocktake" if position is None else f"Stocktake · position on {dates.day(position)}"


def needed(found: Sequence[tuple[float, str, bool]]) -> str:
    """What a chance would take, beside the current course.

    Each item is a chance, the size of the change of pace, and whether it is downwards.
    """
    said: list[str] = []
    for chance, size, down in found:
        opening = "an even chance" if chance == 0.5 else "a chance of 4 in 5"
        side = "below" if down else "above"
        if not said:
            said.append(
                f"For {opening} the pace would have to be {size} a year {side} that of the current course"
            )
        else:
            said.append(f"for {opening}, {size} a year {side} it")
    return f"{'; '.join(said)}." if said else ""


def remarks(number: int) -> str:
    """How many findings were left out."""
    return FURTHER_ONE if number == 1 else FURTHER.format(count=counted(number).capitalize())


def rest(number: int) -> str:
    """How many targets were left out."""
    return REST.format(count=counted(number))


def charts_rest(number: int) -> str:
    """How many charts were left out."""
    return (
        f"{counted(number).capitalize()} further chart{'s stand' if number > 1 else ' stands'} on the board."
    )


NOTED = "Written by those who run this service; no part of the judgement."

# Addresses
FORMAT_UNKNOWN = "A briefing is not written as “{given}”: ask for .html, .pdf or .md."
DAY_UNKNOWN = "“{given}” is not a day: write it like 2026-06-11."
POINTS_UNKNOWN = "“{given}” is not a number of points: ask for 1 to 100."

# The feed
FEED_TITLE = "Headway: changes worth telling"
FEED_TITLE_MISSION = "Headway: changes worth telling in “{mission}”"
FEED_SUBTITLE = "A target whose verdict changed, or whose chance of being met moved by at least {points} percentage points."
FEED_VERDICT = "Verdict: {before} before, {after} now."
FEED_VERDICT_SAME = "Verdict: {after}, as before."
FEED_CHANCE = "Chance: {before} as of {earlier}, {after} as of {later}."
FEED_NO_CHANCE = "no chance given"
FEED_UNEXPLAINED = "What moved it has not been worked out."


def feed_title(title: str, *, verdicts: tuple[str, str], chances: tuple[str, str]) -> str:
    """``92% within 18 weeks: off track, was uncertain``, ``…: 42%, was 12%``."""
    before, after = verdicts if verdicts[0] != verdicts[1] else chances
    before, after = (
        text[:1].lower() + text[1:] for text in (before or "no chance given", after or "no chance given")
    )
    return f"{title}: {after}, was {before}"
