"""The predictive distribution: quantiles and probabilities that are each other's inverse, and atoms on bounds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, t

from forecasting.margins import LEVELS, MEDIAN, Margins, interpolation


def normal(mean: float = 0.0, sd: float = 1.0) -> Margins:
    return Margins(norm.ppf(LEVELS, mean, sd)[None, :])


def test_the_levels_are_symmetric_and_reach_far_out() -> None:
    np.testing.assert_allclose(LEVELS + LEVELS[::-1], 1.0, atol=1e-15)
    assert LEVELS[MEDIAN] == 0.5
    assert LEVELS[0] == 0.0005
    for level in (0.025, 0.1, 0.25, 0.75, 0.9, 0.975):
        assert np.isclose(LEVELS, level, atol=1e-15).sum() == 1


def test_between_the_levels_a_normal_is_followed_closely() -> None:
    margins = normal(70, 6)
    values = np.linspace(50, 90, 401)
    np.testing.assert_allclose(margins.cdf(0, values), norm.cdf(values, 70, 6), atol=6e-4)


def test_beyond_the_levels_the_tail_falls_like_a_power() -> None:
    nu = 5.0
    margins = Margins(t.ppf(LEVELS, nu)[None, :], tail=nu)
    for p in (1e-4, 1e-5, 1e-6):
        assert margins.quantile(0, p) == pytest.approx(t.ppf(p, nu), rel=0.15)
        assert margins.cdf(0, t.ppf(p, nu)) == pytest.approx(p, rel=0.5)
    far = margins.cdf(0, -1e3)
    assert margins.cdf(0, -1e4) == pytest.approx(far * 10.0**-nu, rel=0.05)
    assert far > 0


def test_what_lies_beyond_a_bound_sits_on_it() -> None:
    margins = Margins(np.clip(norm.ppf(LEVELS, 97, 3), None, 100)[None, :], upper=100)
    beyond = 1 - norm.cdf(100, 97, 3)
    assert margins.cdf(0, 100) == 1.0
    assert 1 - margins.below(0, 100) == pytest.approx(beyond, abs=0.01)
    assert margins.cdf(0, 99.999) == pytest.approx(1 - beyond, abs=0.01)
    assert margins.cdf(0, 101) == margins.below(0, 101) == 1.0
    assert margins.quantile(0, 0.9999) == 100.0


def test_a_floor_gathers_an_atom_too() -> None:
    margins = Margins(np.clip(norm.ppf(LEVELS, 2, 3), 0, None)[None, :], lower=0)
    assert margins.below(0, 0) == 0.0
    assert margins.cdf(0, 0) == pytest.approx(norm.cdf(0, 2, 3), abs=0.01)
    assert margins.cdf(0, -0.001) == margins.below(0, -0.001) == 0.0
    assert margins.quantile(0, 0.0001) == 0.0


def test_a_value_that_cannot_vary_is_itself() -> None:
    margins = Margins(np.full((1, len(LEVELS)), 7.0))
    np.testing.assert_array_equal(margins.quantile(0, [0.001, 0.5, 0.999]), 7.0)
    assert margins.cdf(0, 6.999) < 0.001
    assert margins.below(0, 7.0) < 0.001
    assert margins.cdf(0, 7.0) > 0.999
    assert margins.below(0, 7.001) > 0.999


def test_widening_spreads_about_the_median_and_keeps_the_bounds() -> None:
    margins = Margins(np.clip(norm.ppf(LEVELS, 97, 3), 0, 100)[None, :], lower=0, upper=100)
    wide = margins.widened(1.5)
    assert wide.median[0] == margins.median[0]
    low, high = margins.interval(0.8)[0], wide.interval(0.8)[0]
    assert 97 - high[0] == pytest.approx(1.5 * (97 - low[0]))
    assert high[1] == 100
    assert np.array_equal(margins.widened(1.0).grid, margins.grid)


def test_an_error_of_the_newest_figure_adds_its_variance_at_every_horizon() -> None:
    margins = Margins(np.stack([norm.ppf(LEVELS, 70, sd) for sd in (1.0, 6.0)]))
    wider = margins.with_error(3.0)
    for horizon, sd in enumerate((1.0, 6.0)):
        low, high = wider.interval(0.8)[horizon]
        assert (high - low) / 2 == pytest.approx(1.2816 * np.hypot(sd, 3.0), rel=1e-3)
        assert wider.median[horizon] == pytest.approx(70)
    np.testing.assert_array_equal(margins.with_error(0.0).grid, margins.grid)
    still = Margins(np.full((1, len(LEVELS)), 7.0))
    np.testing.assert_array_equal(still.with_error(3.0).grid, still.grid)
    capped = Margins(np.clip(norm.ppf(LEVELS, 97, 3), None, 100)[None, :], upper=100).with_error(4.0)
    assert capped.grid.max() == 100.0


def test_an_interval_is_read_off_the_levels() -> None:
    margins = normal(10, 2)
    np.testing.assert_allclose(margins.interval(0.8)[0], norm.ppf([0.1, 0.9], 10, 2))
    np.testing.assert_allclose(margins.interval(0.95)[0], norm.ppf([0.025, 0.975], 10, 2))


def test_many_series_are_read_at_once_as_one_by_one() -> None:
    grid = norm.ppf(LEVELS)[None, :] * np.array([[1.0], [2.0], [5.0]])
    wanted = [0.0005, 0.07, 0.33, 0.5, 0.951, 0.9995]
    together = grid @ interpolation(wanted)
    for row in range(3):
        np.testing.assert_allclose(together[row], Margins(grid).quantile(row, wanted), rtol=1e-12)


@pytest.mark.parametrize("level", [0.0, 0.0004, 0.9996, 1.0])
def test_levels_outside_the_grid_are_refused(level: float) -> None:
    with pytest.raises(ValueError, match="levels"):
        interpolation(level)
