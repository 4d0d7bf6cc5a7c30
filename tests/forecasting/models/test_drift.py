"""Drift against the law of a Brownian motion written out, with and without missing periods."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.dependence import correlation, error_covariance
from forecasting.models.drift import Drift
from forecasting.models.failures import ModelFailed
from forecasting.models.history import History


def test_goes_on_as_it_has_moved_on_average() -> None:
    found = Drift().predict(History(np.array([10.0, 13.0, 12.0, 16.0])), horizon=3)
    np.testing.assert_allclose(found.location, [18, 20, 22])
    changes = np.array([3.0, -1.0, 4.0])
    variance = changes.var(ddof=1)
    h = np.arange(1, 4)
    np.testing.assert_allclose(found.spread, np.sqrt(variance * (h + h**2 / 3)))


def test_missing_periods_are_longer_steps_as_in_generalised_least_squares() -> None:
    time = np.array([0, 1, 4, 6, 7, 11])
    values = np.array([5.0, 6.5, 7.0, 11.0, 10.0, 16.0])
    history = np.full(12, np.nan)
    history[time] = values
    horizon = 5
    found = Drift().predict(History(history), horizon=horizon)
    # Brownian motion from the first value on, drift unknown: the best linear unbiased prediction.
    own = np.minimum.outer(time[1:], time[1:]).astype(float)
    future = time[-1] + np.arange(1, horizon + 1)
    cross = np.minimum.outer(future, time[1:]).astype(float)
    design, weight = time[1:].astype(float), np.linalg.inv(own)
    precision = design @ weight @ design
    slope = design @ weight @ (values[1:] - values[0]) / precision
    residual = values[1:] - values[0] - slope * design
    mean = values[0] + slope * future + cross @ weight @ residual
    variance = residual @ weight @ residual / (len(residual) - 1)
    left = future - cross @ weight @ design
    law = np.minimum.outer(future, future) - cross @ weight @ cross.T + np.outer(left, left) / precision
    np.testing.assert_allclose(found.location, mean)
    np.testing.assert_allclose(found.spread, np.sqrt(variance * np.diag(law)))
    scale = np.sqrt(np.diag(law))
    assert found.dependence is not None
    np.testing.assert_allclose(
        correlation(found.dependence, horizon), law / np.outer(scale, scale), atol=1e-12
    )
    np.testing.assert_allclose(error_covariance(found.dependence, horizon), law, atol=1e-12)


def test_a_season_is_put_back() -> None:
    season = np.tile([0.8, 1.2, 1.1, 0.9], 8)
    values = (100 + 2 * np.arange(32)) * season
    found = Drift().predict(History(values, season=4), horizon=8)
    truth = (100 + 2 * np.arange(32, 40)) * np.tile([0.8, 1.2, 1.1, 0.9], 2)
    np.testing.assert_allclose(found.location, truth, rtol=0.02)


def test_an_open_end_moves_the_horizon_along() -> None:
    values = np.array([1.0, 2.0, 4.0, 5.0])
    longer = Drift().predict(History(values), horizon=5)
    waiting = Drift().predict(History(np.r_[values, np.nan, np.nan]), horizon=3)
    np.testing.assert_allclose(waiting.location, longer.location[2:])
    np.testing.assert_allclose(waiting.spread, longer.spread[2:])


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.array([1.0, np.nan, 2.0]), "too_short"),
        (np.array([]), "too_short"),
        (np.array([1.0, 2.0, np.inf, 3.0]), "not_finite"),
        (np.ones((4, 2)), "not_one_dimensional"),
    ],
)
def test_what_cannot_be_fitted_is_a_typed_failure(values: np.ndarray, reason: str) -> None:
    with pytest.raises(ModelFailed) as caught:
        Drift().predict(History(values), horizon=2)
    assert caught.value.reason == reason
    assert caught.value.model == "drift"
    assert caught.value.remedy
