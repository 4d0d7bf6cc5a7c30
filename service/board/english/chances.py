"""A probability in words and as a number: words first, never a false 0% or 100%."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.assessment import Assessment
from service.board.english.numbers import capital

# Where only the side of an extreme probability may be said, the rail shows the stretch up to here.
_UNDER, _OVER = 0.10, 0.90
_SIDES = {"under": (0.0, _UNDER), "over": (_OVER, 1.0)}
CERTAIN, LOST = "certain", "no chance left"
UNDER_TENTH, OVER_NINE_TENTHS = "under 10%", "over 90%"


@dataclass(frozen=True, slots=True)
class Chance:
    """How a probability is said.

    ``words`` opens a line ("About 1 in 14"), ``inside`` stands inside a sentence; ``number`` is the
    figure beside it; ``low`` and ``high`` are where the mark or the bar of the rail lies.
    """

    words: str
    inside: str
    number: str
    low: float
    high: float

    @property
    def is_stretch(self) -> bool:
        """Whether only a stretch of the rail can be said, not a point."""
        return self.high - self.low > 1e-9


def chance(assessment: Assessment) -> Chance | None:
    """The chance of one judgement as it may be printed, or None where none can be given."""
    p, spread = assessment.probability, assessment.probability_range
    if assessment.certain and p in (0.0, 1.0):
        inside = CERTAIN if p else LOST
        return Chance(capital(inside), inside, "100%" if p else "0%", p, p)
    if p is None and spread is None:
        return None
    number, inside = assessment.probability_shown, assessment.chance
    side = _SIDES.get(number.split(" ")[0])
    if spread is not None and (side is None or " to " in number or " and " in number):
        low, high = spread.low, spread.high
    elif side is not None:
        low, high = side
    else:
        low = high = p if p is not None else 0.0
    return Chance(capital(inside), inside, number, low, high)


def told(shown: str, p: float) -> tuple[float, float]:
    """The stretch that a printed chance tells of: ``under 10%`` is all below, ``7%`` is the point itself."""
    words = shown.split()
    ends = [
        (
            0.0 if before == "under" else 1.0 if before == "over" else float(word[:-1]) / 100,
            float(word[:-1]) / 100,
        )
        for before, word in zip(["", *words], words, strict=False)
        if word.endswith("%") and word[:-1].isdigit()
    ]
    if " " not in shown or not ends:
        return (p, p)
    known = [end for pair in ends for end in pair]
    return (min(known), max(known))


def percent(p: float) -> str:
    """A probability as a whole percentage; beyond the first and last it says so: ``under 1%``."""
    whole = round(p * 100)
    if whole < 1:
        return "under 1%"
    return "over 99%" if whole > 99 else f"{whole}%"


def as_finely(p: float, headline: Chance | None) -> str:
    """Another chance of the same target, said no more finely at the ends than its headline is."""
    point = None if headline is None or headline.is_stretch else headline.low
    if p < _UNDER and (point is None or point >= _UNDER):
        return UNDER_TENTH
    if p > _OVER and (point is None or point <= _OVER):
        return OVER_NINE_TENTHS
    return percent(p)


def moved(before: str, now: str, *, points: int, since: str) -> str:
    """How a chance moved: ``Chance down 5 points since 14 May 2026 (12% to 7%).``"""
    if before == now:
        return (
            f"No change since {since}: still {now}." if not now[:1].isdigit() else f"No change since {since}."
        )
    if before[:1].isdigit() and now[:1].isdigit() and " " not in before + now:
        unit = "point" if abs(points) == 1 else "points"
        return (
            f"Chance {'up' if points > 0 else 'down'} {abs(points)} {unit} since {since} ({before} to {now})."
        )
    # One of them is a side or a range, which has a "to" of its own.
    return f"Chance was {before} on {since} and is {now} now."
