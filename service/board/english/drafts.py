"""The words of the page on which drafts of targets stand side by side."""

from __future__ import annotations

from service.board.english.numbers import capital, counted

TITLE = "Drafts side by side"
SUMMARY = "Two to four drafts of a target: chance, pace, precedent, a way there, and what other methods say."
LEAD = (
    "Each draft with its chance on the current course. Everything is in the address of this page: keep it or send it on, "
    "and it shows the same drafts on the newest figures."
)
CAPTION = "Drafts in columns, what each would mean in rows"
ONE_MORE = "One draft is no comparison: add another value or date below."
NONE_YET = "No draft is here yet. Choose a measure, a date and a value on the page where a target is set, then compare."
FULL = "Four drafts are the most that stand side by side. Take one out to add another."
ROWS = {
    "draft": "Draft",
    "chance": "Chance of being met",
    "leads": "The current course leads to",
    "gap": "Short or to spare",
    "pace": "Change a year it needs",
    "precedent": "Precedent",
    "even": "One chance in two",
    "stretch": "One chance in four",
    "path": "A way there (ours)",
    "yardsticks": "Other methods",
    "beware": "Before you set it",
    "next": "Next",
}
LOOK, TAKE_OUT, SAVE = "Look closer", "Take it out", "Save it as a target (for editors)"
TAKE_OUT_NAMED = "Take out {draft}"
ADD, ADD_LEAD = "Add a draft", "Of the same measure and area:"
BY, VALUE, SINCE = "By", "Value", "Total since (if a total)"
ANOTHER = "A draft of another measure or area"
COMPARE, COMPARE_WITH = "Put it beside other drafts", "Put it beside the drafts chosen before ({count})"
WITH_DRAFTS = "Chosen to compare: {count}."
LATELY = "lately {pace}"
NO_CHANCE = "None is given"
NO_METHOD = "None has an answer for such a target"
METHODS = "What each says"


def title_of(count: int) -> str:
    """The heading of the table."""
    return capital(f"{counted(count)} {'draft' if count == 1 else 'drafts'} side by side")
