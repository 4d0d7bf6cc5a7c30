"""One set of chances for many targets: shared surprises, turned so that what matters most is spread evenly.

The errors of a forecast are a linear map of independent surprises (``forecasting.dependence``). For a target that
depends on many horizons, the direction of the surprises that moves it most is known in advance; along it the draws
are replaced by an even spread over the normal distribution (stratified sampling along one direction, as in Glasserman,
Heidelberger and Shahabuddin 1999). A few hundred such draws pin a probability down as well as thousands of independent
ones, and the draws themselves are made once for all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.dependence import FIELDS
from forecasting.judging.margin_rows import MarginRows
from forecasting.margins import LEVELS

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

_PHI, _LEVEL, _DRIFT = (FIELDS.index(name) for name in ("phi", "level_variance", "drift_variance"))
_FURTHEST = 4.75
_RATE = 32
_CELLS = 2**16
_KNOTS: Floats = np.arange(-_FURTHEST * _RATE, _FURTHEST * _RATE + 1) / _RATE
"""Normal scores at which quantile functions are tabled; far beyond the outermost of a thousand draws."""


def enough(horizon: int) -> int:
    """How many draws a horizon gets: a short one many, a long one fewer, since its sums average more surprises out."""
    return int(np.clip(2 ** round(np.log2(_CELLS / horizon)), 512, 4096))


@dataclass(frozen=True, eq=False, slots=True)
class CommonDraws:
    """``normal`` (D, N) are independent standard normal surprises, ``strata`` (N,) an even spread in random order.

    The surprises of the steps come last, so that a shorter horizon has the same first ones.
    """

    normal: Singles
    strata: Singles

    @classmethod
    def of(cls, dimensions: int, *, draws: int, rng: np.random.Generator) -> CommonDraws:
        """Draw them."""
        strata = rng.permutation(_even(draws))
        return cls(rng.standard_normal((dimensions, draws)).astype(np.float32), strata.astype(np.float32))

    def turned(self, direction: Floats) -> Turned:
        """The surprises of T targets, each spread evenly along its own direction, (T, D).

        Where a direction is nil nothing is turned.
        """
        length = np.sqrt((direction**2).sum(1, keepdims=True))
        unit = (direction / np.where(length > 0, length, 1.0)).astype(np.float32)
        added = np.empty((len(unit), self.normal.shape[1]), dtype=np.float32)
        for row, found in zip(unit, added, strict=True):  # one by one: no row depends on its company
            np.matmul(row, self.normal, out=found)
        return Turned(self.normal, unit, np.where(length > 0, self.strata - added, np.float32(0)))


@dataclass(frozen=True, eq=False, slots=True)
class Turned:
    """Surprises ``normal + unit * added``: shared ones (D, N), directions (T, D), and what is added along them (T, N)."""

    normal: Singles
    unit: Singles
    added: Singles

    def at(self, dimension: int) -> Singles:
        """One surprise for every target, shape (T, N)."""
        return np.asarray(self.normal[dimension] + self.unit[:, dimension, None] * self.added)

    def scores(self, dependence: Floats, horizon: int, *, first: int) -> Iterator[Singles]:
        """The normal score of each target's error at step after step, each (T, N).

        ``dependence`` (T, D) in the order of ``dependence.FIELDS``. Dimensions ``first`` and ``first + 1`` are those of
        level and drift, those after them belong to the steps. The moving average of ``forecasting.dependence`` is
        run as a recursion, so that the time it takes grows with the horizon, not with its square.
        """
        response = _Response(dependence.astype(np.float32), like=self.added)
        scale = (1 / np.sqrt(_variances(dependence, horizon))).astype(np.float32)
        level, drift = (np.sqrt(dependence[:, k, None]).astype(np.float32) for k in (_LEVEL, _DRIFT))
        always, slope = level * self.at(first), drift * self.at(first + 1)
        for step, damping in enumerate(_dampings(dependence, horizon).T.astype(np.float32)):
            error = response.after(self.at(first + 2 + step)) + always + damping[:, None] * slope
            yield scale[:, step, None] * error


def direction(moved: Floats, dependence: Floats) -> Floats:
    """How much the surprises of level, drift and each step move Σ moved_h · score_h, shape (T, 2 + H).

    ``moved`` has shape (T, H). The adjoint of ``Turned.scores``: the same recursion, run backwards.
    """
    horizon = moved.shape[1]
    scaled = moved / np.sqrt(_variances(dependence, horizon))
    response = _Response(dependence, like=scaled[:, :1])
    result = np.zeros((len(moved), 2 + horizon))
    damping = _dampings(dependence, horizon)
    for step in reversed(range(horizon)):
        result[:, 2 + step] = response.after(scaled[:, step, None])[:, 0]
        result[:, 0] += scaled[:, step]
        result[:, 1] += scaled[:, step] * damping[:, step]
    result[:, 0] *= np.sqrt(dependence[:, _LEVEL])
    result[:, 1] *= np.sqrt(dependence[:, _DRIFT])
    return result


class _Response:
    """The moving average of the errors, fed one surprise after another: each value (T, N) the error it ends."""

    def __init__(self, dependence: NDArray[Any], *, like: NDArray[Any]) -> None:
        self._alpha, self._beta, self._phi, gamma, season = (dependence[:, k, None] for k in range(5))
        self._risen, self._damped, self._trend = (np.zeros_like(like) for _ in range(3))
        # Of one season all, or none: the targets are of one frequency.
        length = int(season.max(initial=1))
        self._gamma = np.where(season > 1, gamma, gamma.dtype.type(0))
        self._seasonal = length > 1 and bool(self._gamma.any())
        self._past: deque[NDArray[Any]] = deque([np.zeros_like(like)] * length, maxlen=length)

    def after(self, surprise: NDArray[Any]) -> NDArray[Any]:
        """The error at this step, without what level and drift add."""
        error = surprise + self._alpha * self._risen + self._beta * self._trend
        if self._seasonal:
            before = self._past[0]
            error += self._gamma * before
            self._past.append(before + surprise)
        self._risen = self._risen + surprise
        self._damped = self._phi * (self._damped + surprise)
        self._trend = self._trend + self._damped
        return np.asarray(error)


def _dampings(dependence: Floats, horizon: int) -> Floats:
    """φ + … + φ^h for each step, shape (T, H)."""
    powers = np.cumprod(np.repeat(dependence[:, _PHI, None], horizon, axis=1), axis=1)
    return np.asarray(np.cumsum(powers, axis=1))


def _variances(dependence: Floats, horizon: int) -> Floats:
    """The variance of the error at each step in units of the one-step variance, shape (T, H)."""
    alpha, beta, _, gamma, season, level, drift = (dependence[:, k, None] for k in range(len(FIELDS)))
    damping, back = _dampings(dependence, horizon), np.arange(1, horizon + 1)
    response = alpha + beta * damping + gamma * ((season > 1) & (back % np.maximum(season, 1) == 0))
    squares = response**2
    gathered = np.cumsum(np.concatenate([np.zeros((len(squares), 1)), squares[:, :-1]], axis=1), axis=1)
    return np.asarray(1 + gathered + level + drift * damping**2)


@cache
def _even(draws: int) -> Floats:
    normal = NormalDist()
    return np.array([normal.inv_cdf((k + 0.5) / draws) for k in range(draws)])


@cache
def _levels() -> tuple[Floats, Floats, NDArray[np.intp], Floats]:
    """The outer levels below and above the grid of margins, and for those inside it a place and a share."""
    normal = NormalDist()
    levels = np.array([normal.cdf(z) for z in _KNOTS.tolist()])
    inner = levels[(levels >= LEVELS[0]) & (levels <= LEVELS[-1])]
    logits, wanted = (np.log(p) - np.log1p(-p) for p in (LEVELS, inner))
    left = np.clip(np.searchsorted(logits, wanted) - 1, 0, len(LEVELS) - 2)
    share = (wanted - logits[left]) / (logits[left + 1] - logits[left])
    return levels[levels < LEVELS[0]], levels[levels > LEVELS[-1]], left, share


@dataclass(frozen=True, eq=False, slots=True)
class QuantileTable:
    """The quantile functions of R margins at evenly spaced normal scores, for reading many values fast."""

    values: Floats
    """Shape (R, K)."""
    rise: Floats
    """From each knot to the next, shape (R, K)."""

    @classmethod
    def of(cls, margins: MarginRows) -> QuantileTable:
        """Table the margins."""
        below, above, left, share = _levels()
        # No product of matrices, whose last digit may depend on how many rows it has.
        inner = margins.grid[:, left] + share * (margins.grid[:, left + 1] - margins.grid[:, left])
        values = np.concatenate([margins.quantiles(below), inner, margins.quantiles(above)], axis=1)
        return cls(values, np.diff(values, axis=1, append=values[:, -1:]))

    @property
    def middle(self) -> Floats:
        """The median of each margin, shape (R,)."""
        return np.asarray(self.values[:, self.values.shape[1] // 2])

    @property
    def slope(self) -> Floats:
        """How much each value rises with the normal score about the middle, shape (R,)."""
        half, reach = self.values.shape[1] // 2, _RATE * 3 // 4
        return np.asarray((self.values[:, half + reach] - self.values[:, half - reach]) * _RATE / (2 * reach))

    def read(self, rows: NDArray[np.intp], scores: Singles) -> Floats:
        """Values at normal scores (T, N), each row from its own margin (T,); shape (T, N)."""
        count = self.values.shape[1]
        place = (scores + np.float32(_FURTHEST)) * np.float32(_RATE)
        np.clip(place, 0.0, count - 1.001, out=place)
        left = place.astype(np.intp)
        share = place - left
        left += (rows * count)[:, None]
        return np.asarray(np.take(self.values, left) + share * np.take(self.rise, left))
