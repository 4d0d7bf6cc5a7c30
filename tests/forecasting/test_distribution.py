"""The two-piece normal is a distribution, and a plain normal without skew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from forecasting.distribution import TwoPieceNormal

SHAPES = st.builds(TwoPieceNormal, st.floats(-100, 100), st.floats(0.01, 50), st.floats(-0.95, 0.95))


@settings(derandomize=True, max_examples=100)
@given(shape=SHAPES, p=st.floats(0.001, 0.999))
def test_quantile_and_distribution_are_inverse(shape: TwoPieceNormal, p: float) -> None:
    assert shape.cdf(shape.quantile(p)) == pytest.approx(p, abs=1e-9)


@settings(derandomize=True, max_examples=60)
@given(shape=SHAPES)
def test_skew_moves_the_mean_to_the_longer_tail(shape: TwoPieceNormal) -> None:
    assert (shape.mean > shape.mode) is (shape.skew > 0) or shape.mean == pytest.approx(shape.mode)
    p = (np.arange(4000) + 0.5) / 4000
    sampled = np.mean([shape.quantile(float(q)) for q in p])
    assert sampled == pytest.approx(shape.mean, abs=0.01 * shape.sigma)


def test_without_skew_it_is_the_normal() -> None:
    shape = TwoPieceNormal(2.0, 0.5)
    for x in (-1.0, 1.5, 2.0, 2.7, 4.0):
        assert shape.cdf(x) == pytest.approx(norm.cdf(x, 2, 0.5))


@pytest.mark.parametrize(
    ("sigma", "skew"), [(0.0, 0.0), (-1.0, 0.0), (1.0, 1.0), (1.0, -1.0), (float("nan"), 0.0)]
)
def test_parameters_that_make_no_distribution_are_refused(sigma: float, skew: float) -> None:
    with pytest.raises(ValueError, match="σ > 0"):
        TwoPieceNormal(0.0, sigma, skew)


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_a_quantile_needs_a_probability(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        TwoPieceNormal(0.0, 1.0).quantile(p)
