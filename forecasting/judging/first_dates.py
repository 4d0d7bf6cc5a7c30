"""When many level targets are first reached: the middle of each distribution, without drawing paths for each.

The errors of a forecast are a linear map of independent surprises (``forecasting.dependence``), so one set
of standard normal surprises serves every series: a target is met at horizon h when the normal score of its
margin passes the score of the threshold there. With p_h the exact probability at horizon h,

    P(reached by h) = p_h + P(met before h, and not at h)

and only the second part is estimated. Where bounds settle the middle (max p ≤ P ≤ Σ p), nothing is drawn.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from forecasting.dependence import FIELDS

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

DRAWS = 2048
HALF = 0.5
_TOGETHER = 64
_FURTHEST_LOGIT = 14.0


def loadings(parameters: Floats, horizon: int) -> Floats:
    """How independent surprises make the error at each horizon, scaled to unit variance, shape (S, H, H + 2).

    ``parameters`` (S, D) in the order of ``dependence.FIELDS``. ``L @ L.T`` is the correlation between horizons.
    """
    alpha, beta, phi, gamma, season, level, drift = (parameters[:, k, None] for k in range(len(FIELDS)))
    count = len(parameters)
    lag = np.arange(1, horizon)
    damping = np.cumsum(phi ** np.arange(1, horizon + 1), axis=1)
    psi = np.ones((count, horizon))
    psi[:, 1:] = alpha + beta * damping[:, :-1]
    seasonal = (season > 1) & (lag % np.maximum(season, 1).astype(np.intp) == 0)
    psi[:, 1:] += gamma * seasonal
    rows, columns = np.indices((horizon, horizon))
    result = np.zeros((count, horizon, horizon + 2))
    result[:, :, :horizon] = np.where(rows >= columns, psi[:, np.maximum(rows - columns, 0)], 0.0)
    result[:, :, horizon] = np.sqrt(level)
    result[:, :, horizon + 1] = np.sqrt(drift) * damping
    return np.asarray(result / np.sqrt((result**2).sum(2, keepdims=True)))


def surprises(horizon: int, *, rng: np.random.Generator, draws: int = DRAWS) -> Singles:
    """Standard normal surprises in antithetic pairs, shape (H + 2, draws); those of level and drift come last."""
    shared = rng.standard_normal((2, draws // 2))
    half = np.concatenate([rng.standard_normal((horizon, draws // 2)), shared])
    return np.concatenate([half, -half], axis=1).astype(np.float32)


def middle_step(
    start: Floats, stop: Floats, *, dependence: Floats, series: NDArray[np.intp], surprise: Singles
) -> NDArray[np.intp]:
    """The first horizon (1-based) by which each target is reached as likely as not; 0 where none is.

    A target is met at a horizon when the rank of the value in its margin lies between ``start`` and
    ``stop``, each (T, H); both are 0 beyond the horizon that counts for the target. ``dependence`` (S, D)
    and ``series`` (T,) say which series it is on.
    """
    met = stop - start
    highest, most = np.maximum.accumulate(met, axis=1), np.minimum(np.cumsum(met, axis=1), 1.0)
    latest, earliest = _first(highest >= HALF), _first(most >= HALF)
    answer = np.where(earliest == latest, latest, -1)
    undecided = np.flatnonzero(answer < 0)
    order = undecided[np.argsort(series[undecided], kind="stable")]
    for begin in range(0, len(order), _TOGETHER):
        chosen = order[begin : begin + _TOGETHER]
        rows, place = np.unique(series[chosen], return_inverse=True)
        # Always the whole horizon: a product of fixed shape gives each series the same scores in any company.
        load = loadings(dependence[rows], met.shape[1]).astype(np.float32)
        answer[chosen] = _estimated(start[chosen], stop[chosen], load @ surprise, place)
    return np.asarray(answer)


def _estimated(start: Floats, stop: Floats, scores: Singles, place: NDArray[np.intp]) -> NDArray[np.intp]:
    """The middle from the scores (S, H, N) of the series and the place of each target's series among them."""
    # Draws come in pairs of opposite sign, so "at most" is "at least" the other way up.
    upper = np.asarray((start <= 0).all(1))
    low = normal_score(np.where(upper[:, None], 1 - stop, start))
    high = normal_score(np.where(upper[:, None], 1.0, stop))
    banded = np.flatnonzero(np.isfinite(high).any(1))
    count, horizon = start.shape
    before = np.zeros((count, scores.shape[2]), dtype=bool)
    reached, answer = np.zeros(count), np.zeros(count, dtype=np.intp)
    for h in range(horizon):
        score = scores[place, h]
        passed = score >= low[:, h, None]
        passed[banded] &= score[banded] <= high[banded, h, None]
        earlier = np.count_nonzero(before & ~passed, axis=1) / before.shape[1]
        before |= passed
        reached = np.maximum(reached, stop[:, h] - start[:, h] + earlier)
        answer[(answer == 0) & (reached >= HALF)] = h + 1
        if answer.all():
            break
    return answer


def _first(true: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The position of the first True of each row, counted from 1; 0 where there is none."""
    return np.where(true.any(1), true.argmax(1) + 1, 0)


@cache
def _score_table() -> tuple[Floats, Floats]:
    logits = np.linspace(-_FURTHEST_LOGIT, _FURTHEST_LOGIT, 4001)
    normal = NormalDist()
    return logits, np.array([normal.inv_cdf(p) for p in (1 / (1 + np.exp(-logits))).tolist()])


def normal_score(probability: Floats) -> Singles:
    """Φ⁻¹ from a table in the logit, without scipy; good to six digits."""
    edge = 1e-6
    p = np.clip(probability, edge, 1 - edge)
    logits, scores = _score_table()
    result = np.interp(np.log(p) - np.log1p(-p), logits, scores)
    result = np.where(probability <= 0, -np.inf, result)
    return np.where(probability >= 1, np.inf, result).astype(np.float32)
