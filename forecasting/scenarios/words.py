"""A scenario in plain sentences: what it changes, what would be needed."""

from __future__ import annotations

from forecasting.assessment import Assessment
from forecasting.indicators import Indicator
from forecasting.judging.words import decimals_of, difference, plain, rounded
from forecasting.scenarios.appraisal import Appraised, Needed
from forecasting.scenarios.changes import Measure
from forecasting.verdicts import chance_in_words

_POINTS = ("percent", "points")
CAVEAT = (
    "A scenario shows what the chance would be if the change were as stated. It does not say that anything would "
    "bring that change about."
)


def size_in_words(size: float, measure: Measure, unit: str) -> str:
    """How much of a change: "6.2 points", "a fall of 4,000 dwellings a year", "60% of the way"."""
    if measure is Measure.SHARE:
        return f"{plain(100 * size, 0)}% of the way"
    if measure is Measure.YEARS:
        return f"{plain(size, 1)} years"
    amount = difference(size, unit).removeprefix("about ")
    if measure is Measure.UNIT_A_YEAR:
        amount = f"{amount} a year"
    return amount if size >= 0 else f"a fall of {amount}"


def needed_in_words(needed: Needed, measure: Measure, unit: str) -> str:
    """What a chance would take: "An 80% chance would take 9.1 points."."""
    opening = (
        "An even chance"
        if needed.chance == 0.5
        else f"A chance of {chance_in_words(needed.chance).removeprefix('about ')}"
    )
    if needed.size is None:
        return f"{opening}: {needed.reason[:1].lower()}{needed.reason[1:]}"
    return f"{opening} would take {size_in_words(needed.size, measure, unit)}."


def sentence(appraised: Appraised, current: Assessment, indicator: Indicator) -> str:
    """What the scenario does to the chance and to where the target ends up."""
    under = appraised.assessment
    parts = [_chances(under, current)]
    if under.projection is not None and current.projection is not None:
        width = under.projection.half.high - under.projection.half.low
        near = rounded(under.projection.median, width=width)
        moved = under.projection.median - current.projection.median
        if abs(moved) > 1e-9 * max(abs(near), 1.0):
            way = "more" if moved > 0 else "less"
            figure = plain(near, decimals_of(near) if abs(near) < 100 else 0)
            parts.append(
                f"About {figure} would be expected, {difference(moved, indicator.unit).removeprefix('about ')} {way}."
            )
    parts += [
        needed_in_words(one, appraised.measure, indicator.unit)
        for one in appraised.needed
        if one.size is not None
    ]
    return " ".join(part for part in parts if part)


def _chances(under: Assessment, current: Assessment) -> str:
    if under.probability is None or current.probability is None:
        return ""
    now, then = current.probability_shown, under.probability_shown
    if now == then:
        return f"The chance would be {then}, as it is on the current course."
    return f"The chance would be {then}, against {now} on the current course."
