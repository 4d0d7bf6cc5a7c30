"""How a probability is made, in plain English."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "How a chance is made"
LEAD = (
    "Headway takes a published target and the official figures that measure it, works out where those figures "
    "lead if things go on as they have, and counts how many of the possible futures meet the target."
)
SUMMARY = "How Headway works out whether a target is on track, in plain English."


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading with its paragraphs and, where there are several things to tell apart, its points."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()


PASSAGES = (
    Passage(
        "course",
        "The current course",
        (
            (
                "A forecast here answers one question: what happens if behaviour continues as it shows in the figures "
                "so far? It excludes announced policy that is not yet in the data. A new programme counts from the day "
                "it begins to move the figures, not from the day it is announced."
            ),
            (
                "That is why a low chance is not a certain miss. Managed targets are sometimes met by a late effort "
                "that nothing in the past shows."
            ),
        ),
    ),
    Passage(
        "figures",
        "The figures",
        (
            (
                "Every figure is kept with the release it came from and never overwritten. What was known on a day can "
                "therefore be asked again later, and a revision never rewrites what was said before it."
            ),
            (
                "Figures before a break that the publisher calls not comparable are left out. The months of the "
                "pandemic are set aside and the past before them is kept; which months these are was fixed before any "
                "result was seen. How much other treatments would change a chance stands on the page of each target."
            ),
        ),
    ),
    Passage(
        "forecast",
        "The forecast",
        (
            (
                "Several well-known methods forecast each series, among them exponential smoothing and the Theta "
                "method. Their forecasts are combined, because combinations of simple methods have done better in open "
                "contests than most single ones."
            ),
            (
                "The result is not a line but a spread of possible values for every coming period. It respects what "
                "cannot be passed: a percentage stays between 0 and 100, a counter never runs backwards."
            ),
        ),
    ),
    Passage(
        "chance",
        "The chance",
        (
            (
                "The chance is the share of that spread that meets the target at its date. For totals over several "
                "years it is the share of possible futures whose sum is high or low enough."
            ),
            (
                "Small and large chances are hard to test. Where past forecasts give no ground for more, the page says "
                "only “under 10%” or “over 90%”; where a date lies beyond the tested horizons it gives a range; beyond "
                "twice as far it gives none. Only what is logically certain is called 0% or 100%."
            ),
        ),
    ),
    Passage(
        "gap",
        "The gap",
        (
            (
                "The projected gap compares the middle of the forecast at the target date with the target. The likely "
                "range beside it holds 8 in 10 of the possible outcomes. The gap now compares the newest figure with "
                "the required path on the same day. Where nobody has published a path we draw an even one and say so."
            ),
        ),
    ),
    Passage(
        "verdicts",
        "The verdicts",
        ("A verdict is a label for a chance and never adds anything to it. The labels are version v1.",),
        (
            "On track: a chance of 60% or more.",
            "Uncertain: 40% to 60%, or too few figures for a firmer word.",
            "Off track: less than 40%.",
            "Met, missed: the figure that decides is known.",
            "Breached: a standing standard is not being kept; the chance is that of being back in keeping by a date.",
            "Awaiting outcome: the date has passed and the figure that decides is not published yet.",
            "No verdict: none can honestly be given. The page says why.",
        ),
    ),
    Passage(
        "not",
        "What is not judged",
        (
            (
                "A target without a number, without a published measure or with fewer than three comparable figures has "
                "no chance and no verdict. A target measured on a stand-in series carries the word “proxy” and stays "
                "out of every count."
            ),
        ),
    ),
    Passage(
        "words",
        "Words for chances",
        (
            (
                "A chance is first said as a plain fraction, such as 1 in 14, and then as a percentage. Words such as "
                "“unlikely” follow the probability yardstick of the government’s intelligence assessment profession. "
                "Confidence is separate from likelihood: it says how good the data and the record behind it are."
            ),
        ),
    ),
    Passage(
        "again",
        "Doing it again",
        (
            (
                "Every judgement names its releases, models, seed and version. The same inputs give the same numbers, "
                "bit for bit, so that anybody can check them."
            ),
        ),
    ),
)
