"""Chosen families in a notebook, on the series an analyst holds."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting import Indicator, Period, Series, forecast
from forecasting.engine import ENGINE_VERSION
from forecasting.errors import ForecastError
from forecasting.indicators import Aggregation
from forecasting.models.failures import UnknownModel
from forecasting.models.interventions import Intervention
from forecasting.models.regressors import Regressor
from forecasting.models.sarimax import Sarimax


def quarterly(values: np.ndarray, name: str = "homes", start: str = "2010-Q1") -> Series:
    first = Period.parse(start)
    return Series.of(Indicator(name, lower=0.0), [(first + k, float(v)) for k, v in enumerate(values)])


def walk(n: int, seed: int = 3) -> np.ndarray:
    return np.asarray(100 + np.cumsum(np.random.default_rng(seed).normal(0.3, 1.0, n)))


def test_the_default_engine_by_name_is_the_default() -> None:
    series = quarterly(walk(40))
    plain, named = forecast(series, horizon=6), forecast(series, horizon=6, models=["grid"])
    np.testing.assert_array_equal(named.margins.grid, plain.margins.grid)
    assert named.models == ("grid",)
    assert named.engine == ENGINE_VERSION


def test_chosen_families_make_a_forecast_with_paths() -> None:
    found = forecast(
        quarterly(walk(40)), horizon=6, models=["theta", "ets"], weights={"theta": 3.0, "ets": 1.0}, seed=5
    )
    assert found.models == ("theta", "ets")
    paths = found.paths()
    assert paths.values.shape[1] == 6
    np.testing.assert_allclose(np.median(paths.values, axis=0), found.margins.median, atol=0.1)
    np.testing.assert_array_equal(paths.values, found.paths().values)


def test_starts_lead_completions_and_a_shift_is_dated() -> None:
    starts = 100 + np.cumsum(np.random.default_rng(21).normal(0, 5, 60))
    done = np.r_[np.full(4, starts[0]), 0.8 * starts[:56]][:56] + np.random.default_rng(1).normal(0, 0.4, 56)
    done[30:] += 25
    series = quarterly(done)
    # Starts are published four quarters beyond the completions, and act four quarters later.
    outside = Regressor.of(quarterly(starts, "starts"), series=series, lag=4)
    shift = Intervention.of(series.period_at(30), series=series)
    found = forecast(series, horizon=8, models=[Sarimax(regressors=(outside,), interventions=(shift,))])
    plain = forecast(series, horizon=8, models=["sarimax"])
    # Starts up to the fourth quarter ahead are out, so eight quarters of completions are foreshadowed.
    expected = 0.8 * starts[52:60] + 25
    assert (
        np.abs(found.margins.median - expected).mean() < 0.35 * np.abs(plain.margins.median - expected).mean()
    )
    width = found.margins.interval(0.8) @ [-1, 1]
    assert (width < 0.5 * (plain.margins.interval(0.8) @ [-1, 1])).all()


def test_prophet_is_told_the_real_dates() -> None:
    start = date(2022, 1, 3)
    days = [start + timedelta(days=k) for k in range(400)]
    values = 100 - 40.0 * np.array([day.weekday() >= 5 for day in days])
    noise = np.random.default_rng(0).normal(0, 1, 400)
    series = Series.of(
        Indicator("visits"),
        [(Period.parse(day.isoformat()), float(v)) for day, v in zip(days, values + noise, strict=True)],
    )
    found = forecast(series, horizon=7, models=["prophet"])
    weekend = np.array([found.period_at(h).start.weekday() >= 5 for h in range(1, 8)])
    assert found.margins.median[weekend].max() < 70
    assert found.margins.median[~weekend].min() > 90


def test_a_wrong_choice_and_a_hopeless_series_are_typed() -> None:
    with pytest.raises(UnknownModel, match="sarimax"):
        forecast(quarterly(walk(20)), horizon=2, models=["sarima"])
    with pytest.raises(ForecastError, match="too_short"):
        forecast(quarterly(walk(2)), horizon=2, models=["drift"])


def test_series_drive_a_forecast_by_being_named() -> None:
    starts = 100 + np.cumsum(np.random.default_rng(21).normal(0, 5, 64))
    done = 0.8 * starts[:56] + np.random.default_rng(1).normal(0, 0.4, 56)
    series, outside = quarterly(done), quarterly(starts, "starts")
    found = forecast(series, horizon=8, regressors=[outside])
    assert found.models == ("sarimax",)
    # The outside series is published two years further.
    np.testing.assert_allclose(found.margins.median, 0.8 * starts[56:], atol=3)
    beside = forecast(series, horizon=8, models=["grid", "unobserved_components"], regressors=[outside])
    assert beside.models == ("grid", "unobserved_components")
    plain = forecast(series, horizon=8, models=["sarimax"])
    assert (found.margins.interval(0.8) @ [-1, 1])[-1] < 0.5 * (plain.margins.interval(0.8) @ [-1, 1])[-1]


def test_the_unknown_future_of_what_drives_a_series_widens_its_forecast() -> None:
    starts = 100 + np.cumsum(np.random.default_rng(21).normal(0, 5, 64))
    done = 0.8 * starts[:56] + np.random.default_rng(1).normal(0, 0.4, 56)
    series = quarterly(done)
    known = forecast(series, horizon=8, regressors=[quarterly(starts, "starts")])
    unknown = forecast(series, horizon=8, regressors=[quarterly(starts[:56], "starts")])
    width = unknown.margins.interval(0.8) @ [-1, 1]
    assert (width > 2 * (known.margins.interval(0.8) @ [-1, 1]))[2:].all()


def test_months_drive_years() -> None:
    rng = np.random.default_rng(3)
    months = np.repeat(50 + np.cumsum(rng.normal(0, 4, 22)), 12) / 12 + rng.normal(0, 0.05, 264)
    start = Period.parse("2002-01")
    outside = Series.of(
        Indicator("certificates", aggregation=Aggregation.FLOW),
        [(start + k, float(v)) for k, v in enumerate(months)],
    )
    years = months.reshape(22, 12).sum(1)
    series = Series.of(
        Indicator("homes"),
        [(Period.parse(str(2002 + k)), float(2 * years[k] + rng.normal(0, 1))) for k in range(21)],
    )
    found = forecast(series, horizon=1, regressors=[outside])
    assert found.margins.median[0] == pytest.approx(2 * years[21], abs=6)


def test_a_series_is_not_fitted_where_what_drives_it_did_not_exist() -> None:
    starts = 100 + np.cumsum(np.random.default_rng(21).normal(0, 5, 40))
    done = 0.8 * starts[:36] + np.random.default_rng(1).normal(0, 0.3, 36)
    early = 500 + np.cumsum(np.random.default_rng(2).normal(0, 9, 30))  # an earlier world
    series = quarterly(np.r_[early, done])
    outside = quarterly(starts, "starts", start=str(Period.parse("2010-Q1") + 30))
    found = forecast(series, horizon=4, regressors=[outside])
    np.testing.assert_allclose(found.margins.median, 0.8 * starts[36:], atol=4)


def test_regressors_that_no_chosen_family_takes_are_refused() -> None:
    with pytest.raises(ForecastError, match="takes regressors"):
        forecast(quarterly(walk(30)), horizon=2, models=["theta"], regressors=[quarterly(walk(30), "x")])
