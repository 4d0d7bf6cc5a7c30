"""UnobservedComponents: the damping set by hand, gaps, shifts and regressors."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.models.failures import ModelFailed
from forecasting.models.history import History
from forecasting.models.interventions import Intervention
from forecasting.models.regressors import Regressor
from forecasting.models.unobserved_components import Trend, UnobservedComponents


def trending(n: int = 60, seed: int = 0) -> History:
    rng = np.random.default_rng(seed)
    return History(100 + np.cumsum(1.5 + np.cumsum(rng.normal(0, 0.02, n))) + rng.normal(0, 0.5, n))


def test_a_damped_slope_fades_and_a_linear_one_does_not() -> None:
    damped = np.diff(UnobservedComponents().predict(trending(), horizon=30).location)
    linear = np.diff(UnobservedComponents(Trend.LINEAR).predict(trending(), horizon=30).location)
    level = UnobservedComponents(Trend.LEVEL).predict(trending(), horizon=30).location
    ratio = damped[1:] / damped[:-1]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-6)  # one φ all the way
    assert ratio[0] == pytest.approx(0.97, abs=1e-6)
    np.testing.assert_allclose(linear, linear[0], rtol=1e-6)
    np.testing.assert_allclose(level, level[0])


def test_a_local_level_is_exponential_smoothing() -> None:
    rng = np.random.default_rng(4)
    values = np.cumsum(rng.normal(0, 1.0, 400)) + rng.normal(0, 2.0, 400)
    found = UnobservedComponents(Trend.LEVEL).predict(History(values), horizon=4)
    # Signal-to-noise q = 1/4: the steady gain is α = (√(q² + 4q) − q) / 2 (Harvey, 1989, §4.1.2).
    q = 0.25
    assert found.dependence is not None
    assert found.dependence[0] == pytest.approx((np.sqrt(q**2 + 4 * q) - q) / 2, abs=0.1)
    innovation = np.sqrt(4.0 / (1 - found.dependence[0]))
    assert found.spread[0] == pytest.approx(innovation, rel=0.15)


def test_missing_values_are_stepped_over_and_the_open_end_counts() -> None:
    history = trending()
    gappy = history.values.copy()
    gappy[[10, 11, 30]] = np.nan
    whole = UnobservedComponents().predict(history, horizon=5)
    found = UnobservedComponents().predict(History(gappy), horizon=5)
    np.testing.assert_allclose(found.location, whole.location, atol=1.0)
    waiting = UnobservedComponents().predict(History(np.r_[history.values, np.nan]), horizon=4)
    np.testing.assert_allclose(waiting.location, whole.location[1:], rtol=1e-6)


def test_a_level_shift_is_an_intervention() -> None:
    values = 50 + np.random.default_rng(8).normal(0, 0.5, 40)
    values[25:] -= 20
    plain = UnobservedComponents().predict(History(values), horizon=6)
    found = UnobservedComponents(interventions=(Intervention(25),)).predict(History(values), horizon=6)
    np.testing.assert_allclose(found.location, 30, atol=1.5)
    assert found.spread[-1] < 0.5 * plain.spread[-1]


@pytest.mark.parametrize("season", [4, 12])
def test_a_season_goes_on(season: int) -> None:
    wave = np.tile(8 * np.cos(2 * np.pi * np.arange(season) / season), 8)
    values = trending(8 * season, seed=2).values + wave
    found = UnobservedComponents().predict(History(values, season=season), horizon=season)
    flat = found.location - np.linspace(found.location[0], found.location[-1], season)
    assert np.corrcoef(np.diff(found.location), np.diff(wave[:season]))[0, 1] > 0.9
    assert np.ptp(flat) > 8


def test_a_regressor_brings_its_uncertainty() -> None:
    rng = np.random.default_rng(5)
    driver = 100 + np.cumsum(rng.normal(0, 2, 60))
    history = History(10 + driver + rng.normal(0, 0.1, 60))
    known = np.r_[driver, np.full(4, driver[-1])]
    sure = UnobservedComponents(regressors=(Regressor("driver", known, certain=True),))
    drawn = UnobservedComponents(regressors=(Regressor("driver", driver),))
    assert (sure.predict(history, horizon=4).spread < 0.4 * drawn.predict(history, horizon=4).spread).all()


def test_constants_and_too_few_values() -> None:
    model = UnobservedComponents()
    np.testing.assert_array_equal(model.predict(History(np.full(9, 3.0)), horizon=2).location, 3.0)
    with pytest.raises(ModelFailed, match="needs 6"):
        model.predict(History(np.arange(5.0)), horizon=2)
