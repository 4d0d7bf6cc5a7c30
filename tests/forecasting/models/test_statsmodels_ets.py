"""ETS by statsmodels: the faults of the library that must not reach anybody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from forecasting.models.failures import ModelFailed
from forecasting.models.fitting import contained
from forecasting.models.history import Floats, History
from forecasting.models.impulse import deviations
from forecasting.models.statsmodels_ets import StatsmodelsEts, _fit, _row


def walk(n: int, *, seed: int = 0, season: int = 1) -> Floats:
    rng = np.random.default_rng(seed)
    wave = 6 * np.sin(2 * np.pi * np.arange(n) / season) if season > 1 else 0.0
    return np.asarray(100 + np.cumsum(rng.normal(0.4, 1.0, n)) + wave)


@pytest.mark.parametrize("n", [5, 6, 7, 8, 9, 10, 11])
def test_series_shorter_than_the_library_takes_are_answered(n: int) -> None:
    for seed in range(3):
        found = StatsmodelsEts().predict(History(walk(n, seed=seed)), horizon=4)
        assert np.isfinite(found.location).all()
        assert (found.spread > 0).all()


def test_the_library_itself_cannot_start_below_ten() -> None:
    # If this ever fails, the library starts by itself and the workaround can go.
    with pytest.raises(ValueError, match="less than 10"):
        ETSModel(walk(8), trend="add", initialization_method="heuristic")


@pytest.mark.parametrize(("n", "season"), [(40, 1), (72, 12), (44, 4)])
@pytest.mark.parametrize("damped", [False, True])
def test_the_spread_is_the_one_the_library_gives_for_additive_errors(
    n: int, season: int, damped: bool
) -> None:
    values = walk(n, seed=3, season=season)
    effects = None if season == 1 else np.zeros(season)
    with contained("ets"):
        found = _fit(values, damped=damped, effects=effects)
    assert found is not None
    model = ETSModel(
        pd.Series(values),
        trend="add" if damped else None,
        damped_trend=damped,
        seasonal=None if season == 1 else "add",
        seasonal_periods=None if season == 1 else season,
    )
    ahead = model.smooth(found.params).get_prediction(start=n, end=n + 23)
    ours = found.mse * deviations(_row(found, season=season), 24) ** 2
    np.testing.assert_allclose(ours, np.asarray(ahead.forecast_variance), rtol=1e-6)


def test_several_starts_are_never_worse_than_the_library_alone() -> None:
    gains = []
    for seed in range(12):
        values = walk(24, seed=seed, season=4)
        with contained("ets"):
            alone = ETSModel(values, trend="add", damped_trend=True).fit(disp=False, maxiter=200)
            ours = _fit(values, damped=True, effects=None)
        assert ours is not None
        assert ours.llf >= alone.llf - 1e-6
        gains.append(ours.llf - alone.llf)
    assert max(gains) > 0.01  # at least one of the twelve had stopped too early


def test_missing_values_are_bridged_and_a_season_is_found() -> None:
    values = walk(72, seed=1, season=12)
    values[30:33] = np.nan
    found = StatsmodelsEts().predict(History(values, season=12), horizon=24)
    wave = 6 * np.sin(2 * np.pi * np.arange(72, 96) / 12)
    assert np.corrcoef(found.location, wave)[0, 1] > 0.9


@pytest.mark.parametrize("factor", [1e-9, 1e12])
def test_the_unit_does_not_matter(factor: float) -> None:
    values = walk(30)
    one = StatsmodelsEts().predict(History(values), horizon=5)
    other = StatsmodelsEts().predict(History(values * factor), horizon=5)
    np.testing.assert_allclose(other.location, factor * one.location, rtol=1e-6)
    np.testing.assert_allclose(other.spread, factor * one.spread, rtol=1e-4)


def test_a_constant_series_stays() -> None:
    found = StatsmodelsEts().predict(History(np.full(9, 7.0)), horizon=3)
    np.testing.assert_array_equal(found.location, 7.0)


def test_too_few_values_are_a_typed_failure() -> None:
    with pytest.raises(ModelFailed) as caught:
        StatsmodelsEts().predict(History(np.array([1.0, 2.0, 4.0, 3.0])), horizon=2)
    assert (caught.value.reason, caught.value.value) == ("too_short", 4)
