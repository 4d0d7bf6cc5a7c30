"""The smoothing average against a plain recursion, and missing values against brute force."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.models.exponential_smoothing import SCALE_PRIOR, SHAPE_PRIOR, make_tables, posterior
from forecasting.models.smoothing_grid import Floats, SmoothingGrid

ROWS = [
    (0.3, 0.0, 1.0, 0.0, 0, 0),
    (0.7, 0.1, 0.9, 0.0, 1, 0),
    (1.0, 0.2, 1.0, 0.0, 1, 0),
    (0.5, 0.05, 0.9, 0.1, 1, 1),
]


def grid(season: int) -> SmoothingGrid:
    return SmoothingGrid.of(ROWS, np.log([0.4, 0.3, 0.2, 0.1]), name="test", season=season, drift_prior=0.5)


def law(table: SmoothingGrid, k: int, total: int) -> Floats:
    """Covariance of the values, in units of σ², of grid point k over a whole stretch: brute force."""
    psi = table.impulse_response(total)[k]
    shift = np.subtract.outer(np.arange(total), np.arange(total))
    response = np.where(shift >= 0, psi[np.abs(shift)], 0.0)
    design = table.regressors(total)[k]
    prior = np.diag(1 / table.prior_precision()[k])
    return np.asarray(response @ response.T + design @ prior @ design.T)


@pytest.mark.parametrize("season", [1, 4])
@pytest.mark.parametrize("gap", [[], [3], [5, 6, 7, 11], [1, 2, 12]])
def test_agrees_with_the_gaussian_law_written_out(season: int, gap: list[int]) -> None:
    n, ahead = 14, 5
    rng = np.random.default_rng(7)
    values = np.cumsum(rng.normal(size=(n, 3)), axis=0) + 0.3 * np.arange(n)[:, None]
    values -= values[0]
    missing = np.zeros(values.shape, dtype=bool)
    missing[gap] = True
    table = grid(season)
    found = posterior(
        make_tables(table, length=n, horizon=ahead),
        values,
        missing=missing,
        roughness=np.array([1.0, 2.0, 0.5]),
    )
    seen = np.setdiff1d(np.arange(n), gap)
    future = np.arange(n, n + ahead)
    weights = []
    for k in range(len(table)):
        covariance = law(table, k, n + ahead)
        own, cross = covariance[np.ix_(seen, seen)], covariance[np.ix_(future, seen)]
        solved = np.linalg.solve(own, values[seen])
        squares = (values[seen] * solved).sum(0)
        shape = SHAPE_PRIOR + 0.5 * (len(seen) - 1)
        scale = SHAPE_PRIOR * SCALE_PRIOR * np.array([1.0, 2.0, 0.5]) + 0.5 * squares
        conditional = np.diag(covariance[np.ix_(future, future)] - cross @ np.linalg.solve(own, cross.T))
        np.testing.assert_allclose(found.mean[k], cross @ solved, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(found.variance[k], np.outer(conditional, scale / (shape - 1)), rtol=1e-6)
        weights.append(table.log_prior[k] - 0.5 * np.linalg.slogdet(own)[1] - shape * np.log(scale))
    expected = np.exp(np.array(weights) - np.max(weights, axis=0))
    np.testing.assert_allclose(found.weight, expected / expected.sum(0), rtol=1e-6)


def test_whitening_inverts_the_impulse_response() -> None:
    table = grid(4)
    psi, pi = table.impulse_response(30), table.whitening(30)
    for k in range(len(table)):
        product = np.convolve(psi[k], pi[k])[:30]
        np.testing.assert_allclose(product, np.eye(30)[0], atol=1e-9)
