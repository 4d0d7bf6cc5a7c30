"""Cohen's h and the least change that a test would notice."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.setting.detectable import cohens_h, minimal_statistical_significance
from forecasting.setting.proposed import Unset

FIXED = settings(derandomize=True, max_examples=100)


@FIXED
@given(p=st.floats(0, 100), h=st.floats(0.01, 1.0), sign=st.sampled_from([1, -1]))
def test_the_effect_is_h_unless_it_is_clipped(p: float, h: float, sign: int) -> None:
    found = cohens_h(p, sign=sign, h=h)
    assert found.value is not None
    assert 0 <= found.value <= 100
    if not found.numbers["clipped"]:
        angles = [2 * math.asin(math.sqrt(min(max(v, 0), 100) / 100)) for v in (p, found.value)]
        assert sign * (angles[1] - angles[0]) == pytest.approx(h, abs=1e-6)


@pytest.mark.parametrize(
    ("p", "sign", "end"), [(100.0, 1, 100.0), (0.0, -1, 0.0), (99.99, 1, 100.0), (0.01, -1, 0.0)]
)
def test_at_the_ends_it_stops_rather_than_folding_back(p: float, sign: int, end: float) -> None:
    found = cohens_h(p, sign=sign)
    assert found.value == pytest.approx(end)
    assert found.caveats == ("clipped at the end of the scale",)


@pytest.mark.parametrize("p", [-0.1, 100.1])
def test_what_is_no_percentage_is_refused(p: float) -> None:
    found = cohens_h(p, sign=1)
    assert (found.value, found.reason) == (None, Unset.OUTSIDE_BOUNDS)


def test_the_published_objectives() -> None:
    for baseline, target in ((82.4, 86.0), (8.0, 10.9), (67.2, 71.8)):
        assert round(cohens_h(baseline, sign=1).value or 0, 1) == target


@pytest.mark.parametrize(
    ("sign", "expected"), [(1, 45.2 + 1.96 * math.sqrt(2)), (-1, 45.2 - 1.96 * math.sqrt(2))]
)
def test_the_least_significant_change_goes_the_better_way(sign: int, expected: float) -> None:
    assert minimal_statistical_significance(45.2, 1.0, sign=sign).value == pytest.approx(expected)
    assert minimal_statistical_significance(45.2, 0.0, sign=sign).value == 45.2
