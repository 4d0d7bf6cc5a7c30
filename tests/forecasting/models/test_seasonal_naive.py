"""Seasonal naive: the latest value of each season, also through gaps."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.dependence import error_covariance
from forecasting.models.failures import ModelFailed
from forecasting.models.history import History
from forecasting.models.seasonal_naive import SeasonalNaive


def test_repeats_the_last_season() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 7.0, 8.0])
    found = SeasonalNaive().predict(History(values, season=4), horizon=9)
    np.testing.assert_allclose(found.location, [5, 7, 7, 8, 5, 7, 7, 8, 5])
    sigma = np.sqrt(np.mean(np.array([4, 5, 4, 4]) ** 2))
    np.testing.assert_allclose(found.spread, sigma * np.sqrt([1, 1, 1, 1, 2, 2, 2, 2, 3]))
    assert found.dependence is not None
    np.testing.assert_allclose(np.sqrt(np.diag(error_covariance(found.dependence, 9))) * sigma, found.spread)


def test_a_gap_takes_the_latest_value_of_that_season() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, np.nan, np.nan, 8.0])
    found = SeasonalNaive().predict(History(values, season=4), horizon=4)
    np.testing.assert_allclose(found.location, [5, 2, 3, 8])


def test_an_open_end_keeps_every_value_in_its_season() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, np.nan])
    found = SeasonalNaive().predict(History(values, season=4), horizon=4)
    np.testing.assert_allclose(found.location, [6, 7, 8, 5])


def test_without_a_whole_second_season_the_last_value_stays() -> None:
    found = SeasonalNaive().predict(History(np.array([1.0, 4.0, 2.0, 5.0]), season=4), horizon=3)
    np.testing.assert_allclose(found.location, 5.0)
    np.testing.assert_allclose(found.spread, np.sqrt(22 / 3 * np.arange(1, 4)))


def test_too_few_values_are_a_typed_failure() -> None:
    with pytest.raises(ModelFailed, match="needs 3"):
        SeasonalNaive().predict(History(np.array([1.0, 2.0])), horizon=1)
