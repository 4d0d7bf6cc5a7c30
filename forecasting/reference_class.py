"""How fast an indicator has ever moved, here and elsewhere: the pace a target asks for among all paces achieved.

A spell is the change a year over n = 5 to 10 years, c = (y(t + n) − y(t))/n, the shortest available for each unit and
starting year; every unit weighs the same however many spells it has. After Mahler and Tatulli (World Bank, 2025).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.change_curve import ChangeCurve, Step
from forecasting.public_methods.ladder import settled

SHORTEST, LONGEST = 5, 10
FEWEST_UNITS = 5
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Spell:
    """One stretch of one unit: from where, over how many years, and the change a year."""

    unit: str
    start: float
    level: float
    years: float
    rate: float


def spells_of(
    histories: Mapping[str, Mapping[float, float]], *, shortest: int = SHORTEST, longest: int = LONGEST
) -> tuple[Spell, ...]:
    """Every spell of several units; ``histories`` maps a unit to its values by year."""
    found: list[Spell] = []
    for unit in sorted(histories):
        points = sorted(histories[unit].items())
        for i, (start, level) in enumerate(points):
            later = next(
                (
                    (end, value)
                    for end, value in points[i + 1 :]
                    if shortest - _SAME <= end - start <= longest + _SAME
                ),
                None,
            )
            if later is not None:
                years = later[0] - start
                found.append(Spell(unit, start, level, years, (later[1] - level) / years))
    return tuple(found)


def share_as_fast(rates: Sequence[float], required: float, *, sign: int) -> float:
    """The share of past paces at least as fast as one, ties counted; ``sign`` is −1 where a fall is wanted."""
    if not len(rates):
        raise ValueError("there is no past pace to compare with")
    wanted = settled(sign * required)
    return sum(settled(sign * rate) >= wanted for rate in rates) / len(rates)


@dataclass(frozen=True, slots=True)
class Precedent:
    """How many units ever moved at least as fast, of how many, and the weighted share of spells that did."""

    units: int
    of: int
    share: float

    @property
    def percentile(self) -> float:
        """Where the pace stands among all paces: 0 the slowest, 1 faster than any."""
        return 1 - self.share

    @property
    def text(self) -> str:
        """The precedent in words."""
        return f"{self.units} of {self.of} ever moved this fast"


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """The paces of comparable units over five to ten years."""

    spells: tuple[Spell, ...]

    @classmethod
    def of(cls, histories: Mapping[str, Mapping[float, float]]) -> ReferenceClass:
        """The reference class of several histories."""
        return cls(spells_of(histories))

    @property
    def units(self) -> tuple[str, ...]:
        """The units that have a spell."""
        return tuple(dict.fromkeys(spell.unit for spell in self.spells))

    @property
    def supported(self) -> bool:
        """Whether there are enough units to compare with."""
        return len(self.units) >= FEWEST_UNITS

    @property
    def weights(self) -> tuple[float, ...]:
        """The weight of each spell: units weigh alike, and so do the spells of one unit. They add up to 1."""
        counts: dict[str, int] = {}
        for spell in self.spells:
            counts[spell.unit] = counts.get(spell.unit, 0) + 1
        return tuple(1 / (len(counts) * counts[spell.unit]) for spell in self.spells)

    def precedent(self, required: float, *, sign: int) -> Precedent | None:
        """How often a pace was reached before, or None with fewer than five units."""
        if not self.supported:
            return None
        wanted = settled(sign * required)
        fast = [settled(sign * spell.rate) >= wanted for spell in self.spells]
        share = sum(w for w, hit in zip(self.weights, fast, strict=True) if hit)
        units = {spell.unit for spell, hit in zip(self.spells, fast, strict=True) if hit}
        return Precedent(len(units), len(self.units), min(1.0, share))

    def pace_at(self, percentile: float, *, sign: int) -> float | None:
        """The change a year that a share of all paces stays below (0.5: typical, 0.9: one of ten is as fast)."""
        if not self.supported:
            return None
        order = sorted(zip(self.spells, self.weights, strict=True), key=lambda pair: sign * pair[0].rate)
        reached = 0.0
        for spell, weight in order:
            reached += weight
            if settled(reached) >= settled(percentile):
                return spell.rate
        return order[-1][0].rate

    def best_pace(self, *, sign: int) -> Spell | None:
        """The fastest spell in the wanted direction that anybody kept up."""
        return max(self.spells, key=lambda spell: sign * spell.rate, default=None)

    def change_given_level(self, *, percentile: float | None = None, bins: int = 4) -> ChangeCurve | None:
        """The typical change a year by starting level (the mean, or a percentile), in bins of equal weight.

        None with fewer than five units. Only bins in which five units have spells are kept apart; others join
        their neighbour below.
        """
        if not self.supported:
            return None
        order = sorted(zip(self.spells, self.weights, strict=True), key=lambda pair: pair[0].level)
        groups: list[list[tuple[Spell, float]]] = [[]]
        reached = 0.0
        for spell, weight in order:
            full = reached >= len(groups) / bins - 1e-12
            apart = bool(groups[-1]) and groups[-1][-1][0].level < spell.level
            if full and apart and _units(groups[-1]) >= FEWEST_UNITS:
                groups.append([])
            groups[-1].append((spell, weight))
            reached += weight
        if len(groups) > 1 and _units(groups[-1]) < FEWEST_UNITS:
            tail = groups.pop()
            groups[-1].extend(tail)
        edges = [group[0][0].level for group in groups[1:]]
        steps = zip([None, *edges], [*edges, None], groups, strict=True)
        levels = [spell.level for spell in self.spells]
        return ChangeCurve(
            tuple(Step(low, high, _centre(group, percentile)) for low, high, group in steps),
            min(levels),
            max(levels),
        )


def _units(group: Sequence[tuple[Spell, float]]) -> int:
    return len({spell.unit for spell, _ in group})


def _centre(group: Sequence[tuple[Spell, float]], percentile: float | None) -> float:
    rates = np.array([spell.rate for spell, _ in group])
    weights = np.array([weight for _, weight in group])
    if percentile is None:
        return float(np.average(rates, weights=weights))
    order = np.argsort(rates)
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(rates[order][min(int(np.searchsorted(reached, percentile - 1e-12)), len(rates) - 1)])
