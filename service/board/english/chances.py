"""A probability in words and as a number: words first, never a false 0% or 100%."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.assessment import Assessment
from forecasting.verdicts import chance_in_words
from service.board.english.numbers import capital

# Where the evidence for extreme probabilities ends, only the side is said.
_UNDER, _OVER = 0.10, 0.90


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
    """The chance of one judgement, or None where none can be given."""
    if assessment.probability_range is not None:
        return _stretch(assessment.probability_range.low, assessment.probability_range.high)
    p = assessment.probability
    if p is None:
        return None
    if assessment.certain and p in (0.0, 1.0):
        words = "certain" if p else "no chance left"
        return Chance(capital(words), words, "100%" if p else "0%", p, p)
    inside = chance_in_words(p)
    return Chance(capital(inside), inside, percent(p), p, p)


def _stretch(low: float, high: float) -> Chance:
    if high <= _UNDER + 1e-9:
        return Chance("Less than 1 in 10", "less than 1 in 10", "under 10%", 0.0, high)
    if low >= _OVER - 1e-9:
        return Chance("More than 9 in 10", "more than 9 in 10", "over 90%", low, 1.0)
    if low <= _UNDER and high >= _OVER:
        return Chance("Cannot be narrowed down", "anywhere from 1 in 10 to 9 in 10", "10% to 90%", low, high)
    first, last = (chance_in_words(p).removeprefix("about ") for p in (low, high))
    inside = f"between {first} and {last}"
    return Chance(capital(inside), inside, f"{_bare(low)}% to {_bare(high)}%", low, high)


def percent(p: float) -> str:
    """A probability as a whole percentage; beyond the first and last it says so: ``under 1%``."""
    whole = round(p * 100)
    if whole < 1:
        return "under 1%"
    return "over 99%" if whole > 99 else f"{whole}%"


def _bare(p: float) -> int:
    return min(max(round(p * 100), 1), 99)


def moved(before: float, now: float) -> str:
    """How a chance moved since an earlier judgement: ``12% to 7%``."""
    return f"{percent(before)} to {percent(now)}"
