"""The words of the page on which a target is set."""

from __future__ import annotations

from forecasting.findings import Severity

TITLE = "Set a target"
LEAD = (
    "Choose what is measured, where, and by when. The page shows what the current course reaches with which chance, "
    "what others have managed, and what a number of your own would mean. It proposes ranges with reasons, not one number."
)
SUMMARY = "What a target on an official statistic would mean before it is set: chances, paces, precedents, cautions."
FORM = "What the target is about"
INDICATOR, AREA, BY, VALUE, SINCE = (
    "Measure",
    "Area",
    "By",
    "Your own value (if any)",
    "Total since (if a total)",
)
BETTER, BETTER_INCREASE, BETTER_DECREASE = "Better is", "more", "less"
CHOOSE = "Choose a measure"
BY_HELP = "(such as 2029-03, 2028/29, 2030)"
SINCE_HELP = "(such as 2024-07-05)"
NOT_A_DAY = "“{given}” is not a day; write it as 2024-07-05."
APPLY = "Show"
NOTHING_YET = "Choose a measure to begin."
SECTION = {
    "ladder": "Values and their chances",
    "chart": "Where it comes from and where it leads",
    "meaning": "What your value means",
    "ways": "Other ways to set it",
    "paces": "Paces elsewhere",
    "path": "A way there",
    "beware": "Before you set it",
    "more": "What stands behind this",
}
LADDER_HEAD = ("Chance", "Value", "Change a year", "Precedent")
LADDER_CAPTION = "The chance of {ask} each value on the current course, equality counted. Values are rounded to the easier side."
WAYS_HEAD = ("Way", "Value", "Chance", "Note")
WAYS_CAPTION = "Each way with what it gives and the chance of reaching that on the current course."
PACES_HEAD = ("Pace faster than", "Change a year", "Leads to", "Chance")
PACES_CAPTION = (
    "Paces over five to ten years among {count} {noun}, this one included; each area weighs the same."
)
PATH_HEAD = ("Period", "Value", "Chance of standing there")
FAMILIES = {
    "healthy_people": "Methods of Healthy People",
    "own": "From its own past",
    "areas": "From comparable areas",
}
WEIGHTS = {Severity.SERIOUS: "Serious", Severity.CAUTION: "Caution", Severity.INFO: "Note"}
RECORD = "How forecasts like this came true"
START = "Paces are measured from"
ENGINE = "Made by"
ENGINE_VALUE = "engine {engine}, figures known on {date}"
COMPARED = "Compared with"
API = "The same for programs"
API_VALUE = "POST /v1/proposals; a draft of any kind: POST /v1/targets/draft/assess"
SOURCES = "Where the ways come from"
AT_LEAST, AT_MOST = "at least", "at most"
NO_CHANCE = "none given"
OWN_PATH = "a way there (ours)"
COURSE = "expected"
STRETCHING = "one chance in four"


def finding(even: str, date: str) -> str:
    """The first thing to know: where the current course leads."""
    return f"The current course is as likely as not to reach {even} by {date}."


def standing(latest: str, when: str, area: str) -> str:
    """Where it stands."""
    return f"It stood at {latest} {when}{f' in {area}' if area else ''}."


def compared(areas: int, noun: str, *, best_area: str, best: str, middle: str, place: int) -> str:
    """Whom it is compared with, and where it stands among them."""
    return (
        f"{areas} other {noun}. The best is {best_area} at {best}, the middle one {middle}; this one is "
        f"number {place} of {areas + 1}."
    )
