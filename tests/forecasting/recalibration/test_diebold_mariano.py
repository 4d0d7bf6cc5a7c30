"""The test of Diebold and Mariano against statsmodels and the published correction; what it says of equal forecasts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from forecasting.recalibration.diebold_mariano import (
    diebold_mariano,
    long_run_variance,
    overlap_allowed,
)


def correlated(count: int, *, seed: int, mean: float = 0.0) -> np.ndarray:
    """Differences whose neighbours share surprises, as those of forecasts several periods ahead."""
    shocks = np.random.default_rng(seed).normal(size=count + 3)
    return mean + shocks[3:] + 0.6 * shocks[2:-1] + 0.3 * shocks[1:-2]


@pytest.mark.parametrize(("count", "overlap"), [(30, 1), (30, 2), (40, 4), (90, 6)])
def test_it_is_the_mean_with_an_error_that_knows_overlap_and_few_origins(count: int, overlap: int) -> None:
    d = correlated(count, seed=overlap, mean=-0.3)
    # A constant fitted with autocorrelation-robust errors of the rectangular kernel is the statistic of 1995.
    settings = {"maxlags": overlap - 1, "kernel": "uniform", "use_correction": False}
    fitted = OLS(d, np.ones(count)).fit(cov_type="HAC", cov_kwds=settings)
    plain = float(fitted.params[0] / fitted.bse[0])
    # Harvey, Leybourne and Newbold (1997), equation 9, held against Student's t with n - 1 degrees of freedom.
    factor = np.sqrt((count + 1 - 2 * overlap + overlap * (overlap - 1) / count) / count)
    found = diebold_mariano(d, overlap=overlap)
    assert found.statistic == pytest.approx(plain * factor, rel=1e-9)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(plain * factor), df=count - 1), rel=1e-7)
    assert found.value == pytest.approx(d.mean())
    reach = stats.t.ppf(0.95, df=count - 1) * found.error
    assert (found.low, found.high) == pytest.approx((d.mean() - reach, d.mean() + reach))


def test_one_step_ahead_it_is_students_own_test() -> None:
    d = np.random.default_rng(5).normal(0.2, 1, 25)
    found, own = diebold_mariano(d), stats.ttest_1samp(d, 0.0)
    # The corrected statistic with overlap 1 is the t statistic: √((n − 1)/n) turns n into n − 1.
    assert found.statistic == pytest.approx(own.statistic)
    assert found.p == pytest.approx(own.pvalue)


def test_turned_round_it_says_the_opposite() -> None:
    d = correlated(24, seed=9, mean=0.4)
    one, other = diebold_mariano(d, overlap=2), diebold_mariano(-d, overlap=2)
    assert one.value == -other.value
    assert one.p == pytest.approx(other.p)
    assert other.low is not None
    assert other.high is not None
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_equal_forecasts_do_not_differ() -> None:
    found = diebold_mariano(np.zeros(12), overlap=3)
    assert (found.value, found.error, found.p) == (0.0, 0.0, 1.0)
    assert not found.better
    assert not found.worse


def test_two_origins_say_nothing_of_noise_and_gaps_are_passed_over() -> None:
    assert diebold_mariano(np.array([0.3, np.nan, 0.1])).p is None
    d = correlated(20, seed=3)
    with_gaps = np.insert(d, [4, 11], np.nan)
    assert diebold_mariano(with_gaps) == diebold_mariano(d)


def test_a_sum_of_autocovariances_below_zero_falls_back_on_the_variance() -> None:
    d = np.tile([1.0, -1.0], 12) + np.linspace(0, 0.1, 24)
    assert long_run_variance(d, overlap=2) < 0
    assert diebold_mariano(d, overlap=2).error == pytest.approx(diebold_mariano(d, overlap=1).error)


def test_no_more_than_a_third_of_the_origins_overlap() -> None:
    assert [overlap_allowed(12, count) for count in (2, 9, 60)] == [1, 3, 12]


def test_under_equal_forecasts_few_are_called_different() -> None:
    rng = np.random.default_rng(11)
    called = sum((diebold_mariano(rng.normal(size=15)).p or 1) < 0.1 for _ in range(1000))
    assert 70 < called < 130
