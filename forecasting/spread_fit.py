"""The likelihood of an installation's own outcomes, and the five numbers of the spread that make it greatest.

The location of a forecast stays as it is. With s the members' spread and u the step of the series, the scale and
the degrees of freedom become

    ln scale'_h = ln scale_h + d0 + d1 ln h + d2 ln² h + d3 ln(s_h/u),      ν' = 2 + (ν − 2)·e^{d4}

where d maximises the likelihood of the two-piece Student t, each series counting as two independent outcomes, and
is held to nought, the shipped constants, by a normal prior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lgamma, log, pi

import numpy as np
from numpy.typing import NDArray

from forecasting.combination import locate
from forecasting.models.constants import PanelConstants
from forecasting.models.history import Floats
from forecasting.panel import describe_histories
from forecasting.past_forecasts import Origin
from forecasting.width import TERMS, skew_pull, width_terms

MOVED = ("constant", "ln_horizon", "ln_horizon_squared", "ln_spread")
"""The terms of the scale that may move, in the order of d0 to d3."""
_PRIOR: Floats = np.array([0.30, 0.15, 0.05, 0.15, 0.40])
"""How far each is expected to move: one standard deviation of the prior."""
_CASES_A_SERIES = 2.0
_GREATEST = 12.0


def moved(constants: PanelConstants, moves: Floats) -> PanelConstants:
    """Constants with the five numbers of the spread moved by d0 to d4."""
    width = constants.width.copy()
    for name, step in zip(MOVED, moves[:4].tolist(), strict=True):
        width[TERMS.index(name)] += step
    return replace(constants, width=width, nu=_nu(constants.nu, float(moves[4])))


def _nu(shipped: float, move: float) -> float:
    return 2 + (shipped - 2) * float(np.exp(np.clip(move, -2, 2)))


@dataclass(frozen=True, eq=False)
class SpreadFit:
    """What the likelihood needs of every outcome, flattened: K outcomes of N origins."""

    owner: NDArray[np.intp]
    terms: Floats
    logarithm: Floats
    error: Floats
    skew: Floats
    weight: Floats
    nu: float

    @classmethod
    def of(cls, origins: Sequence[Origin], *, shipped: PanelConstants) -> SpreadFit:
        """The outcomes of origins of one season, none of which the engine refuses."""
        furthest = max(len(origin.outcomes) for origin in origins)
        parts = []
        general = shipped.doubt["unknown"]
        doubts = np.array([shipped.doubt.get(origin.history.family, general) for origin in origins])
        for doubt in np.unique(doubts):
            rows = np.flatnonzero(doubts == doubt)
            parts.append(
                _described([origins[row] for row in rows.tolist()], rows, furthest, float(doubt), shipped)
            )
        owners, terms, logarithm, error, skew = (
            np.concatenate(columns, axis=-1) for columns in zip(*parts, strict=True)
        )
        owner = owners.astype(np.intp)
        return cls(owner, terms, logarithm, error, skew, _weights(origins, owner), shipped.nu)

    def fitted(self, rows: NDArray[np.intp]) -> Floats:
        """d0 to d4 of the origins in ``rows``."""
        from scipy.optimize import minimize

        keep = np.isin(self.owner, rows)
        terms, base, error = self.terms[:, keep], self.logarithm[keep], self.error[keep]
        side = self.skew[keep] * np.sign(error)
        weight = self.weight[keep]

        def loss(moves: Floats) -> float:
            scale = np.clip(base + moves[:4] @ terms, -_GREATEST, _GREATEST) + side
            nu = _nu(self.nu, float(moves[4]))
            constant = lgamma(0.5 * nu) - lgamma(0.5 * (nu + 1)) + 0.5 * log(nu * pi)
            surprise = scale + 0.5 * (nu + 1) * np.log1p((error * np.exp(-scale)) ** 2 / nu) + constant
            return float(weight @ surprise + 0.5 * ((moves / _PRIOR) ** 2).sum())

        found = minimize(loss, np.zeros(len(_PRIOR)), method="L-BFGS-B", options={"maxiter": 200})
        return np.asarray(found.x, dtype=float)


def _described(
    origins: Sequence[Origin], rows: NDArray[np.intp], furthest: int, doubt: float, shipped: PanelConstants
) -> tuple[Floats, ...]:
    """Owner, terms, log scale, error and skew of every known outcome of origins that share κ."""
    with np.errstate(over="ignore", under="ignore"):
        described = describe_histories([o.history for o in origins], horizon=furthest, doubt=doubt)
        location = locate(described, shipped)
        terms = width_terms(described, location)
        pull = skew_pull(described)
    outcomes = np.full((len(origins), furthest), np.nan)
    for row, origin in enumerate(origins):
        outcomes[row, : len(origin.outcomes)] = origin.outcomes
    error = (outcomes.T - location) / described.features.step
    # A step of nothing has no error in steps: such a series says nothing of spread.
    known = np.isfinite(error) & (described.features.step > 0)
    chosen = [TERMS.index(name) for name in MOVED]
    logarithm = (shipped.width[:, None, None] * terms).sum(0)
    owner = np.broadcast_to(rows, known.shape)[known].astype(float)
    skew = (shipped.skew * pull)[known]
    return owner, terms[chosen][:, known], logarithm[known], error[known], skew


def _weights(origins: Sequence[Origin], owner: NDArray[np.intp]) -> Floats:
    """Every series counts as much as any other, as ``_CASES_A_SERIES`` independent outcomes."""
    _, cluster = np.unique(np.array([origin.cluster for origin in origins]), return_inverse=True)
    mine = cluster[owner]
    return np.asarray(_CASES_A_SERIES / np.bincount(mine)[mine])
