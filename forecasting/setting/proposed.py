"""A proposed target value, what it was made from, and what it would mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from forecasting.indicators import Direction
from forecasting.prospects import Prospect
from forecasting.public_methods.ladder import settled
from forecasting.public_methods.yardstick import Numbers, Tag, finite
from forecasting.reference_class import Precedent, ReferenceClass


class Unset(StrEnum):
    """Why a method proposes no value, or a value that should not be used. Stable names."""

    OUTSIDE_BOUNDS = "outside_bounds"
    NOT_BETTER_THAN_BASELINE = "not_better_than_baseline"
    TOO_SHORT = "too_short"
    NO_PEERS = "no_peers"
    NOT_REACHED = "not_reached"
    OUTSIDE_OBSERVED = "outside_observed"


@dataclass(frozen=True, eq=False, slots=True)
class Against:
    """What a proposal is held against: the current course, and the paces that anybody achieved.

    ``start`` is the value that the pace is measured from and ``years`` the time left.
    """

    direction: Direction
    prospect: Prospect | None = None
    reference: ReferenceClass | None = None
    start: float | None = None
    years: float | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A value that a method proposes; ``value`` is None where it has none, and ``reason`` says why.

    ``chance`` is the probability of reaching it on the current course, ``pace`` the change a year it asks for,
    ``percentile`` where that pace stands among all paces achieved (1: faster than any), ``precedent`` how many
    ever moved so fast.
    """

    method: str
    value: float | None
    inputs: Numbers
    reason: Unset | None = None
    caveats: tuple[str, ...] = ()
    source: str = ""
    confidence: Tag = Tag.PRIMARY
    chance: float | None = None
    pace: float | None = None
    percentile: float | None = None
    precedent: Precedent | None = None
    numbers: Numbers = field(default_factory=dict)


def proposed(
    method: str,
    value: float | None,
    *,
    inputs: Numbers,
    source: str,
    confidence: Tag = Tag.PRIMARY,
    against: Against | None = None,
    reason: Unset | None = None,
    caveats: Sequence[str] = (),
    numbers: Mapping[str, float | None] | None = None,
) -> Proposed:
    """A proposal, rated against the current course and the reference class where they are given."""
    found = Proposed(
        method,
        value,
        finite(inputs),
        reason,
        tuple(caveats),
        source,
        confidence,
        numbers=finite(numbers or {}),
    )
    if against is None or value is None:
        return found
    notes = list(found.caveats)
    chance = None if against.prospect is None else against.prospect.chance(value)
    pace, precedent = None, None
    if against.start is not None and against.years is not None and against.years > 0:
        pace = (value - against.start) / against.years
        sign = against.direction.sign
        if settled(sign * pace) <= 0:
            notes.append("asks for no change for the better")
        if against.reference is not None:
            precedent = against.reference.precedent(pace, sign=sign)
            if precedent is None:
                notes.append("fewer than five comparable units: no percentile of the pace")
    return Proposed(
        method,
        value,
        found.inputs,
        reason,
        tuple(notes),
        source,
        confidence,
        chance,
        pace,
        None if precedent is None else precedent.percentile,
        precedent,
        found.numbers,
    )
