"""The chance that several targets are all met, with the dependence stated: a Gaussian copula with a common shock.

Each target is met when a standard normal score stays below Φ⁻¹(p); scores share a correlation ρ through one common
shock: P = ∫ φ(z) Π Φ((Φ⁻¹(pᵢ) − √ρ·z)/√(1 − ρ)) dz. For two targets ρ may be negative too. Equal chances of more than
one half do not make the joint chance more than one half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

_NORMAL = NormalDist()
_REACH = 9.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_PANELS = 24


def all_met(marginals: Sequence[float], *, correlation: float) -> float:
    """P(all of several events) from the chance of each and one correlation between every pair.

    The correlation runs from 0 to 1, for two events from −1. Raises ValueError for anything else.
    """
    chances = [float(p) for p in marginals]
    if not chances or not all(0 <= p <= 1 for p in chances):
        raise ValueError("every event needs a probability between 0 and 1")
    if not -1 <= correlation <= 1 or (correlation < 0 and len(chances) > 2):
        raise ValueError("one correlation for all lies between 0 and 1, for two events between −1 and 1")
    if min(chances) == 0:
        return 0.0
    open_chances = [p for p in chances if p < 1]
    if len(open_chances) < 2:
        return open_chances[0] if open_chances else 1.0
    if correlation < 0:
        # Turning one event round turns the sign: P(A and B) = P(A) − P(A and not B).
        first, second = open_chances
        return max(0.0, first - all_met([first, 1 - second], correlation=-correlation))
    if correlation == 1:
        return min(open_chances)
    return _one_factor(open_chances, correlation)


def _one_factor(chances: Sequence[float], correlation: float) -> float:
    load, rest = math.sqrt(correlation), math.sqrt(1 - correlation)
    edges = np.linspace(-_REACH, _REACH, _PANELS + 1)
    middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1] - edges[0]) / 2
    z = (middle[:, None] + half * _NODES).ravel()
    weight = np.tile(half * _WEIGHTS, _PANELS)
    density = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    product = np.ones_like(z)
    for p in chances:
        score = _NORMAL.inv_cdf(p)
        product *= [_NORMAL.cdf(x) for x in ((score - load * z) / rest).tolist()]
    return float(min(1.0, max(0.0, weight @ (density * product))))
