"""The typical path: how fast units usually move at each level, and where that leads.

Years along it are Σ step/change(level); a change that took half of them was twice as fast as is typical. After
Mahler and Tatulli (World Bank, 2025).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.public_methods.ladder import settled


@dataclass(frozen=True, slots=True)
class Step:
    """The change a year of a unit whose level lies from ``low`` up to below ``high`` (None: open)."""

    low: float | None
    high: float | None
    change: float


@dataclass(frozen=True, slots=True)
class ChangeCurve:
    """Change a year as a function of level, in steps, with the range of levels that was observed."""

    steps: tuple[Step, ...]
    lowest: float = -np.inf
    highest: float = np.inf

    def observed(self, level: float) -> bool:
        """Whether a level lies inside what was observed; outside it, say so rather than extrapolate."""
        return self.lowest <= level <= self.highest

    def years_between(self, start: float, end: float) -> float | None:
        """Years that the typical path takes from one level to another; None where it does not lead there."""
        if settled(end - start) == 0:
            return 0.0
        sign = 1 if end > start else -1
        level, years = start, 0.0
        for step in self._ahead(start, sign):
            edge = step.high if sign > 0 else step.low
            stop = end if edge is None or sign * (edge - end) >= 0 else edge
            if sign * step.change <= 0:
                return None
            years += abs(stop - level) / abs(step.change)
            level = stop
            if settled(level - end) == 0:
                return years
        return None

    def level_after(self, start: float, *, years: float, speed: float = 1.0) -> float | None:
        """Where the typical path leads from a level, at a multiple of its pace; None for a negative time.

        A path that changes direction between two steps stays on the edge between them.
        """
        if years < 0 or speed < 0:
            return None
        left, level = years * speed, start
        sign = int(np.sign(self._at(level, 1).change))
        while left > 0:
            step = self._at(level, sign or 1)
            if sign * step.change <= 0:
                return level
            edge = step.high if sign > 0 else step.low
            reach = left if edge is None else min(left, abs(edge - level) / abs(step.change))
            left -= reach
            level = edge if edge is not None and left > 0 else level + step.change * reach
        return level

    def _at(self, level: float, sign: int) -> Step:
        """The step at a level; on an edge, the one that lies ahead."""
        for step in self.steps:
            low = -np.inf if step.low is None else step.low
            high = np.inf if step.high is None else step.high
            if (low <= level < high) if sign > 0 else (low < level <= high):
                return step
        return self.steps[-1] if sign > 0 else self.steps[0]

    def _ahead(self, start: float, sign: int) -> list[Step]:
        first = self.steps.index(self._at(start, sign))
        return list(self.steps[first:]) if sign > 0 else list(reversed(self.steps[: first + 1]))


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a change was against the typical path: typical years over years taken (2 is twice as fast)."""

    typical_years: float
    speed: float


def speed_of(curve: ChangeCurve, *, start: float, end: float, years: float) -> Speed | None:
    """The speed of a change of level over some years; None where the typical path does not lead there."""
    typical = curve.years_between(start, end)
    if typical is None or years <= 0:
        return None
    return Speed(typical, typical / years)
