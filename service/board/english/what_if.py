"""What if: the words of the form and of its answer."""

from __future__ import annotations

from forecasting.scenarios.changes import Measure, ScenarioKind
from service.board.english.numbers import plain, published
from service.board.english.quantities import Quantities

TITLE = "What if something changed?"
LEAD = (
    "Put a change on top of the current course and see what it would do to the chance. It is judged by the same rules, "
    "on the same simulated futures."
)
KINDS = {
    ScenarioKind.POLICY: "a measure works in over some years",
    ScenarioKind.LEVEL_SHIFT: "the level shifts at once, for good",
    ScenarioKind.PACE: "the pace changes, by so much a year",
    ScenarioKind.SHOCK: "a shock comes, and half of it is gone after some years",
    ScenarioKind.DELAY: "everything comes some years later",
}
KIND = "Suppose that"
EFFECT = "Effect, in {unit}"
EFFECT_PLAIN = "Effect"
EFFECT_NOTE = "With a minus sign it lowers the figure."
BEGINS = "From"
YEARS = "Years"
LOW = "Effect at least"
HIGH = "Effect at most"
SPREAD_NOTE = "Years: until the measure works in full, until half of a shock is gone, or the delay. The effect lies between “at least” and “at most” with 8 chances in 10; both may be left empty."
ASK = "Show"
CLEAR = "Clear"
SLIDE = "Slide to choose it"
BUSY = "Working it out. What stands here is the answer to the question before."
HEAD = ("", "Chance", "Expected", "Gap")
NOW = "Current course"
IF = "With the change"
SUPPOSED = "Supposed: {name}."
IF_SO = "if so {value}"
DRAWN = "{what} Dotted: the middle of the course supposed that {name}."
WRONG = "This cannot be worked out: {message}"
OUTDATED = (
    "Something this judgement rests on has changed since. Once the target is judged anew, this can be asked."
)
MORE = "More kinds of change, and several at once: "
MORE_LINK = "the API"


def name(kind: ScenarioKind, *, effect: str, begins: str, years: str) -> str:
    """What is supposed, short: ``a measure adds 5 points from 2027``."""
    since = f" from {begins}" if begins else ""
    spell = "" if not years else f" {years} year{'' if years in ('1', '1.0') else 's'}"
    match kind:
        case ScenarioKind.POLICY:
            return f"a measure brings {effect}{since}" + (f", in full after{spell}" if years else "")
        case ScenarioKind.LEVEL_SHIFT:
            return f"the level shifts by {effect}{since}"
        case ScenarioKind.PACE:
            return f"the pace changes by {effect} a year{since}"
        case ScenarioKind.SHOCK:
            return f"a shock of {effect} comes{since}, half of it gone after{spell}"
        case _:
            return f"everything comes{spell} later"


def effect(value: float, quantities: Quantities) -> str:
    """The effect of a change as it was given, without further digits: ``5 points``, ``a fall of 2.5 points``."""
    words = quantities.unit.difference(published(abs(value), None))
    return f"a fall of {words}" if value < 0 else words


def size(value: float, *, measure: Measure, quantities: Quantities) -> str:
    """How much of a change: ``23 points``, ``a fall of 4,000 homes a year``."""
    if measure is Measure.YEARS:
        return f"{plain(value, 1)} years"
    if measure is Measure.SHARE:
        return f"{plain(100 * value)}% of the way"
    words = quantities.difference(value, quantities.measured_step(value))
    if measure is Measure.UNIT_A_YEAR:
        words = f"{words} a year"
    return f"a fall of {words}" if value < 0 else words


def needed(chance: float, words: str) -> str:
    """What a chance would take."""
    opening = "An even chance" if chance == 0.5 else "A chance of 4 in 5"
    return f"{opening} would take {words}."


def finding(before: str, after: str) -> str:
    """The title of the answer."""
    if before == after:
        return f"The chance would still be {after}"
    return f"The chance would be {after} instead of {before}"
