"""Shared surprises: the dependence asked for, spread evenly along the direction asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.dependence import correlation, error_covariance
from forecasting.judging.common_draws import CommonDraws, QuantileTable, direction, enough
from forecasting.judging.margin_rows import MarginRows
from forecasting.margins import LEVELS, Margins

# alpha, beta, phi, gamma, season, level_variance, drift_variance
ROWS = np.array(
    [
        [0.3, 0.0, 0.9, 0.0, 1.0, 0.0, 0.0],
        [0.6, 0.2, 0.95, 0.0, 1.0, 0.7, 0.02],
        [1.0, 0.0, 0.5, 0.0, 1.0, 0.0, 0.3],
    ]
)
SEASONAL = np.array([[0.4, 0.05, 0.9, 0.3, 4.0, 0.5, 0.01], [0.2, 0.0, 0.8, 0.0, 1.0, 0.1, 0.0]])
HORIZON = 14


def drawn(dependence: np.ndarray, towards: np.ndarray, *, draws: int = 20_000) -> np.ndarray:
    """Scores (T, H, N) of turned draws."""
    common = CommonDraws.of(2 + HORIZON, draws=draws, rng=np.random.default_rng(1))
    turned = common.turned(towards)
    return np.stack(list(turned.scores(dependence, HORIZON, first=0)), axis=1)


@pytest.mark.parametrize("dependence", [ROWS, SEASONAL])
def test_scores_have_unit_variance_and_the_correlation_of_the_model(dependence: np.ndarray) -> None:
    for towards in (
        np.zeros((len(dependence), 2 + HORIZON)),
        direction(np.ones((len(dependence), HORIZON)), dependence),
    ):
        scores = drawn(dependence, towards)
        for row, found in zip(dependence, scores, strict=True):
            np.testing.assert_allclose(found.mean(1), 0, atol=0.03)
            np.testing.assert_allclose(np.corrcoef(found), correlation(row, HORIZON), atol=0.03)
            np.testing.assert_allclose(found.std(1), 1, atol=0.03)


@pytest.mark.parametrize("dependence", [ROWS, SEASONAL])
def test_the_direction_is_the_gradient(dependence: np.ndarray) -> None:
    moved = np.random.default_rng(2).normal(1, 1, (len(dependence), HORIZON))
    found = direction(moved, dependence)
    for row, weights, gradient in zip(dependence, moved, found, strict=True):
        # The length of the gradient is the standard deviation of the weighted sum of scores.
        expected = weights @ correlation(row, HORIZON) @ weights
        assert gradient @ gradient == pytest.approx(expected)
    assert np.isfinite(error_covariance(dependence[0], HORIZON)).all()


def test_along_its_direction_a_sum_is_spread_evenly() -> None:
    towards = direction(np.ones((len(ROWS), HORIZON)), ROWS)
    sums = drawn(ROWS, towards, draws=512).sum(axis=1)
    for row, found in zip(ROWS, sums, strict=True):
        spread = np.sqrt(np.ones(HORIZON) @ correlation(row, HORIZON) @ np.ones(HORIZON))
        expected = norm.ppf((np.arange(512) + 0.5) / 512) * spread
        np.testing.assert_allclose(np.sort(found), expected, atol=0.01 * float(spread))


def test_no_target_depends_on_its_company_or_on_how_far_others_are_followed() -> None:
    towards = direction(np.ones((len(ROWS), HORIZON)), ROWS)
    common = CommonDraws.of(2 + HORIZON, draws=512, rng=np.random.default_rng(1))
    together = np.stack(list(common.turned(towards).scores(ROWS, HORIZON, first=0)), axis=1)
    for k in range(len(ROWS)):
        alone = list(common.turned(towards[k : k + 1]).scores(ROWS[k : k + 1], 6, first=0))
        np.testing.assert_array_equal(np.stack(alone, axis=1)[0], together[k, :6])


def test_the_table_reads_margins_tails_and_bounds() -> None:
    grid = np.stack([10 + 3 * norm.ppf(LEVELS), np.clip(5 * norm.ppf(LEVELS), 0, None)])
    tails, lower = np.array([5.0, 4.0]), np.array([-np.inf, 0.0])
    table = QuantileTable.of(MarginRows(grid, tails, lower, np.array([np.inf, np.inf])))
    scores = np.linspace(-4.5, 4.5, 301, dtype=np.float32)
    for k, bound in enumerate((None, 0.0)):
        margins = Margins(grid[k : k + 1], float(tails[k]), bound, None)
        found = table.read(np.array([k]), scores[None, :])[0]
        np.testing.assert_allclose(found, margins.quantile(0, norm.cdf(scores)), atol=0.02, rtol=0.01)
    assert table.slope[0] == pytest.approx(3, rel=0.02)
    assert table.middle.tolist() == [10, 0]


def test_long_horizons_get_fewer_draws_never_too_few() -> None:
    counts = [enough(h) for h in (4, 12, 24, 48, 96, 144, 730)]
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (4096, 512)
