"""Thresholds as data: a ladder of labels, each from a stated value up."""

from __future__ import annotations

from dataclasses import dataclass

PLACES = 10
"""Numbers are rounded to this many decimals before they are compared, so that float noise never decides."""


def settled(value: float) -> float:
    """A number as it is compared: rounded to ten decimals, without a negative zero."""
    return round(float(value), PLACES) + 0.0


@dataclass(frozen=True, slots=True)
class Cut:
    """A label and the value it begins at; with ``strict`` the value itself still belongs below."""

    label: str
    at: float
    strict: bool = False

    def holds(self, value: float, *, factor: float = 1.0) -> bool:
        """Whether a value has passed this cut; ``factor`` stretches the cut, not the value."""
        y, limit = settled(value), settled(self.at * factor)
        return y > limit if self.strict else y >= limit


@dataclass(frozen=True, slots=True)
class Ladder:
    """Labels of one quantity, the highest cut first; ``otherwise`` is what lies below all of them."""

    quantity: str
    cuts: tuple[Cut, ...]
    otherwise: str

    def label(self, value: float, *, factor: float = 1.0) -> str:
        """The label of a value. ``factor`` multiplies the positive cuts (a method may ease them near a limit)."""
        for cut in self.cuts:
            if cut.holds(value, factor=factor if cut.at > 0 else 1.0):
                return cut.label
        return self.otherwise

    @property
    def text(self) -> str:
        """The ladder in one line, ends included or not: "≥ 0.95 significant; ≥ 0.6 moderate; below, away"."""
        steps = [f"{'>' if cut.strict else '≥'} {cut.at:g} {cut.label}" for cut in self.cuts]
        return "; ".join([*steps, f"otherwise {self.otherwise}"])
