"""Exponential smoothing averaged over a grid of parameters, with the initial states integrated out.

For one grid point (α, β, φ, γ) an additive exponential smoothing model with one source of error is a
regression with moving-average errors (Hyndman et al., Forecasting with Exponential Smoothing, 2008):

    y = D θ + Ψ e,        e ~ N(0, σ²)

with D the way the initial level, slope and seasons enter, and Ψ the lower triangular Toeplitz matrix
of the impulse response ψ. With T = Ψ⁻¹ (the whitening weights π) and a normal prior θ ~ N(0, σ²Λ⁻¹):

    E = T y,  X = T D,  L Lᵀ = XᵀX + Λ,  U = L⁻¹Xᵀ
    S = |E|² − |U E|²                                generalised sum of squares
    f_h = (Z + (D_f − Z X) L⁻ᵀ U) E                  mean at horizon h, Z the future rows of Ψ
    q_h = 1 + Σ_{k<h} ψ_k² + |L⁻¹(D_f − Z X)ᵀ_h|²    variance at horizon h, in units of σ²

None of these matrices depends on the data, so they are made once for a length and shared by every
series of that length; a block of series costs two matrix products. σ² has an inverse gamma prior
centred on a fraction of the mean squared difference; the weight of a grid point is its marginal
likelihood times its prior weight, and the predictive mean and variance are those of the mixture.

A missing value is integrated out exactly. With W = Tᵀ(I − UᵀU)T the precision of the values, the best
guess of the missing ones is y_m − W_mm⁻¹ (W y)_m, the determinant gains −½ log|W_mm|, and the forecast
variance gains the share of W_mm⁻¹ that reaches it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from forecasting.models.smoothing_grid import Floats, SmoothingGrid

SHAPE_PRIOR = 1.5
"""Shape of the inverse gamma prior of σ²: worth three observations."""
SCALE_PRIOR = 0.6
"""Its centre, as a share of the mean squared difference."""
_FLAT = 1e-9
"""Least sum of squares of a perfectly fitted series, as a share of its squared differences."""
_PATTERNS_KEPT = 64


@dataclass(frozen=True, eq=False)
class Gap:
    """What a pattern of missing periods needs, computed once a pattern."""

    where: NDArray[np.intp]
    errors: Floats
    outputs: Floats
    inverse: Floats
    log_determinant: Floats
    variance: Floats


@dataclass(frozen=True, eq=False)
class SmoothingTables:
    """The matrices of one grid for one length and horizon; they hold nothing of any series."""

    grid: SmoothingGrid
    length: int
    horizon: int
    whiten: Floats
    """T, shape (K, n, n)."""
    read: Floats
    """U above the forecast rows, shape (K, states + H, n)."""
    log_determinant: Floats
    """½ log|XᵀX + Λ| − ½ log|Λ|, shape (K,)."""
    variance: Floats
    """q, shape (K, H)."""
    gaps: OrderedDict[bytes, Gap] = field(default_factory=OrderedDict)

    @property
    def nbytes(self) -> int:
        """Memory held, for the cache."""
        return self.whiten.nbytes + self.read.nbytes

    def gap(self, missing: NDArray[np.bool_]) -> Gap:
        """The tables of one pattern of missing periods."""
        key = np.packbits(missing).tobytes()
        known = self.gaps.get(key)
        if known is None:
            known = self._make_gap(np.flatnonzero(missing))
            self.gaps[key] = known
            if len(self.gaps) > _PATTERNS_KEPT:
                self.gaps.popitem(last=False)
        return known

    def _make_gap(self, where: NDArray[np.intp]) -> Gap:
        states = self.grid.states
        errors = np.ascontiguousarray(self.whiten[:, :, where])
        outputs = self.read @ errors
        known = outputs[:, :states]
        precision = errors.transpose(0, 2, 1) @ errors - known.transpose(0, 2, 1) @ known
        inverse: Floats = np.asarray(np.linalg.inv(precision), dtype=np.float64)
        ahead = outputs[:, states:]
        return Gap(
            where=where,
            errors=errors,
            outputs=outputs,
            inverse=inverse,
            log_determinant=0.5 * np.linalg.slogdet(precision)[1],
            variance=((ahead @ inverse) * ahead).sum(2),
        )


def make_tables(grid: SmoothingGrid, *, length: int, horizon: int) -> SmoothingTables:
    """Make the matrices of a grid for series of one length."""
    size, states, total = len(grid), grid.states, length + horizon
    whiten = _toeplitz(grid.whitening(length))
    design = grid.regressors(total)
    sensitivity = whiten @ design[:, :length]
    prior = grid.prior_precision()
    precision = sensitivity.transpose(0, 2, 1) @ sensitivity
    precision[:, range(states), range(states)] += prior
    root = np.linalg.cholesky(precision)
    log_determinant = np.log(root[:, range(states), range(states)]).sum(1) - 0.5 * np.log(prior).sum(1)
    root_inverse = np.linalg.inv(root)
    learn = root_inverse @ sensitivity.transpose(0, 2, 1)

    psi = grid.impulse_response(total)
    carry = psi[:, length + np.arange(horizon)[:, None] - np.arange(length)[None, :]]
    ahead = (design[:, length:] - carry @ sensitivity) @ root_inverse.transpose(0, 2, 1)
    own = np.cumsum(psi[:, :horizon] ** 2, axis=1)
    read = np.empty((size, states + horizon, length))
    read[:, :states] = learn
    read[:, states:] = carry + ahead @ learn
    return SmoothingTables(
        grid=grid,
        length=length,
        horizon=horizon,
        whiten=whiten,
        read=read,
        log_determinant=log_determinant,
        variance=own + (ahead**2).sum(2),
    )


def _toeplitz(first_column: Floats) -> Floats:
    """Lower triangular Toeplitz matrices, shape (K, n, n), from their first columns."""
    size, n = first_column.shape
    padded = np.zeros((size, 2 * n - 1))
    padded[:, n - 1 :] = first_column
    row, step = padded.strides
    view = as_strided(padded[:, n - 1 :], shape=(size, n, n), strides=(row, step, -step), writeable=False)
    return np.ascontiguousarray(view)


@dataclass(frozen=True, eq=False)
class SmoothingPosterior:
    """What the grid believes about a block of S series."""

    weight: Floats
    """Posterior weight of each grid point, shape (K, S)."""
    mean: Floats
    """Mean of each grid point, shape (K, H, S)."""
    variance: Floats
    """Variance of each grid point, shape (K, H, S)."""
    noise: Floats
    """Posterior one-step variance σ² of each grid point, shape (K, S)."""
    log_weight: Floats
    """Logarithm of ``weight`` up to a constant, shape (K, S); it does not underflow."""

    def moments(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the mixture, each of shape (H, S)."""
        weight = self.weight[:, None, :]
        mean = (weight * self.mean).sum(0)
        variance = (weight * (self.variance + (self.mean - mean) ** 2)).sum(0)
        return mean, np.sqrt(variance)

    def mean_within(self, chosen: NDArray[np.bool_]) -> Floats:
        """Mean of the mixture of some grid points only, shape (H, S), however small their weight together."""
        weight = _softmax(self.log_weight[chosen])
        return np.asarray((weight[:, None, :] * self.mean[chosen]).sum(0))


def _softmax(log_weight: Floats) -> Floats:
    weight = np.exp(log_weight - log_weight.max(0))
    return np.asarray(weight / weight.sum(0))


def posterior(
    tables: SmoothingTables, values: Floats, *, missing: NDArray[np.bool_], roughness: Floats
) -> SmoothingPosterior:
    """Average the grid over a block of series of one length.

    ``values`` has shape (n, S), relative to some reference level, with anything finite where
    ``missing`` (same shape) is true; ``roughness`` (S,) is the typical squared change, positive.
    """
    states, n = tables.grid.states, tables.length
    count = n - missing.sum(0)
    errors = tables.whiten @ values
    outputs = tables.read @ errors
    penalty = np.repeat(tables.log_determinant[:, None], values.shape[1], axis=1)
    spread = np.repeat(tables.variance[:, :, None], values.shape[1], axis=2)
    for s in np.flatnonzero(missing.any(0)):
        gap = tables.gap(missing[:, s])
        e, o = errors[:, :, s], outputs[:, :, s]
        pull = (gap.errors * e[:, :, None]).sum(1) - (gap.outputs[:, :states] * o[:, :states, None]).sum(1)
        excess = (gap.inverse * pull[:, None, :]).sum(2)
        errors[:, :, s] = e - (gap.errors * excess[:, None, :]).sum(2)
        outputs[:, :, s] = o - (gap.outputs * excess[:, None, :]).sum(2)
        penalty[:, s] += gap.log_determinant
        spread[:, :, s] += gap.variance
    squares = (errors * errors).sum(1) - (outputs[:, :states] ** 2).sum(1)
    squares = np.maximum(squares, _FLAT * roughness * n)
    shape = SHAPE_PRIOR + 0.5 * (count - 1)
    scale = SHAPE_PRIOR * SCALE_PRIOR * roughness + 0.5 * squares
    log_weight = tables.grid.log_prior[:, None] - penalty - shape * np.log(scale / roughness)
    noise = scale / (shape - 1)
    return SmoothingPosterior(
        weight=_softmax(log_weight),
        mean=outputs[:, states:],
        variance=noise[:, None, :] * spread,
        noise=noise,
        log_weight=log_weight,
    )
