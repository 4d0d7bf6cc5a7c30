"""Families chosen by an analyst: the same shape, calibration and limits as the default engine, and no surprises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from forecasting.dependence import FIELDS, correlation
from forecasting.engine import forecast_batch
from forecasting.errors import ForecastError
from forecasting.families import FamilyForecast, forecast_with
from forecasting.family_spread import calibrated_quantiles, family_constants, typical_step
from forecasting.findings import FindingCode, Severity
from forecasting.margins import LEVELS, MEDIAN, Margins
from forecasting.models.base import Prediction
from forecasting.models.constants import FrequencyClass
from forecasting.models.drift import Drift
from forecasting.models.failures import ModelFailed, UnknownModel, WeightsInvalid
from forecasting.models.history import Floats, History
from forecasting.models.registry import available
from forecasting.paths import draw


def walk(n: int, seed: int = 0, season: int = 1) -> Floats:
    rng = np.random.default_rng(seed)
    wave = 5 * np.sin(2 * np.pi * np.arange(n) / season) if season > 1 else 0.0
    return np.asarray(100 + np.cumsum(rng.normal(0.2, 1.0, n)) + wave)


@dataclass(frozen=True)
class Broken:
    """A family that fails in a way of its own."""

    name: str = "broken"
    error: type[ForecastError] = ForecastError

    def predict(self, history: History, *, horizon: int) -> Prediction:
        if self.error is ModelFailed:
            raise ModelFailed(self.name, "too_odd", "this series is too odd.")
        raise self.error("it broke", field="anything")


@dataclass(frozen=True)
class Silent:
    """A family that returns what is not a number."""

    name: str = "silent"

    def predict(self, history: History, *, horizon: int) -> Prediction:
        return Prediction(np.full(horizon, np.nan), np.ones(horizon))


@dataclass(frozen=True)
class Fixed:
    """A family that always says the same, with no dependence of its own."""

    name: str = "fixed"
    value: float = 50.0

    def predict(self, history: History, *, horizon: int) -> Prediction:
        return Prediction(np.full(horizon, self.value), np.ones(horizon))


def test_the_default_engine_alone_is_the_default_engine() -> None:
    history = History(walk(30, season=4), season=4, lower=0.0, upper=101.0, rounding=0.1)
    found = forecast_with(history, horizon=6, models=["grid"])
    engine = forecast_batch([history], horizon=6)
    np.testing.assert_array_equal(found.quantiles, engine.quantiles[0])
    np.testing.assert_array_equal(found.dependence, engine.dependence[0])
    assert found.tail == engine.tail[0]
    assert (found.ok, found.reason, found.weights) == (True, None, {"grid": 1.0})


def test_a_combination_averages_the_quantiles() -> None:
    history = History(walk(30))
    one = forecast_with(history, horizon=5, models=["grid"])
    other = forecast_with(history, horizon=5, models=["drift"])
    both = forecast_with(history, horizon=5, models=["grid", "drift"], weights={"grid": 3, "drift": 1})
    np.testing.assert_allclose(both.quantiles, 0.75 * one.quantiles + 0.25 * other.quantiles)
    assert both.weights == {"grid": 0.75, "drift": 0.25}
    assert both.tail == min(one.tail, other.tail)
    assert (np.diff(both.quantiles, axis=1) >= 0).all()
    np.testing.assert_allclose(both.dependence[:4], 0.75 * one.dependence[:4] + 0.25 * other.dependence[:4])


def test_a_weight_of_zero_is_not_even_fitted() -> None:
    found = forecast_with(
        History(walk(30)), horizon=2, models=["drift", Broken()], weights={"drift": 1.0, "broken": 0.0}
    )
    assert found.weights == {"drift": 1.0}
    assert found.failures == ()


@pytest.mark.parametrize("name", [name for name in available() if name != "prophet"])
def test_every_family_keeps_the_limits(name: str) -> None:
    rising = History(np.array([80, 85, 88, 92, 95, 96, 97, 98, 98.5, 99, 99.4, 99.6]), lower=0.0, upper=100.0)
    found = forecast_with(rising, horizon=8, models=[name])
    assert found.ok
    assert found.quantiles.max() == 100.0
    assert (np.diff(found.quantiles, axis=1) >= 0).all()
    counter = History(np.cumsum(np.abs(walk(20, seed=3) - 100) + 1), monotone=True)
    found = forecast_with(counter, horizon=6, models=[name])
    assert (found.quantiles >= counter.values[-1]).all()
    assert (np.diff(found.quantiles, axis=0) >= 0).all()


@pytest.mark.parametrize("name", available())
def test_a_constant_series_has_the_spread_of_its_rounding(name: str) -> None:
    found = forecast_with(History(np.full(14, 40.0), rounding=1.0), horizon=3, models=[name])
    low, high = (int(np.argmin(abs(LEVELS - p))) for p in (0.025, 0.975))
    width = found.quantiles[:, high] - found.quantiles[:, low]
    assert (found.quantiles[:, MEDIAN] == 40.0).all()
    assert (width > 0.5).all()
    assert (width < 4).all()


@pytest.mark.parametrize("name", ["ets", "drift", "theta"])
def test_figures_that_repeat_may_repeat_and_counts_stop_at_zero(name: str) -> None:
    values = np.array([0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0.0])
    found = forecast_with(History(values), horizon=3, models=[name])
    assert found.quantiles.min() == 0.0
    assert ((found.quantiles == 0.0).sum(axis=1) > 15).all()


def test_what_a_family_says_goes_through_the_calibration_of_the_spread() -> None:
    history = History(walk(25))
    prediction = Drift().predict(history, horizon=4)
    found = forecast_with(history, horizon=4, models=["drift"])
    quantiles, tail = calibrated_quantiles(prediction, history, family="drift")
    np.testing.assert_array_equal(found.quantiles, quantiles)
    assert tail == family_constants("drift", FrequencyClass.YEARLY).nu
    np.testing.assert_allclose(found.quantiles[:, MEDIAN], prediction.location)


def test_a_family_without_constants_takes_those_of_the_engine() -> None:
    from forecasting.models.constants import spread_constants

    for frequency in FrequencyClass:
        assert family_constants("fixed", frequency) == spread_constants(frequency)
        for name in available():
            if name != "grid":
                assert family_constants(name, frequency) != spread_constants(frequency)


@pytest.mark.parametrize("name", [name for name in available() if name != "grid"])
@pytest.mark.parametrize("frequency", list(FrequencyClass))
def test_the_spread_of_every_family_grows_with_the_horizon(name: str, frequency: FrequencyClass) -> None:
    constants = family_constants(name, frequency)
    # With a model spread that grows like a random walk's, uncertainty must not shrink further ahead.
    assert constants.c[1] + 0.5 * constants.g > 0
    assert constants.c[2] == 0.0
    assert 3.0 <= constants.nu <= 30.0


def test_the_typical_step_leaves_the_season_out() -> None:
    season = np.tile([0.7, 1.0, 1.3, 1.0], 8)
    level = 100 + np.arange(32.0)
    assert typical_step(History(level * season, season=4)) == pytest.approx(1.0, rel=0.15)
    assert typical_step(History(np.array([np.nan, 1.0, np.nan, 3.0, 4.0]))) == pytest.approx(1.0)


def test_one_failure_leaves_the_others() -> None:
    found = forecast_with(
        History(walk(20)), horizon=3, models=["drift", Broken(error=ModelFailed), Silent(), "theta"]
    )
    assert found.ok
    assert found.weights == {"drift": 0.5, "theta": 0.5}
    assert [(failure.model, failure.reason) for failure in found.failures] == [
        ("broken", "too_odd"),
        ("silent", "not_finite"),
    ]
    assert not found.fell_back
    assert [finding.code for finding in found.findings] == [FindingCode.MODEL_FAILED] * 2
    assert {finding.severity for finding in found.findings} == {Severity.INFO}


@pytest.mark.parametrize(("season", "stand_in"), [(1, "drift"), (4, "seasonal_naive")])
def test_where_all_fail_a_simple_one_stands_in_and_says_so(season: int, stand_in: str) -> None:
    found = forecast_with(History(walk(20, season=season), season=season), horizon=3, models=[Broken()])
    assert found.ok
    assert found.fell_back
    assert found.weights == {stand_in: 1.0}
    assert found.failures[0].reason == "forecast_error"
    assert stand_in in found.findings[-1].message
    assert found.findings[-1].severity is Severity.CAUTION


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.array([]), "too_short"),
        (np.array([1.0, np.nan, 2.0]), "too_short"),
        (np.full(9, np.nan), "too_short"),
        (np.array([1.0, 2.0, np.inf, 4.0]), "not_finite"),
        (np.ones((3, 2)), "not_one_dimensional"),
    ],
)
@pytest.mark.parametrize("models", [["grid"], ["drift", "theta"]])
def test_a_bad_series_is_a_reason_as_in_a_batch(values: Floats, reason: str, models: list[str]) -> None:
    found = forecast_with(History(values), horizon=4, models=models)
    assert (found.ok, found.reason) == (False, reason)
    assert found.quantiles.shape == (4, len(LEVELS))
    assert np.isnan(found.quantiles).all()
    assert found.dependence.shape == (len(FIELDS),)


@pytest.mark.parametrize(
    "values",
    [
        walk(3),
        walk(5),
        -walk(20),
        np.array([1.0, -1.0] * 8),
        np.zeros(12),
        np.r_[np.zeros(8), 1e6, np.zeros(8)],
        walk(20) * 1e-12,
        walk(20) * 1e12,
        np.r_[walk(30), 1e4],
        np.array([1.0, np.nan, np.nan, np.nan, 4.0, 5.0, np.nan, 7.0]),
        1.5 ** np.arange(30.0),
        np.arange(12.0),
    ],
    ids=lambda values: f"{len(values)}-values",
)
def test_every_series_is_answered_by_every_choice(values: Floats) -> None:
    for models in (["ets"], ["sarimax"], ["unobserved_components"], ["theta"], ["drift", "seasonal_naive"]):
        found = forecast_with(History(values), horizon=6, models=models)
        assert found.ok, (models, found.reason)
        assert np.isfinite(found.quantiles).all()
        assert (np.diff(found.quantiles, axis=1) >= 0).all()


def test_paths_can_be_drawn_from_it_without_any_model() -> None:
    found = forecast_with(
        History(walk(24, season=4), season=4), horizon=8, models=["theta", "seasonal_naive"]
    )
    links = correlation(found.dependence, 8)
    assert np.linalg.eigvalsh(links).min() > -1e-9
    paths = draw(Margins(found.quantiles, found.tail), links, seed=1)
    np.testing.assert_allclose(np.median(paths.values, axis=0), found.quantiles[:, MEDIAN], atol=0.05)


def test_a_model_that_knows_no_dependence_walks() -> None:
    found = forecast_with(History(walk(24)), horizon=3, models=[Fixed()])
    np.testing.assert_allclose(np.diag(correlation(found.dependence, 3), 1), np.sqrt([1 / 2, 2 / 3]))


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"grid": 1.0, "ets": 1.0}, "“ets” has a weight"),
        ({"grid": -1.0, "drift": 2.0}, "zero or more"),
        ({"grid": 0.0}, "not all zero"),
        ({"grid": float("nan")}, "numbers"),
    ],
)
def test_weights_that_cannot_weigh_are_refused(weights: dict[str, float], message: str) -> None:
    with pytest.raises(WeightsInvalid, match=message) as caught:
        forecast_with(History(walk(20)), horizon=2, models=["grid", "drift"], weights=weights)
    assert caught.value.field == "weights"


def test_a_wrong_choice_is_the_callers_error() -> None:
    history = History(walk(20))
    with pytest.raises(UnknownModel, match="prophet"):
        forecast_with(history, horizon=2, models=["profet"])
    with pytest.raises(ForecastError, match="No model"):
        forecast_with(history, horizon=2, models=[])
    with pytest.raises(ForecastError, match="twice"):
        forecast_with(history, horizon=2, models=["drift", Drift()])
    with pytest.raises(ValueError, match="horizon"):
        forecast_with(history, horizon=0, models=["drift"])


def test_the_same_choice_gives_the_same_bytes() -> None:
    def bytes_of(found: FamilyForecast) -> bytes:
        return found.quantiles.tobytes() + found.dependence.tobytes()

    history = History(walk(40, season=4), season=4)
    models = ["grid", "ets", "sarimax", "unobserved_components", "theta"]
    one, other = (forecast_with(history, horizon=4, models=models) for _ in range(2))
    assert bytes_of(one) == bytes_of(other)
