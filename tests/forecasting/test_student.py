"""Student's t and straight lines against scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from forecasting.student import slope_of, student_cdf, student_quantile


@settings(derandomize=True, max_examples=200)
@given(t=st.floats(-60, 60), degrees=st.integers(1, 300))
def test_the_distribution_is_that_of_scipy(t: float, degrees: int) -> None:
    assert student_cdf(t, degrees) == pytest.approx(stats.t.cdf(t, degrees), abs=1e-12)


@settings(derandomize=True, max_examples=60)
@given(p=st.floats(0.001, 0.999), degrees=st.integers(1, 120))
def test_the_quantile_is_that_of_scipy_and_inverts_the_distribution(p: float, degrees: int) -> None:
    value = student_quantile(p, degrees)
    assert value == pytest.approx(stats.t.ppf(p, degrees), rel=1e-9, abs=1e-9)
    assert student_cdf(value, degrees) == pytest.approx(p, abs=1e-12)


def test_the_ends_of_the_distribution() -> None:
    assert student_cdf(math.inf, 4) == 1.0
    assert student_cdf(-math.inf, 4) == 0.0
    assert student_quantile(0.5, 7) == 0.0


@pytest.mark.parametrize("p", [0.0, 1.0, -0.2])
def test_a_quantile_needs_a_probability(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        student_quantile(p, 3)


def test_no_degree_of_freedom_is_too_few() -> None:
    with pytest.raises(ValueError, match="one degree"):
        student_cdf(1.0, 0)


@settings(derandomize=True, max_examples=60)
@given(seed=st.integers(0, 9999), count=st.integers(3, 30))
def test_a_line_is_that_of_scipy(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    times = np.sort(rng.choice(np.arange(1980, 2030), count, replace=False)).astype(float)
    values = rng.normal(50, 10, count)
    line, expected = slope_of(times.tolist(), values.tolist()), stats.linregress(times, values)
    assert line.value == pytest.approx(expected.slope, rel=1e-7)
    assert line.error == pytest.approx(expected.stderr, rel=1e-7)
    assert line.at(2035.0) == pytest.approx(expected.intercept + expected.slope * 2035, rel=1e-7)


@pytest.mark.parametrize("times", [[2020.0, 2021.0], [2020.0, 2020.0, 2020.0]])
def test_a_line_with_an_error_needs_three_points(times: list[float]) -> None:
    with pytest.raises(ValueError, match="three points"):
        slope_of(times, [1.0] * len(times))
