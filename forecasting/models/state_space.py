"""Fits statsmodels' state space models and reads off what a forecast needs: mean, deviation, memory.

Missing values inside are what these models are for: the filter steps over them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from forecasting.models.failures import ModelFailed
from forecasting.models.fitting import contained
from forecasting.models.history import Floats
from forecasting.models.impulse import dependence_row, impulse_length
from forecasting.models.regressors import Design

_FIRST_TRY, _SECOND_TRY = 80, 160

Candidate = Callable[[], Any]
"""Builds an unfitted statsmodels model; a fit is untyped."""


def fit_best(model: str, candidates: Sequence[Candidate]) -> Any:
    """The fit with the least AICc; a candidate that fails is passed over.

    A fit that has not converged is given one more try from where it stopped. Raises ModelFailed with the
    last failure where no candidate fits.
    """
    best: tuple[float, float, Any] | None = None
    failure = ModelFailed(model, "fit_failed", "no candidate could be fitted.")
    for candidate in candidates:
        try:
            with contained(model):
                found = _fit(candidate)
                criterion = float(found.aicc)
                # Too few values for the small-sample correction: last, but in order of their likelihood.
                rank = (criterion if np.isfinite(criterion) else np.inf, -float(found.llf))
        except ModelFailed as error:
            failure = error
            continue
        if not np.isfinite(rank[1]):
            continue
        if best is None or rank < best[:2]:
            best = (*rank, found)
    if best is None:
        raise failure
    return best[2]


def _fit(candidate: Candidate) -> Any:
    model = candidate()
    if model.k_params == 0:
        return model.smooth(np.empty(0))  # a bare random walk; an optimiser has nothing to do
    found = model.fit(disp=False, method="lbfgs", maxiter=_FIRST_TRY, cov_type="none")
    if found.mle_retvals is not None and not found.mle_retvals["converged"]:
        again = model.fit(found.params, disp=False, method="lbfgs", maxiter=_SECOND_TRY, cov_type="none")
        found = again if again.llf >= found.llf else found
    return found


def read_forecast(
    model: str, found: Any, *, steps: int, season: int, exogenous: Design | None, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Mean and standard deviation at each step, and the dependence row, of a fitted model.

    The uncertain future of regressors, and of their coefficients, is added to the model's own variance.
    """
    with contained(model):
        future = None if exogenous is None else exogenous.future[:steps]
        ahead = found.get_forecast(steps, exog=future)
        mean = np.asarray(ahead.predicted_mean, dtype=float)
        variance = np.asarray(ahead.se_mean, dtype=float) ** 2
        if exogenous is not None:
            places = _regression_places(found)
            fitted = found.model.smooth(found.params, cov_type="opg")
            covariance = np.asarray(fitted.cov_params(), dtype=float)[np.ix_(places, places)]
            coefficients = np.asarray(found.params, dtype=float)[places]
            variance = variance + exogenous.effect(coefficients, covariance, seed=seed)[1][:steps]
        row = dependence_row(_impulses(found, impulse_length(steps, season)), season=season)
    return mean, np.sqrt(variance), row


def _regression_places(found: Any) -> list[int]:
    names = list(found.model.param_names)
    return [
        k
        for k, name in enumerate(names)
        if name in set(found.model.exog_names or ()) or name.startswith("beta.")
    ]


def _impulses(found: Any, steps: int) -> Floats:
    """ψ of the innovations form, ψ_0 = 1, ψ_k = Z Tᵏ⁻¹ K, with the gain K at the last observation."""
    filtered = found.filter_results
    transition, read = filtered.transition[..., -1], filtered.design[0, :, -1]
    state = filtered.kalman_gain[:, 0, -1]
    psi = np.ones(steps + 1)
    for k in range(1, steps + 1):
        psi[k] = read @ state
        state = transition @ state
    return psi
