"""The design of regressors: what is known when, and how the unknown part is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.indicators import Indicator
from forecasting.models.history import Floats, History
from forecasting.models.interventions import Intervention
from forecasting.models.regressors import Design, Regressor, design, harmonics
from forecasting.models.window import Window
from forecasting.periods import Period
from forecasting.series import Series


def window(n: int = 30, *, blank: int = 0) -> Window:
    values = np.cumsum(np.random.default_rng(0).normal(size=n))
    values[:blank] = np.nan
    return Window.of(History(values), model="test", least=3)


def walk(n: int, seed: int = 1) -> Floats:
    return np.asarray(np.cumsum(np.random.default_rng(seed).normal(0.2, 1, n)))


def unscaled(found: Design, values: Floats, past: Floats) -> Floats:
    return values * past.std() + past[0]


def test_nothing_outside_is_no_design() -> None:
    assert design(window(), horizon=4) is None


@pytest.mark.parametrize("blank", [0, 7])
def test_a_lag_moves_the_regressor_and_the_known_future_along(blank: int) -> None:
    x = walk(30)
    here = window(blank=blank)
    found = design(here, horizon=5, regressors=(Regressor("x", x, lag=3),))
    assert found is not None
    start = here.first - 3
    past = np.r_[np.full(max(0, -start), x[0]), x[max(0, start) : 27]]
    np.testing.assert_allclose(unscaled(found, found.past[:, 0], past), past, atol=1e-12)
    assert found.usable.tolist() == [k >= max(0, -start) for k in range(len(here))]
    for draws in (unscaled(found, found.draws[..., 0], past),):
        np.testing.assert_allclose(draws[:, :3], np.broadcast_to(x[27:30], (256, 3)), atol=1e-12)
        assert (draws[:, 3:].std(0) > 0.1).all()


def test_draws_agree_with_the_engine_and_start_from_the_last_value() -> None:
    x = walk(40, seed=5)
    here = Window.of(History(walk(40)), model="test", least=3)
    found = design(here, horizon=6, regressors=(Regressor("x", x),))
    assert found is not None
    draws = unscaled(found, found.draws[..., 0], x)
    np.testing.assert_allclose(draws.mean(0), unscaled(found, found.future[:, 0], x), atol=1e-9)
    assert draws[:, 5].std() > 1.5 * draws[:, 0].std()
    assert abs(np.median(draws[:, 0]) - x[-1]) < 3
    assert np.corrcoef(draws[:, 4], draws[:, 5])[0, 1] > 0.5


def test_a_gap_in_a_regressor_is_bridged() -> None:
    x = np.arange(30.0)
    x[[5, 6]] = np.nan
    found = design(window(), horizon=2, regressors=(Regressor("x", x),))
    assert found is not None
    np.testing.assert_allclose(unscaled(found, found.past[:, 0], np.arange(30.0)), np.arange(30.0))


def test_uncertain_and_certain_columns_stand_side_by_side() -> None:
    found = design(
        window(), horizon=4, regressors=(Regressor("x", walk(30)),), interventions=(Intervention(10),)
    )
    assert found is not None
    assert found.columns == 2
    assert found.draws.shape == (256, 4, 2)
    assert np.ptp(found.draws[..., 1]) == 0
    mean, variance = found.effect(np.array([2.0, 5.0]), np.zeros((2, 2)), seed=0)
    np.testing.assert_allclose(mean, found.future @ [2.0, 5.0])
    np.testing.assert_allclose(variance, 4 * found.draws[..., 0].var(0), rtol=1e-6)


def test_an_uncertain_coefficient_counts_only_through_change() -> None:
    known = np.r_[np.zeros(15), np.ones(15), np.ones(3)]
    found = design(window(), horizon=3, regressors=(Regressor("policy", known, certain=True),))
    assert found is not None
    _, variance = found.effect(np.array([4.0]), np.array([[9.0]]), seed=0)
    np.testing.assert_allclose(variance, 0.0, atol=1e-12)  # the level has long taken it in
    falling = np.r_[known[:30], 0.0, 0.0, 0.0]
    other = design(window(), horizon=3, regressors=(Regressor("policy", falling, certain=True),))
    assert other is not None
    _, variance = other.effect(np.array([4.0]), np.array([[9.0]]), seed=0)
    scale = known[:30].std()
    np.testing.assert_allclose(variance, 9.0 / scale**2, rtol=0.25)


def test_harmonics_go_round_once_a_season() -> None:
    waves = harmonics(season=52, pairs=2, first=3, count=104)
    assert waves.shape == (104, 4)
    np.testing.assert_allclose(waves[:52], waves[52:], atol=1e-12)
    np.testing.assert_allclose(waves[0, 0], np.sin(2 * np.pi * 3 / 52))


def quarters(start: int, values: Floats, name: str = "x") -> Series:
    return Series.of(
        Indicator(name),
        [(Period.parse("2000-Q1") + start + k, float(value)) for k, value in enumerate(values)],
    )


@pytest.mark.parametrize(("start", "length", "lead"), [(0, 12, 0), (-3, 17, 2), (4, 6, 0), (2, 12, 2)])
def test_an_outside_series_is_lined_up_by_its_periods(start: int, length: int, lead: int) -> None:
    outside = quarters(start, 10.0 + np.arange(length, dtype=float), "starts")
    found = Regressor.of(outside, series=quarters(0, walk(12)), lag=2)
    assert (found.name, found.lag, found.lead, found.season) == ("starts", 2, lead, 4)
    assert len(found.values) == max(12 + lead, start + length) - (
        0 if start + length >= 12 else 12 - start - length
    )
    for step, value in enumerate(found.values):
        if step >= start:
            assert value == 10.0 + step - start
        else:
            assert np.isnan(value)
    cut = Regressor.of(outside, series=quarters(0, walk(12)), first_step=5)
    np.testing.assert_array_equal(cut.values, found.values[5:])
    assert cut.lead == lead
