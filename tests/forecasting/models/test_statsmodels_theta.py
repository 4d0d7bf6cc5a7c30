"""Theta by statsmodels, against the formula of Hyndman and Billah written out."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.models.failures import ModelFailed
from forecasting.models.history import History
from forecasting.models.statsmodels_theta import StatsmodelsTheta, smoothing_errors


def test_agrees_with_the_formula_written_out() -> None:
    rng = np.random.default_rng(5)
    values = 50 + np.cumsum(rng.normal(1.0, 2.0, 40))
    found = StatsmodelsTheta().predict(History(values), horizon=6)
    assert found.dependence is not None
    alpha = float(found.dependence[0])
    n, h = len(values), np.arange(1, 7)
    slope = np.polyfit(np.arange(n), values, 1)[0]
    level = values[0]
    for value in values[1:]:
        level += alpha * (value - level)
    expected = level + 0.5 * slope * (h - 1 + (1 - (1 - alpha) ** n) / alpha)
    np.testing.assert_allclose(found.location, expected, rtol=1e-3)
    sigma = np.sqrt((smoothing_errors(values, alpha) ** 2).sum() / (n - 2))
    np.testing.assert_allclose(found.spread, sigma * np.sqrt(1 + (h - 1) * alpha**2), rtol=1e-6)


def test_the_season_does_not_widen_the_spread() -> None:
    rng = np.random.default_rng(6)
    level = 200 + np.cumsum(rng.normal(0, 1, 96))
    season = np.tile(1 + 0.3 * np.sin(2 * np.pi * np.arange(12) / 12), 8)
    plain = StatsmodelsTheta().predict(History(level), horizon=12)
    seasonal = StatsmodelsTheta().predict(History(level * season, season=12), horizon=12)
    assert seasonal.spread.mean() < 1.6 * plain.spread.mean()
    np.testing.assert_allclose(seasonal.location, plain.location * season[:12], rtol=0.03)


def test_a_season_below_zero_is_taken_out_by_differences() -> None:
    rng = np.random.default_rng(6)
    season = np.tile([-8.0, 3.0, 9.0, -4.0], 12)
    values = rng.normal(0, 0.5, 48) + season
    found = StatsmodelsTheta().predict(History(values, season=4), horizon=4)
    np.testing.assert_allclose(found.location, season[:4], atol=1.0)


def test_gaps_constants_and_short_series() -> None:
    values = np.array([3.0, 4.0, np.nan, 6.0, 7.0, 8.0])
    assert np.isfinite(StatsmodelsTheta().predict(History(values), horizon=3).location).all()
    still = StatsmodelsTheta().predict(History(np.full(8, 2.0)), horizon=3)
    np.testing.assert_array_equal(still.location, 2.0)
    with pytest.raises(ModelFailed, match="needs 5"):
        StatsmodelsTheta().predict(History(np.array([1.0, 2.0, 3.0, 5.0])), horizon=1)
