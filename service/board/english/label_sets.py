"""The English of label sets on the page of methods."""

from __future__ import annotations

from forecasting.labels import LabelSet

ANCHOR = "labels"
TITLE = "What each label was worth"
LEAD = (
    "Labels are data: each set is a file with its cuts and words, and a folder of one’s own may add others. No label "
    "changes a chance. How often each would have been wrong was counted on past series."
)
WRONG = "A false alarm is a target called off track that was met; a missed alarm one called on track that was missed."
HEAD = ("Figures", "Ahead", "Off track but met", "On track but missed", "Independent series")
FREQUENCY = {"yearly": "Yearly", "quarterly": "Quarterly", "monthly": "Monthly"}
_UNIT = {"yearly": "year", "quarterly": "quarter", "monthly": "month"}
NEVER = "never said"
FEW = "Where fewer than 100 independent series stand behind a row, read it with care."
TELL = "A change of label is told only once the chance is {points} points past the cut; the label itself never waits."
DATA = "The set as data, with counts"
SCROLLS = "How often labels were wrong"


def heading(labels: LabelSet) -> str:
    """A set by its title, with its id and version."""
    return f"{labels.title} ({labels.id}, version {labels.version})"


def cuts(labels: LabelSet) -> str:
    """The cuts of a set in one sentence: "On track from 60%, Uncertain from 40%, Off track below"."""
    above = [f"{one.words} {'above' if one.strict else 'from'} {one.at:.0%}" for one in labels.labels[:-1]]
    return f"{', '.join(above)}, {labels.labels[-1].words} below."


def ahead(frequency: str, first: int, last: int) -> str:
    """A stretch of horizons: "1 to 2 years"."""
    unit = _UNIT.get(frequency, "period")
    return f"{first} {unit}{'' if first == 1 else 's'}" if first == last else f"{first} to {last} {unit}s"


def share(value: float | None) -> str:
    """A share as a whole percentage."""
    return NEVER if value is None else f"{value:.0%}"
