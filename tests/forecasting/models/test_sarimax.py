"""SARIMAX: what the data were made from comes back, and uncertainty from outside is counted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecasting.models.calendar import Calendar
from forecasting.models.failures import ModelFailed
from forecasting.models.history import Floats, History
from forecasting.models.interventions import Intervention, Shape
from forecasting.models.regressors import Regressor
from forecasting.models.sarimax import Sarimax


def walk(n: int, *, seed: int = 0, drift: float = 0.0, deviation: float = 1.0) -> Floats:
    return np.asarray(100 + np.cumsum(np.random.default_rng(seed).normal(drift, deviation, n)))


def test_a_random_walk_is_forecast_as_one() -> None:
    ratios, levels = [], []
    for seed in (1, 3, 4, 5, 6):
        values = walk(120, seed=seed)
        found = Sarimax().predict(History(values), horizon=8)
        sigma = np.diff(values).std()
        assert found.dependence is not None
        ratios.append(found.spread / (sigma * np.sqrt(np.arange(1, 9))))
        levels.append((found.dependence[0], np.abs(found.location - values[-1]).max() / sigma))
    np.testing.assert_allclose(np.median(ratios, axis=0), 1.0, atol=0.15)
    alpha, moved = np.median(levels, axis=0)
    assert alpha == pytest.approx(1.0, abs=0.15)
    assert moved < 2


def test_a_smoothed_level_is_recognised_from_its_moving_average() -> None:
    # An ARIMA(0,1,1) with θ = −0.7 is simple exponential smoothing with α = 0.3.
    shocks = np.random.default_rng(11).normal(size=300)
    values = 50 + np.cumsum(shocks - 0.7 * np.r_[0.0, shocks[:-1]])
    found = Sarimax().predict(History(values), horizon=6)
    assert found.dependence is not None
    assert found.dependence[0] == pytest.approx(0.3, abs=0.12)
    np.testing.assert_allclose(np.diff(found.location), 0.0, atol=0.05)


def test_missing_values_inside_are_stepped_over() -> None:
    values = walk(80, seed=3, drift=0.5)
    gappy = values.copy()
    gappy[[20, 41, 42, 43, 60]] = np.nan
    whole = Sarimax().predict(History(values), horizon=4)
    found = Sarimax().predict(History(gappy), horizon=4)
    np.testing.assert_allclose(found.location, whole.location, atol=1.5)


@pytest.mark.parametrize("n", [6, 7, 9, 12, 17])
def test_short_series_are_answered(n: int) -> None:
    for seed in range(3):
        found = Sarimax().predict(History(walk(n, seed=seed)), horizon=3)
        assert np.isfinite(found.location).all()
        assert np.isfinite(found.spread).all()


def test_a_season_goes_on() -> None:
    wave = np.tile(10 * np.sin(2 * np.pi * np.arange(12) / 12), 7)
    values = walk(84, seed=4, deviation=0.5) + wave
    found = Sarimax().predict(History(values, season=12), horizon=12)
    assert np.corrcoef(found.location, wave[:12])[0, 1] > 0.97


def test_a_long_season_is_a_sum_of_waves() -> None:
    wave = 20 * np.sin(2 * np.pi * np.arange(312) / 52)
    values = walk(312, seed=4, deviation=0.4) + wave
    found = Sarimax().predict(History(values[:260], season=52), horizon=52)
    assert np.corrcoef(found.location, wave[260:])[0, 1] > 0.95


def test_a_level_shift_is_no_trend_and_no_noise() -> None:
    values = 50 + np.random.default_rng(8).normal(0, 0.5, 30)
    values[20:] += 30
    plain = Sarimax().predict(History(values), horizon=5)
    found = Sarimax(interventions=(Intervention(20),)).predict(History(values), horizon=5)
    np.testing.assert_allclose(found.location, 80, atol=1.0)
    assert found.spread[-1] < 0.4 * plain.spread[-1]


def test_a_pulse_is_forgotten() -> None:
    values = 50 + np.random.default_rng(8).normal(0, 0.5, 30)
    values[-2] += 40
    strike = Intervention(28, Shape.PULSE)
    found = Sarimax(interventions=(strike,)).predict(History(values), horizon=3)
    np.testing.assert_allclose(found.location, 50, atol=1.2)
    assert found.spread[0] < 3


def completions(n: int, *, lag: int) -> tuple[Floats, Floats]:
    """Starts, and completions that follow them ``lag`` quarters later."""
    rng = np.random.default_rng(21)
    starts = 100 + np.cumsum(rng.normal(0, 5, n))
    led = np.r_[np.full(lag, starts[0]), starts[: n - lag]]
    return starts, 20 + 0.8 * led + rng.normal(0, 0.5, n)


def test_a_leading_indicator_tells_what_comes() -> None:
    starts, done = completions(64, lag=4)
    history = History(done[:56])
    blind = Sarimax().predict(history, horizon=8)
    leading = Sarimax(regressors=(Regressor("starts", starts[:56], lag=4),)).predict(history, horizon=8)
    # Four quarters ahead are known from the starts already made.
    assert np.abs(leading.location[:4] - done[56:60]).max() < 3
    assert leading.spread[3] < 0.4 * blind.spread[3]
    # After that the starts themselves must be forecast, and the spread says so.
    assert leading.spread[5] > 3 * leading.spread[3]


def test_figures_published_ahead_are_used_only_where_declared() -> None:
    starts, done = completions(64, lag=2)
    history = History(done[:56])
    withheld = Sarimax(regressors=(Regressor("starts", starts, lag=2),)).predict(history, horizon=6)
    truncated = Sarimax(regressors=(Regressor("starts", starts[:56], lag=2),)).predict(history, horizon=6)
    np.testing.assert_array_equal(withheld.location, truncated.location)
    ahead = Sarimax(regressors=(Regressor("starts", starts, lag=2, lead=3),)).predict(history, horizon=6)
    assert ahead.spread[4] < 0.5 * truncated.spread[4]


def test_the_future_of_a_regressor_is_as_uncertain_as_the_regressor() -> None:
    rng = np.random.default_rng(5)
    driver = 100 + np.cumsum(rng.normal(0, 2, 60))
    values = 10 + driver + rng.normal(0, 0.1, 60)
    found = Sarimax(regressors=(Regressor("driver", driver),)).predict(History(values), horizon=4)
    known = Sarimax(
        regressors=(Regressor("driver", np.r_[driver, np.full(4, driver[-1])], certain=True),)
    ).predict(History(values), horizon=4)
    assert found.spread[0] == pytest.approx(np.abs(np.diff(driver)).mean() / 0.8, rel=0.6)
    assert (known.spread < 0.3 * found.spread).all()


def test_the_same_seed_gives_the_same_numbers() -> None:
    starts, done = completions(40, lag=1)
    model = Sarimax(regressors=(Regressor("starts", starts, lag=1),), seed=7)
    one, other = (model.predict(History(done), horizon=5) for _ in range(2))
    np.testing.assert_array_equal(one.location, other.location)
    np.testing.assert_array_equal(one.spread, other.spread)


def test_working_days_explain_a_monthly_flow() -> None:
    calendar = Calendar(date(2012, 1, 1), months=1)
    days = calendar.working_days(132)
    values = 1000 + 8 * days + np.random.default_rng(3).normal(0, 2, 132)
    history = History(values[:120], season=12)
    plain = Sarimax().predict(history, horizon=12)
    found = Sarimax(regressors=(Regressor("working days", days, certain=True),)).predict(history, horizon=12)
    assert np.abs(found.location - values[120:]).mean() < 0.5 * np.abs(plain.location - values[120:]).mean()


@pytest.mark.parametrize(
    ("regressor", "reason"),
    [
        (Regressor("flat", np.ones(20)), "regressor_constant"),
        (Regressor("short", np.array([1.0, 2.0])), "regressor_short"),
        (Regressor("half", np.arange(22.0), certain=True), "regressor_short"),
    ],
)
def test_an_unusable_regressor_is_a_typed_failure(regressor: Regressor, reason: str) -> None:
    with pytest.raises(ModelFailed, match=regressor.name) as caught:
        Sarimax(regressors=(regressor,)).predict(History(walk(20)), horizon=4)
    assert caught.value.reason == reason
    assert caught.value.value == regressor.name


def test_constants_and_too_few_values() -> None:
    np.testing.assert_array_equal(Sarimax().predict(History(np.full(9, 3.0)), horizon=2).location, 3.0)
    with pytest.raises(ModelFailed, match="needs 6"):
        Sarimax().predict(History(np.arange(5.0)), horizon=2)
