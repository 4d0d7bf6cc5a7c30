"""Targets as a change from the baseline, and targets that are stated."""

from __future__ import annotations

import pytest

from forecasting.revision_rule import SettingMethod, revised_target
from forecasting.setting.proposed import Unset
from forecasting.setting.relative import (
    contraction_rate,
    intensity_to_absolute,
    percent_change,
    percent_improvement,
    percentage_point,
)
from forecasting.setting.stated import maintain, policy_given, total_coverage, total_elimination


@pytest.mark.parametrize(
    ("baseline", "sign", "expected"),
    [(50.0, 1, 55.0), (50.0, -1, 45.0), (0.0, 1, 0.0), (-10.0, 1, -9.0), (-10.0, -1, -11.0)],
)
def test_an_improvement_of_ten_percent_goes_the_better_way_whatever_the_sign(
    baseline: float, sign: int, expected: float
) -> None:
    assert percent_improvement(baseline, sign=sign).value == pytest.approx(expected)


def test_a_percentage_of_a_percentage_is_no_percentage_point() -> None:
    # "Cut 90% by 30%" is 63, not 60.
    assert percent_change(90.0, -30.0).value == pytest.approx(63.0)
    assert percentage_point(90.0, 30.0, sign=-1).value == pytest.approx(60.0)


@pytest.mark.parametrize(
    ("baseline", "points", "sign", "value"),
    [(95.0, 5.0, 1, 100.0), (95.0, 5.1, 1, None), (3.0, 3.0, -1, 0.0), (3.0, 3.1, -1, None)],
)
def test_points_end_at_the_bounds_both_included(
    baseline: float, points: float, sign: int, value: float | None
) -> None:
    found = percentage_point(baseline, points, sign=sign)
    assert found.value == (None if value is None else pytest.approx(value))
    assert found.reason is (Unset.OUTSIDE_BOUNDS if value is None else None)


def test_a_yearly_share_of_the_base_is_linear_and_never_below_nothing() -> None:
    assert contraction_rate(100.0, years=10).value == pytest.approx(58.0)
    used_up = contraction_rate(100.0, years=30)
    assert used_up.value == 0.0
    assert used_up.caveats
    assert contraction_rate(100.0, years=0).value == 100.0


def test_an_intensity_becomes_an_amount_and_says_that_the_denominator_is_projected() -> None:
    found = intensity_to_absolute(0.5, 200.0, unit_scale=10.0)
    assert found.value == pytest.approx(1000.0)
    assert "projection" in found.caveats[0]


def test_stated_targets_are_what_they_say() -> None:
    assert policy_given(92.0).value == 92.0
    assert maintain(-3.5).value == -3.5
    assert total_elimination().value == 0.0
    assert total_coverage().value == 100.0
    assert total_coverage(full=1.0).value == 1.0


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (SettingMethod.PERCENT_IMPROVEMENT, 60 * 45 / 50),
        (SettingMethod.BETTER_THAN_BEST, 60 * 45 / 50),
        (SettingMethod.PERCENTAGE_POINT, 55.0),
        (SettingMethod.ELIMINATION, 45.0),
        (SettingMethod.TOTAL_COVERAGE, 45.0),
        (SettingMethod.POLICY_GIVEN, 45.0),
        (SettingMethod.NATIONAL_PROGRAMME, 45.0),
    ],
)
def test_with_a_revised_baseline_relative_targets_move_and_absolute_ones_do_not(
    method: SettingMethod, expected: float
) -> None:
    found = revised_target(method, original_base=50.0, original_target=45.0, revised_base=60.0)
    assert found.target == pytest.approx(expected)
    assert (found.original_base, found.original_target) == (50.0, 45.0), "both vintages are kept"


def test_a_percentage_of_a_baseline_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="zero"):
        revised_target(SettingMethod.PERCENT_IMPROVEMENT, original_base=0, original_target=0, revised_base=5)
