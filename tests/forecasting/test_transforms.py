"""Proportions brought in from their ends, and baselines that were revised."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.revision_rule import NOT_REVISED, SAME_POINTS, SettingMethod, revised_target
from forecasting.transforms import empirical_logit, squeeze


@settings(derandomize=True, max_examples=60)
@given(n=st.integers(1, 10_000), share=st.floats(0, 1))
def test_a_count_has_a_finite_logit_that_turns_with_its_complement(n: int, share: float) -> None:
    k = round(share * n)
    found = empirical_logit(k, n)
    assert math.isfinite(found.logit)
    assert 0 < found.proportion < 1
    assert empirical_logit(n - k, n).logit == pytest.approx(-found.logit)


@settings(derandomize=True, max_examples=60)
@given(p=st.floats(0, 1), n=st.integers(2, 1000))
def test_a_squeezed_proportion_lies_inside_and_keeps_one_half(p: float, n: int) -> None:
    assert 0 < squeeze(p, n=n) < 1
    assert squeeze(0.5, n=n) == 0.5


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_counts_that_cannot_be_are_refused(k: float, n: float) -> None:
    with pytest.raises(ValueError, match="denominator"):
        empirical_logit(k, n)


@pytest.mark.parametrize(("p", "n"), [(-0.1, 5), (1.1, 5), (0.5, 0)])
def test_a_proportion_that_is_none_is_refused(p: float, n: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        squeeze(p, n=n)


@pytest.mark.parametrize("method", list(SettingMethod))
def test_a_base_that_is_not_revised_leaves_every_target_alone(method: SettingMethod) -> None:
    found = revised_target(method, original_base=45.2, original_target=40.68, revised_base=45.2)
    assert found.target == pytest.approx(40.68)


def test_points_move_with_the_base_and_levels_do_not() -> None:
    points, level = (
        revised_target(method, original_base=45.0, original_target=40.0, revised_base=44.0)
        for method in (SettingMethod.PERCENTAGE_POINT, SettingMethod.NATIONAL_PROGRAMME)
    )
    assert (points.target, points.rule) == (39.0, SAME_POINTS)
    assert (level.target, level.rule) == (40.0, NOT_REVISED)
    assert (level.original_base, level.revised_base, level.original_target) == (45.0, 44.0, 40.0)


def test_no_percentage_is_taken_of_nothing() -> None:
    with pytest.raises(ValueError, match="of zero"):
        revised_target(
            SettingMethod.PERCENT_IMPROVEMENT, original_base=0.0, original_target=1.0, revised_base=2.0
        )
