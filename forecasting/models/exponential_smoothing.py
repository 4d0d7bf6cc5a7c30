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

E itself comes from the smoothing recursion, run over time for all grid points and series at once; U and the
forecast rows depend on the grid and the length only, so they are made once for a length and shared by every
series of that length. σ² has an inverse gamma prior centred on a fraction of the mean squared difference; the
weight of a grid point is its marginal likelihood times its prior weight, and the predictive mean and variance
are those of the mixture.

A missing value is integrated out exactly. With W = Tᵀ(I − UᵀU)T the precision of the values, the best
guess of the missing ones is y_m − W_mm⁻¹ (W y)_m, the determinant gains −½ log|W_mm|, and the forecast
variance gains the share of W_mm⁻¹ that reaches it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forecasting.models.blocks import WIDTH
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

    errors: Floats
    """How each missing value enters the errors, shape (K, n, M)."""
    outputs: Floats
    """How it enters what is read from them, shape (K, states + H, M)."""
    inverse: Floats
    log_determinant: Floats
    variance: Floats


@dataclass(frozen=True, eq=False)
class SmoothingTables:
    """The matrices of one grid for one length and horizon; they hold nothing of any series."""

    grid: SmoothingGrid
    length: int
    horizon: int
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
        return self.read.nbytes

    def reading(self, errors: Floats) -> Floats:
        """What is read from the errors (K, n, S) of a block: states and forecasts, shape (K, states + H, S).

        The product is made with ``WIDTH`` columns however few there are: of another shape it might be added up in
        another order, and the last digits of a series would depend on its neighbours.
        """
        size, length, columns = errors.shape
        if columns >= WIDTH:
            return self.read @ errors
        wide = np.zeros((length, size, WIDTH))
        wide[:, :, :columns] = errors.transpose(1, 0, 2)
        return np.ascontiguousarray((self.read @ wide.transpose(1, 0, 2))[:, :, :columns])

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
        lag = np.arange(self.length)[:, None] - where[None, :]
        weights = self.grid.whitening(self.length)
        errors = np.where(lag >= 0, weights[:, np.maximum(lag, 0)], 0.0)
        outputs = self.read @ errors
        known = outputs[:, :states]
        precision = errors.transpose(0, 2, 1) @ errors - known.transpose(0, 2, 1) @ known
        inverse: Floats = np.asarray(np.linalg.inv(precision), dtype=np.float64)
        ahead = outputs[:, states:]
        return Gap(
            errors=errors,
            outputs=outputs,
            inverse=inverse,
            log_determinant=0.5 * np.linalg.slogdet(precision)[1],
            variance=((ahead @ inverse) * ahead).sum(2),
        )


def make_tables(grid: SmoothingGrid, *, length: int, horizon: int) -> SmoothingTables:
    """Make the matrices of a grid for series of one length."""
    size, states, total = len(grid), grid.states, length + horizon
    design = grid.regressors(total)
    sensitivity = smoothing_errors(grid, design[:, :length].transpose(1, 0, 2)).transpose(1, 0, 2)
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
        read=read,
        log_determinant=log_determinant,
        variance=own + (ahead**2).sum(2),
    )


def smoothing_errors(grid: SmoothingGrid, values: Floats) -> Floats:
    """One-step errors of every grid point started from nothing, shape (n, K, S): T y by the smoothing recursion.

    ``values`` has shape (n, S), the same for every grid point, or (n, K, S).
    """
    n, count = len(values), values.shape[-1]
    size, seasonal = len(grid), bool(grid.seasonal.any())
    trending = bool(grid.trend.any())
    alpha, beta, phi, gamma = (w[:, None] for w in (grid.alpha, grid.beta, grid.phi, grid.gamma))
    level, slope, scratch = np.zeros((size, count)), np.zeros((size, count)), np.empty((size, count))
    pattern = np.zeros((grid.season, size, count)) if seasonal else None
    errors = np.empty((n, size, count))
    for t in range(n):
        error = errors[t]
        if trending:
            np.multiply(slope, phi, out=slope)
            np.add(level, slope, out=level)
        np.subtract(values[t], level, out=error)
        if pattern is not None:
            season = pattern[t % grid.season]
            np.subtract(error, season, out=error)
            np.multiply(gamma, error, out=scratch)
            np.add(season, scratch, out=season)
        np.multiply(alpha, error, out=scratch)
        np.add(level, scratch, out=level)
        if trending:
            np.multiply(beta, error, out=scratch)
            np.add(slope, scratch, out=slope)
    return errors


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

    @cached_property
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


def block_errors(grid: SmoothingGrid, values: Floats, *, real: int) -> Floats:
    """``smoothing_errors`` of a block whose columns from ``real`` on repeat the last real one, shape (K, n, S).

    The recursion treats every column by itself, so padding costs a copy and changes no digit.
    """
    found = smoothing_errors(grid, values[:, :real])
    if real < values.shape[1]:
        own, found = found, np.empty((*found.shape[:2], values.shape[1]))
        found[:, :, :real], found[:, :, real:] = own, own[:, :, -1:]
    return found.transpose(1, 0, 2)


def posterior(
    tables: SmoothingTables,
    values: Floats,
    *,
    missing: NDArray[np.bool_],
    roughness: Floats,
    real: int | None = None,
) -> SmoothingPosterior:
    """Average the grid over a block of series of one length.

    ``values`` has shape (n, S), relative to some reference level, with anything finite where
    ``missing`` (same shape) is true; ``roughness`` (S,) is the typical squared change, positive. Columns from
    ``real`` on are padding: repetitions of the last real one, whose gaps are not looked at.
    """
    states, n = tables.grid.states, tables.length
    count = n - missing.sum(0)
    real = values.shape[1] if real is None else real
    errors = block_errors(tables.grid, values, real=real)
    outputs = tables.reading(errors)
    penalty = np.repeat(tables.log_determinant[:, None], values.shape[1], axis=1)
    spread = np.repeat(tables.variance[:, :, None], values.shape[1], axis=2)
    for s in np.flatnonzero(missing[:, :real].any(0)):
        gap = tables.gap(missing[:, s])
        e, o = errors[:, :, s], outputs[:, :, s]
        pull = (gap.errors * e[:, :, None]).sum(1) - (gap.outputs[:, :states] * o[:, :states, None]).sum(1)
        excess = (gap.inverse * pull[:, None, :]).sum(2)
        errors[:, :, s] = e - (gap.errors * excess[:, None, :]).sum(2)
        outputs[:, :, s] = o - (gap.outputs * excess[:, None, :]).sum(2)
        penalty[:, s] += gap.log_determinant
        spread[:, :, s] += gap.variance
    np.multiply(errors, errors, out=errors)
    squares = errors.sum(1) - (outputs[:, :states] ** 2).sum(1)
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
