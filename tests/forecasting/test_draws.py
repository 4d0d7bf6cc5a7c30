"""Exact limits of a share of draws against scipy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from forecasting.draws import share_limits, shown


@settings(derandomize=True, max_examples=60)
@given(draws=st.integers(1, 3000), share=st.floats(0, 1), coverage=st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_the_limits_are_the_exact_ones(draws: int, share: float, coverage: float) -> None:
    hits = round(share * draws)
    expected = binomtest(hits, draws).proportion_ci(coverage, method="exact")
    low, high = share_limits(hits, draws, coverage=coverage)
    assert low == pytest.approx(expected.low, abs=1e-9)
    assert high == pytest.approx(expected.high, abs=1e-9)
    assert low <= shown(hits, draws) <= high or coverage == 0.5
    assert 0 < shown(hits, draws) < 1


@pytest.mark.parametrize(
    ("hits", "draws", "coverage"), [(-1, 10, 0.9), (11, 10, 0.9), (0, 0, 0.9), (1, 10, 1.0)]
)
def test_counts_that_cannot_be_are_refused(hits: int, draws: int, coverage: float) -> None:
    with pytest.raises(ValueError, match="between 0"):
        share_limits(hits, draws, coverage=coverage)
