"""Holds a fit to the bands: ranges of 80% and 95% should hold that often, in every collection and at every horizon.

Scores are forgiving of ranges that hold 76% of the time near and 84% far away; readers are not. So the fit of the
spread pays for every group of past origins whose ranges hold too often or too seldom:

    penalty = λ Σ_g max(|held_g − 0.8| − 0.02, 0)²  +  5λ Σ_c Σ_p max(|held_cp − p| − m_p, 0)²

where g is a collection at one horizon, c a whole collection, p the 80% range (m = 0.01) and the one that should
hold 95.5% of the time (m = 0.005: the middle of what is wanted). A range holds softly, by a logistic curve 3% of
its width wide, so that the penalty has a slope.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.models.history import Floats

_ENDS: Floats = np.array([0.9, 0.975])
_WANTED = (0.8, 0.955)
_AT_A_HORIZON = 0.02
_OF_A_COLLECTION = (0.01, 0.005)
_WHOLE = 5.0
_SOFTNESS = 0.03
_NUDGE = 1.001


@dataclass(frozen=True, eq=False)
class Bands:
    """K cases in groups; a case of no collection has the group and the collection -1."""

    group: NDArray[np.intp]
    """The collection and horizon of each case, numbered from 0, shape (K,)."""
    collection: NDArray[np.intp]
    weight: Floats
    strength: float

    @classmethod
    def of(
        cls, collection: NDArray[np.intp], horizon: NDArray[np.intp], *, weight: Floats, strength: float
    ) -> Bands:
        """Bands of cases with a collection (-1: none), a horizon and a weight each."""
        inside = collection >= 0
        key = np.where(inside, collection * (int(horizon.max(initial=0)) + 1) + horizon, -1)
        _, place = np.unique(key[inside], return_inverse=True)
        group = np.full(len(key), -1, dtype=np.intp)
        group[inside] = place
        return cls(group, collection, weight, strength)

    def penalty(self, distance: Floats, *, nu: float) -> tuple[float, Floats, float]:
        """The penalty, its slope by each distance and by ν.

        ``distance`` (K,) is how far an outcome lies from the median, in scales of its own side, at least 0.
        """
        from scipy.special import expit, stdtrit

        slope, by_nu, total = np.zeros_like(distance), 0.0, 0.0
        if not self.strength:
            return total, slope, by_nu
        nudged = stdtrit(nu * _NUDGE, _ENDS)
        for k, (end, moved) in enumerate(zip(stdtrit(nu, _ENDS), nudged, strict=True)):
            width = _SOFTNESS * end
            held = expit((end - distance) / width)
            steep = held * (1 - held) / width
            checks = [(self.collection, _WHOLE, _OF_A_COLLECTION[k])]
            if k == 0:
                checks.append((self.group, 1.0, _AT_A_HORIZON))
            for place, times, margin in checks:
                cost, pull = self._cost(held, place, wanted=_WANTED[k], margin=margin)
                strength = self.strength * times
                total += strength * cost
                slope -= strength * pull * steep
                # A range that grows in proportion holds what lies in proportion further out.
                growth = (moved - end) / (end * nu * (_NUDGE - 1))
                by_nu += float(strength * (pull * steep * distance).sum() * growth)
        return total, slope, by_nu

    def _cost(
        self, held: Floats, place: NDArray[np.intp], *, wanted: float, margin: float
    ) -> tuple[float, Floats]:
        """What the groups of a numbering cost, and the slope of that by how far each case is held."""
        inside = place >= 0
        rows = place[inside]
        total = np.maximum(np.bincount(rows, self.weight[inside]), 1e-300)
        gap = np.bincount(rows, self.weight[inside] * held[inside]) / total - wanted
        beyond = np.sign(gap) * np.maximum(np.abs(gap) - margin, 0.0)
        pull = np.zeros_like(held)
        pull[inside] = 2 * beyond[rows] * self.weight[inside] / total[rows]
        return float((beyond**2).sum()), pull
