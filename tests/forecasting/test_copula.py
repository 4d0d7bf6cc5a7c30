"""Joint chances with a stated dependence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from forecasting.copula import all_met

CHANCES = st.lists(st.floats(0.01, 0.99), min_size=2, max_size=5)


@settings(derandomize=True, max_examples=60)
@given(chances=CHANCES, low=st.floats(0, 0.98), step=st.floats(0, 0.5))
def test_the_joint_chance_lies_between_the_bounds_and_rises_with_the_correlation(
    chances: list[float], low: float, step: float
) -> None:
    joint = all_met(chances, correlation=low)
    assert max(0.0, sum(chances) - (len(chances) - 1)) - 1e-9 <= joint <= min(chances) + 1e-9
    assert all_met(chances, correlation=min(1.0, low + step)) >= joint - 1e-9
    if low == 0:
        assert joint == pytest.approx(np.prod(chances), abs=1e-9)


@pytest.mark.parametrize("rho", [-1.0, -0.999, -0.95, -0.3, 0.0, 0.3, 0.95, 0.999, 1.0])
@pytest.mark.parametrize("chances", [(0.54, 0.54), (0.1, 0.9), (0.02, 0.3), (0.999, 0.5)])
def test_two_targets_agree_with_the_bivariate_normal(rho: float, chances: tuple[float, float]) -> None:
    if abs(rho) == 1:
        expected = min(chances) if rho > 0 else max(0.0, sum(chances) - 1)
    else:
        expected = multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf(norm.ppf(chances))
    assert all_met(chances, correlation=rho) == pytest.approx(expected, abs=1e-6)


def test_three_targets_that_each_pass_do_not_all_pass() -> None:
    chances = [0.6, 0.6, 0.6]
    expected = multivariate_normal([0, 0, 0], 0.5 * np.eye(3) + 0.5).cdf(norm.ppf(chances))
    joint = all_met(chances, correlation=0.5)
    assert joint == pytest.approx(expected, abs=1e-4)
    assert joint < 0.5


@pytest.mark.parametrize(
    ("chances", "expected"),
    [([0.4], 0.4), ([0.4, 1.0], 0.4), ([1.0, 1.0], 1.0), ([0.4, 0.0, 1.0], 0.0)],
)
def test_what_is_certain_does_not_count(chances: list[float], expected: float) -> None:
    assert all_met(chances, correlation=0.5) == expected


@pytest.mark.parametrize(
    ("chances", "rho"), [([], 0.0), ([1.2, 0.3], 0.0), ([0.5, 0.5, 0.5], -0.1), ([0.5, 0.5], 1.1)]
)
def test_a_dependence_that_cannot_be_is_refused(chances: list[float], rho: float) -> None:
    with pytest.raises(ValueError, match="between"):
        all_met(chances, correlation=rho)
