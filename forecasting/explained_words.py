"""A movement in one plain sentence: "The chance fell from 45% to 30%: 12 points from the figure for June 2026 …"."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.explained import Explanation, Method, Part, Unexplained, whole_points
from forecasting.explanation import Cause
from forecasting.periods import Period

_WHY = {
    Unexplained.NO_PROBABILITY: "One of the two judgements gives no chance, so there is nothing to divide up.",
    Unexplained.SEVERAL_TARGETS: "It is judged on other targets; what moved it is told for each of those.",
    Unexplained.INPUTS_NOT_HELD: "What the earlier judgement rested on is no longer held in full, so the movement is not divided up.",
    Unexplained.NO_ORDER: "The causes cannot be told apart: no mixture of old and new figures can be judged.",
}
# Half a point: less than that no printed chance can show.
_SLIGHT = 0.005
BY_DIFFERENCE = (
    "A calibration that was in force then cannot be run any more. Its part is what the stored judgements differ from "
    "today’s calibration on the same figures."
)


def sentence(explanation: Explanation) -> str:
    """What moved the chance, in points that add up to the change as it is printed."""
    if explanation.reason is not None:
        return _WHY[explanation.reason]
    moved = [part for part in explanation.parts if part.changed]
    before, after = explanation.before.probability_shown, explanation.after.probability_shown
    if not moved:
        return f"Nothing the chance rests on has changed: {after}."
    told = (
        _in_points(explanation, moved) if _whole(before) and _whole(after) else _in_words(explanation, moved)
    )
    return f"{told} {BY_DIFFERENCE}" if explanation.method is Method.BY_DIFFERENCE else told


def _whole(shown: str) -> bool:
    return shown.endswith("%") and shown[:-1].isdigit()


def _in_points(explanation: Explanation, moved: Sequence[Part]) -> str:
    before, after = explanation.before.probability_shown, explanation.after.probability_shown
    total = int(after[:-1]) - int(before[:-1])
    points = whole_points([part.probability or 0.0 for part in moved], total)
    named = [(p, _cause(explanation, part)) for p, part in zip(points, moved, strict=True)]
    named.sort(key=lambda one: -abs(one[0]))
    if total == 0:
        opening = f"The chance is still {after}"
        if all(p == 0 for p, _ in named):
            return f"{opening}: {_listed([name for _, name in named])} made no difference of a point."
    else:
        opening = f"The chance {'rose' if total > 0 else 'fell'} from {before} to {after}"
    if len(named) == 1:
        return f"{opening}, because of {named[0][1]}."
    one_way = all(p * total >= 0 for p, _ in named) and total != 0
    told = [_points(p, way=not one_way) + f" from {name}" for p, name in named]
    return f"{opening}: {_listed(told)}."


def _in_words(explanation: Explanation, moved: Sequence[Part]) -> str:
    """Where a chance is printed as a side or a range, points would say more than is known."""
    before, after = explanation.before.probability_shown, explanation.after.probability_shown
    rising = (explanation.change or 0.0) > 0
    opening = f"The chance {'rose' if rising else 'fell'} from {_ends(before)} to {_ends(after)}"
    if before == after:
        opening = f"The chance is still {_ends(after)}"
    told = []
    for words, chosen in (
        ("raised it", [p for p in moved if (p.probability or 0.0) >= _SLIGHT]),
        ("lowered it", [p for p in moved if (p.probability or 0.0) <= -_SLIGHT]),
        ("made almost no difference", [p for p in moved if abs(p.probability or 0.0) < _SLIGHT]),
    ):
        if chosen:
            told.append(f"{_listed([_cause(explanation, part) for part in chosen])} {words}")
    if len(moved) == 1 and before != after:
        return f"{opening}, because of {_cause(explanation, moved[0])}."
    return f"{opening}: {', '.join(told)}."


def _ends(shown: str) -> str:
    """A chance in a sentence that has a "to" of its own: "12% to 25%" becomes "between 12% and 25%"."""
    low, to, high = shown.partition(" to ")
    return f"between {low} and {high}" if to else shown


def _points(points: int, *, way: bool) -> str:
    noun = "point" if abs(points) == 1 else "points"
    if not way or points == 0:
        return f"{abs(points)} {noun}"
    return f"{abs(points)} {noun} {'up' if points > 0 else 'down'}"


def _cause(explanation: Explanation, part: Part) -> str:
    match part.cause:
        case Cause.OBSERVATIONS:
            return _figures(explanation.new_periods)
        case Cause.REVISIONS:
            return (
                "revisions of earlier figures"
                if explanation.revised_periods
                else "what became known of earlier figures"
            )
        case Cause.CALIBRATION:
            return "a changed calibration"
        case _:
            return "a changed target"


def _figures(periods: Sequence[Period]) -> str:
    if not periods:
        return "a new official estimate of what is done"
    if len(periods) == 1:
        return f"the figure for {periods[0].label}"
    if len(periods) == 2:
        return f"the figures for {periods[0].label} and {periods[1].label}"
    return f"{len(periods)} new figures to {periods[-1].label}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
