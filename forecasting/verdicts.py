"""The words of a judgement: its verdict by label set v1, likelihood phrases, chances in plain English."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from forecasting.labels import STANDARD as LABEL_SET
from forecasting.labels import Verdict, standard

__all__ = [
    "LABEL_SET",
    "Likelihood",
    "Verdict",
    "chance_in_words",
    "likelihood",
    "more_likely_than_not",
    "verdict_of",
]


def verdict_of(probability: float, *, short_data: bool = False) -> Verdict:
    """The verdict of a live target from its probability, by label set v1.

    on_track from .60, uncertain from .40, off_track below, each after rounding to ten decimals so
    that float noise never decides. A series of three or four points stays ``uncertain`` unless the
    probability is outside .1 to .9.
    """
    return standard().label(probability, short_data=short_data).verdict


def more_likely_than_not(probability: float) -> bool:
    """Whether a target is likelier met than not: strictly above one half, so that 50% itself fails.

    The test of the Office for Budget Responsibility; a yardstick beside the verdict, not the verdict.
    """
    return round(probability, 10) > 0.5


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A phrase of the PHIA probability yardstick; ``in_gap`` where the number falls between two bands."""

    term: str
    in_gap: bool = False

    @property
    def words(self) -> str:
        """The phrase as it is printed."""
        return self.term.replace("_", " ")


# Bands of the PHIA probability yardstick (Cabinet Office, 2025), in percent, both ends included.
_BANDS = (
    ("remote_chance", 0, 5),
    ("highly_unlikely", 10, 20),
    ("unlikely", 25, 35),
    ("realistic_possibility", 40, 50),
    ("likely", 55, 75),
    ("highly_likely", 80, 90),
    ("almost_certain", 95, 100),
)


def likelihood(probability: float) -> Likelihood:
    """The yardstick's phrase for a probability.

    The yardstick leaves gaps; a number inside one takes the nearest band, an exact midpoint the
    less extreme one, and is flagged. 50% itself lies outside "realistic possibility" (40 to under
    50) and is flagged too.
    """
    percent = round(probability * 100, 8)
    for term, low, high in _BANDS:
        if low <= percent <= high:
            return Likelihood(term, in_gap=term == "realistic_possibility" and percent == high)
    for (below, _, end), (above, start, _) in pairwise(_BANDS):
        if end < percent < start:
            middle = (end + start) / 2
            if percent == middle:
                return Likelihood(above if middle < 50 else below, in_gap=True)
            return Likelihood(below if percent < middle else above, in_gap=True)
    raise ValueError(f"{probability} is not a probability")


def chance_in_words(probability: float) -> str:
    """A chance as a nearby plain fraction: "about 1 in 14", "about 3 in 4", "about 5 in 8".

    One in n for small chances, n−1 in n for large ones, otherwise the nearest fraction with a
    denominator of at most eight. Never "0 in 1".
    """
    p = min(max(probability, 0.0), 1.0)
    if p < 0.001:
        return "less than 1 in 1,000"
    if p > 0.999:
        return "more than 999 in 1,000"
    if p < 0.14 or p > 0.86:
        n = round(1 / min(p, 1 - p))
        if n >= 100:
            n = round(n, -2)
        elif n >= 20:
            n = round(n / 5) * 5
        return f"about 1 in {n:,}" if p < 0.5 else f"about {n - 1:,} in {n:,}"
    nearest = Fraction(p).limit_denominator(8)
    return f"about {nearest.numerator} in {nearest.denominator}"
