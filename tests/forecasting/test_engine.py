"""What a user may rely on: an answer for every series, the same answer every time, however it is asked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from forecasting.engine import forecast_batch
from forecasting.margins import LEVELS
from forecasting.models.history import History

Floats = NDArray[np.float64]


def walk(n: int, seed: int = 0, season: int = 1) -> Floats:
    rng = np.random.default_rng(seed)
    pattern = 5 * np.sin(2 * np.pi * np.arange(n) / season) if season > 1 else 0.0
    return np.asarray(100 + np.cumsum(rng.normal(0.2, 1.0, n)) + pattern)


def many() -> list[History]:
    rng = np.random.default_rng(3)
    out = []
    for k in range(150):
        season = (1, 4, 12, 7, 52)[k % 5]
        values = walk(int(rng.integers(5, 60)) + (season if season > 1 else 0), seed=k, season=season)
        if k % 7 == 3:
            values[len(values) // 2] = np.nan
        out.append(History(values, season=season))
    return out


def test_a_result_does_not_depend_on_the_batch() -> None:
    histories = many()
    together = forecast_batch(histories, horizon=6)
    backwards = forecast_batch(histories[::-1], horizon=6)
    np.testing.assert_array_equal(together.quantiles, backwards.quantiles[::-1])
    np.testing.assert_array_equal(together.dependence, backwards.dependence[::-1])
    for k in range(0, 150, 11):
        alone = forecast_batch([histories[k]], horizon=6)
        np.testing.assert_array_equal(alone.quantiles[0], together.quantiles[k])
        np.testing.assert_array_equal(alone.dependence[0], together.dependence[k])


def test_every_column_of_a_block_is_computed_alike() -> None:
    values = walk(40, season=12)
    others = [History(walk(40, seed=s, season=12), season=12) for s in range(31)]
    results = [
        forecast_batch([*others[:place], History(values, season=12), *others[place:]], horizon=18).quantiles[
            place
        ]
        for place in (0, 1, 5, 13, 30, 31)
    ]
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])


@pytest.mark.parametrize(
    "values",
    [
        np.full(9, 7.0),
        np.zeros(12),
        np.r_[np.zeros(8), 1e6, np.zeros(8)],
        -walk(20),
        np.array([1.0, -1.0] * 8),
        np.arange(12.0),
        walk(5),
        walk(3),
        walk(4),
        walk(20) * 1e-12,
        walk(20) * 1e12,
        np.r_[walk(30), 1e4],
        np.array([1.0, np.nan, np.nan, np.nan, 4.0, 5.0, np.nan, 7.0]),
        walk(10_000),
        np.array([5, 6, 7, 8, 9, 10]).astype(float),
        1.5 ** np.arange(30.0),
    ],
    ids=lambda values: f"{len(values)}-values",
)
@pytest.mark.parametrize("season", [1, 4, 12, 7, 52])
def test_every_series_is_answered(values: Floats, season: int) -> None:
    found = forecast_batch([History(values, season=season)], horizon=20)
    assert found.ok[0]
    assert found.reason == [None]
    assert np.isfinite(found.quantiles).all()
    assert (np.diff(found.quantiles[0], axis=1) >= 0).all()
    assert found.borrowed[0] == (np.isfinite(values).sum() < 5)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.array([]), "too_short"),
        (np.array([1.0, 2.0]), "too_short"),
        (np.array([1.0, np.nan, np.nan, 2.0]), "too_short"),
        (np.full(10, np.nan), "too_short"),
        (np.array([1.0, 2.0, np.inf, 4.0, 5.0]), "not_finite"),
        (np.ones((3, 3)), "not_one_dimensional"),
    ],
)
def test_a_bad_series_is_a_reason_and_the_rest_are_answered(values: Floats, reason: str) -> None:
    good = History(walk(20))
    found = forecast_batch([good, History(values), good], horizon=4)
    assert found.reason == [None, reason, None]
    assert found.ok.tolist() == [True, False, True]
    assert np.isnan(found.quantiles[1]).all()
    np.testing.assert_array_equal(found.quantiles[0], forecast_batch([good], horizon=4).quantiles[0])


def test_a_missing_value_at_the_end_moves_the_horizon_along() -> None:
    values = walk(20)
    longer = forecast_batch([History(values)], horizon=5)
    waiting = forecast_batch([History(np.r_[values, np.nan])], horizon=4)
    np.testing.assert_allclose(waiting.quantiles[0], longer.quantiles[0, 1:], rtol=1e-9)


def test_a_bound_holds_and_gathers_what_lies_beyond_it() -> None:
    values = np.array([80, 85, 88, 92, 95, 97, 98, 99.0])
    found = forecast_batch([History(values, lower=0.0, upper=100.0)], horizon=8)
    assert found.quantiles.max() == 100.0
    assert (found.quantiles[0, -1] == 100.0).sum() > 5


def test_a_counter_never_falls() -> None:
    values = np.cumsum(np.abs(np.random.default_rng(1).normal(5, 3, 15)))
    found = forecast_batch([History(values, monotone=True)], horizon=10)
    assert (found.quantiles[0] >= values[-1]).all()
    assert (np.diff(found.quantiles[0], axis=0) >= 0).all()


def test_the_spread_never_falls_below_the_publication_unit() -> None:
    found = forecast_batch([History(np.full(12, 40.0), rounding=1.0)], horizon=3)
    low, high, least, greatest = (int(np.argmin(abs(LEVELS - p))) for p in (0.1, 0.9, 0.01, 0.99))
    assert (found.quantiles[0, :, high] > found.quantiles[0, :, low]).all()
    assert (found.quantiles[0, :, greatest] - found.quantiles[0, :, least] > 1.0).all()


def test_a_weekly_series_keeps_its_year() -> None:
    week = np.arange(52 * 6)
    year = 30 * np.sin(2 * np.pi * week / 52)
    values = 200 + year + np.random.default_rng(5).normal(0, 3, len(week))
    found = forecast_batch([History(values[: 52 * 5], season=52)], horizon=52)
    assert np.abs(found.point[0] - (200 + year[52 * 5 :])).mean() < 6


@pytest.mark.parametrize("season", [1, 4, 12])
def test_long_horizons_stay_sensible(season: int) -> None:
    horizon = {1: 40, 4: 80, 12: 120}[season]
    values = walk(40 * season if season > 1 else 25, season=season)
    found = forecast_batch([History(values, season=season)], horizon=horizon)
    width = found.quantiles[0, :, -10] - found.quantiles[0, :, 9]
    yearly = width[::season] if season > 1 else width
    assert (np.diff(yearly) >= -1e-9).all()
    assert np.ptp(found.quantiles[0]) < 100 * np.ptp(values)


@pytest.mark.parametrize(
    "change",
    [lambda x: 1000.0 * x, lambda x: 0.5**20 * x, lambda x: 3.7e-9 * x],
    ids=["thousand", "power-of-two", "tiny"],
)
def test_a_change_of_unit_changes_nothing_else(change: Callable[[Floats], Floats]) -> None:
    histories = [History(walk(24, seed=s)) for s in range(5)]
    base = forecast_batch(histories, horizon=5).quantiles
    moved = forecast_batch([History(change(h.values)) for h in histories], horizon=5).quantiles
    np.testing.assert_allclose(moved, change(base), rtol=1e-8)


def test_a_horizon_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="horizon"):
        forecast_batch([History(walk(10))], horizon=0)
