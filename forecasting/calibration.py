"""Learns the engine's constants from past forecasts: how far to follow the members, and how wide to be.

Two steps, each over a panel of origins whose outcomes are known. Location: ridge regression with absolute loss
(iteratively reweighted), shrunk towards the unfitted combination, so that few origins change little. Spread:
the coefficients of ``width`` and the degrees of freedom, minimising CRPS plus the negative log likelihood of the
skewed Student t plus what ``bands`` asks for. Deterministic; the same panel gives the same constants.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.bands import Bands
from forecasting.combination import DEPARTURES, WEIGHTS, horizon_basis, locate
from forecasting.models.constants import DAMPING, FrequencyClass, PanelConstants
from forecasting.models.history import Floats
from forecasting.panel import Panel
from forecasting.width import TERMS, skew_pull, width_terms

_PASSES = 8
_SMALLEST_ERROR = 0.3
_LEVELS: Floats = np.array([0.01, 0.025, *(np.arange(1, 20) / 20), 0.975, 0.99])
_LEVEL_WEIGHTS: Floats = np.gradient(_LEVELS) / np.gradient(_LEVELS).sum()
_LIKELIHOOD = 5.0
_RIDGE = 1e-3
_LEAST_NU = 2.75
"""A few runaway series must not make every tail endless."""


def fit_location(panel: Panel, *, frequency: FrequencyClass, ridge: float) -> tuple[Floats, Floats]:
    """Weights of the departures (10,) and coefficients of the pooled regression (3, F).

    ``ridge`` is the weight of the prior in the unit of one percent of the panel.
    """
    d = panel.description
    chosen = panel.horizons - 1
    basis = horizon_basis(len(d.level), damping=DAMPING[frequency])[:, chosen]
    size = np.maximum(d.inputs.std(1), 1e-9)
    reach = np.maximum(np.abs(basis).max(1), 1e-9) / np.array([1.0, 1.5, 3.0])
    pooled = (d.inputs / size[:, None])[:, None, None] * (basis / reach[:, None])[None, :, :, None]
    columns = np.concatenate([d.departures[:, chosen], pooled.reshape(-1, *pooled.shape[2:])])
    target = ((panel.outcomes.T - d.level) / d.features.step)[chosen]
    weight = panel.location_weight.T[chosen]
    known = np.isfinite(target) & (weight > 0)
    design, aim, weight = columns[:, known].T, target[known], weight[known] / weight[known].mean()
    smallest = _SMALLEST_ERROR * np.sqrt(np.broadcast_to(panel.horizons[:, None], known.shape)[known])
    prior = np.zeros(design.shape[1])
    prior[: len(WEIGHTS)] = WEIGHTS
    count = len(DEPARTURES)
    typical = np.sqrt((design[:, :count] ** 2 * weight[:, None]).mean(0))
    penalty = np.concatenate([np.maximum(typical, 1e-6), np.ones(len(prior) - count)]) * (
        0.02 * ridge * len(aim)
    )
    coefficients = prior
    for _ in range(_PASSES):
        pull = weight / np.maximum(np.abs(aim - design @ coefficients), smallest)
        weighted = design * pull[:, None]
        normal = weighted.T @ design + np.diag(penalty)
        coefficients = np.linalg.solve(normal, weighted.T @ aim + penalty * prior)
    drift = coefficients[count:].reshape(len(size), -1) / size[:, None] / reach
    return coefficients[:count], drift.T.copy()


def fit_width(panel: Panel, location: Floats, *, strength: float) -> tuple[Floats, float, float]:
    """Coefficients of the scale (23,), the skew and the degrees of freedom, given locations (H, N).

    ``strength`` is the λ of ``bands``; with 0 scores alone decide.
    """
    from scipy.optimize import minimize

    problem = _WidthProblem.of(panel, location, strength=strength)
    start = np.zeros(len(TERMS) + 2)
    start[TERMS.index("ln_spread")] = 1.0
    start[-1] = np.log(2.0)
    found = minimize(
        problem.loss, start, args=(start,), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    width = found.x[:-2] / problem.size
    width[0] -= (width[1:] * problem.centre[1:]).sum()
    return width, float(found.x[-2]), float(_LEAST_NU + np.exp(np.clip(found.x[-1], -3, 4)))


@dataclass(frozen=True, eq=False)
class _WidthProblem:
    """Flattened terms, errors and weights of the known outcomes, and the loss with its gradient."""

    terms: Floats
    pull: Floats
    error: Floats
    score_weight: Floats
    case_weight: Floats
    centre: Floats
    size: Floats
    bands: Bands

    @classmethod
    def of(cls, panel: Panel, location: Floats, *, strength: float) -> _WidthProblem:
        d, chosen = panel.description, panel.horizons - 1
        terms = width_terms(d, location)
        error = ((panel.outcomes.T - location) / d.features.step)[chosen]
        known = np.isfinite(error) & (panel.case_weight.T[chosen] > 0)
        flat = terms[:, chosen][:, known]
        centre, size = flat.mean(1), np.maximum(flat.std(1), 1e-9)
        plain = [TERMS.index(t) for t in ("constant", "ln_horizon", "ln_horizon_squared", "ln_spread")]
        centre[plain], size[plain] = 0.0, 1.0
        weight = panel.case_weight.T[chosen][known]
        horizon, origin = np.nonzero(known)
        return cls(
            terms=(flat - centre[:, None]) / size[:, None],
            pull=skew_pull(d)[chosen][known],
            error=error[known],
            score_weight=panel.score_weight.T[chosen][known],
            case_weight=_LIKELIHOOD * weight,
            centre=centre,
            size=size,
            bands=Bands.of(panel.collection[origin], horizon, weight=weight, strength=strength),
        )

    def loss(self, parameters: Floats, start: Floats) -> tuple[float, Floats]:
        from scipy.special import gammaln, stdtrit

        logarithm = np.clip(parameters[:-2] @ self.terms, -12, 12)
        skew = parameters[-2] * self.pull
        nu = _LEAST_NU + float(np.exp(np.clip(parameters[-1], -3, 4)))
        nudged = nu * 1.001
        scale, up, down = np.exp(logarithm), np.exp(skew), np.exp(-skew)
        score = gradient_log = gradient_skew = score_nudged = np.zeros_like(scale)
        standard, moved = stdtrit(nu, _LEVELS), stdtrit(nudged, _LEVELS)
        for level, weight, q, q_moved in zip(_LEVELS, _LEVEL_WEIGHTS, standard, moved, strict=True):
            side = up if q > 0 else down
            reach = scale * q * side
            slope = 2 * weight * ((self.error < reach) - level)
            score = score + slope * (reach - self.error)
            gradient_log = gradient_log + slope * reach
            gradient_skew = gradient_skew + slope * reach * np.sign(q)
            score_nudged = score_nudged + slope * scale * side * (q_moved - q)
        z = self.error / scale
        sign = np.sign(z)
        side = np.where(sign > 0, down, up)
        bent = z * side

        def surprise(v: float) -> Floats:
            constant = gammaln(0.5 * v) - gammaln(0.5 * (v + 1)) + 0.5 * np.log(v * np.pi)
            return np.asarray(logarithm - np.log(side) + 0.5 * (v + 1) * np.log1p(bent**2 / v) + constant)

        steep = 1 - (nu + 1) * bent**2 / (nu + bent**2)
        base = surprise(nu)
        total = (self.score_weight * score).sum() + (self.case_weight * base).sum()
        by_log = self.score_weight * gradient_log + self.case_weight * steep
        by_skew = self.score_weight * gradient_skew + self.case_weight * sign * steep
        by_nu = (self.score_weight * score_nudged).sum() + (
            self.case_weight * (surprise(nudged) - base)
        ).sum()
        penalty, by_distance, penalty_by_nu = self.bands.penalty(np.abs(bent), nu=nu)
        total += penalty
        by_log = by_log - by_distance * np.abs(bent)
        by_skew = by_skew - sign * by_distance * np.abs(bent)
        gradient = np.concatenate(
            [
                self.terms @ by_log,
                [(by_skew * self.pull).sum(), (by_nu / (nudged - nu) + penalty_by_nu) * (nu - _LEAST_NU)],
            ]
        )
        off = parameters - start
        return float(total + _RIDGE * (off**2).sum()), gradient + 2 * _RIDGE * off


def fit_panel(
    panel: Panel,
    *,
    frequency: FrequencyClass,
    ridge: float,
    folds: NDArray[np.intp],
    doubt: dict[str, float],
    bands: float,
) -> PanelConstants:
    """Fit both steps; the spread is learned from locations fitted without the origin's own fold.

    ``bands`` is how strongly ranges are held to what they say (the λ of ``forecasting.bands``).
    ``folds`` (N,) numbers the fold of each origin; origins of related series belong in one fold.
    """
    location = out_of_fold_location(panel, frequency=frequency, ridge=ridge, folds=folds)
    width, skew, nu = fit_width(panel, location, strength=bands)
    departures, drift = fit_location(panel, frequency=frequency, ridge=ridge)
    furthest = int(panel.horizons.max())
    return PanelConstants(departures, drift, DAMPING[frequency], width, skew, nu, furthest, doubt)


def out_of_fold_location(
    panel: Panel, *, frequency: FrequencyClass, ridge: float, folds: NDArray[np.intp]
) -> Floats:
    """Locations (H, N), each from constants fitted without the fold of its origin."""
    location = np.full_like(panel.description.level, np.nan)
    blank = PanelConstants(np.empty(0), np.empty(0), DAMPING[frequency], np.empty(0), 0.0, 5.0, 0, {})
    for fold in np.unique(folds):
        learned = panel.subset(np.flatnonzero(folds != fold))
        departures, drift = fit_location(learned, frequency=frequency, ridge=ridge)
        rows = np.flatnonzero(folds == fold)
        constants = replace(blank, departures=departures, drift=drift)
        location[:, rows] = locate(panel.subset(rows).description, constants)
    return location
