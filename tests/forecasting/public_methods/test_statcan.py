"""Statistics Canada / Open SDG: achieved, against a target, without one, near a limit, and zeros."""

from __future__ import annotations

import pytest

from forecasting.public_methods import statcan
from forecasting.public_methods.statcan import Goldilocks, ZeroPolicy, grade_without_target, limit_factor
from forecasting.public_methods.yardstick import State, Why
from tests.forecasting.public_methods.conftest import DOWN, asked, held


def test_a_reached_target_is_achieved_whatever_the_trend_but_its_state_tells() -> None:
    found = statcan.judge(asked([80.0, 70.0, 60.0, 55.0], target=50.0))
    assert (found.label, found.numbers["score"]) == (statcan.ACHIEVED, 5.0)
    assert found.state is State.MET_BUT_DETERIORATING


def test_base_at_the_target_divides_nothing_by_zero() -> None:
    achieved = statcan.judge(asked([50.0, 55.0], target=50.0))
    assert (achieved.label, achieved.numbers["value"], achieved.reason) == (
        statcan.ACHIEVED, None, Why.BASE_EQUALS_TARGET,
    )  # fmt: skip
    lost = statcan.judge(asked([50.0, 45.0], target=50.0))
    assert (lost.label, lost.reason) == (None, Why.BASE_EQUALS_TARGET)


def test_a_negative_base_with_a_positive_target_is_no_complex_number() -> None:
    found = statcan.judge(asked([-5.0, -3.0], target=4.0))
    assert (found.label, found.reason, found.numbers["value"]) == (None, Why.SIGN_CHANGE, None)
    met = statcan.judge(asked([-5.0, 4.5], target=4.0))
    assert met.label == statcan.ACHIEVED


def test_growth_of_negative_figures_keeps_its_side() -> None:
    better = statcan.judge(asked([-10.0, -8.0], target=-1.0))
    worse = statcan.judge(asked([-10.0, -12.0], target=-1.0))
    assert (better.numbers["value"] or 0) > 0 > (worse.numbers["value"] or 0)
    assert worse.label == "deterioration"


def test_forgetting_the_direction_is_refused_rather_than_guessed() -> None:
    found = statcan.judge(asked([10.0, 12.0], target=20.0, way=None))
    assert (found.state, found.reason) == (State.UNRATEABLE, Why.DIRECTION_MISSING)


def test_the_base_year_is_the_stated_one_or_the_next_later_with_figures() -> None:
    figures = {2014: 10.0, 2017: 12.0, 2020: 15.0}
    assert statcan.judge(asked(figures, target=30.0, base_time=2015.0)).window == "2017 to 2020"
    assert statcan.judge(asked(figures, target=30.0, base_time=2014.0)).window == "2014 to 2020"
    assert statcan.judge(asked(figures, target=30.0, base_time=2021.0)).reason is Why.BASELINE_NOT_SET


def test_a_zero_target_is_refused_and_only_on_request_stands_in_for_0_001() -> None:
    figures = {2010: 4.0, 2017: 3.0}
    refused = statcan.judge(asked(figures, target=0.0, way=DOWN))
    assert (refused.label, refused.reason) == (None, Why.RATIO_UNDEFINED_ZERO)
    published = statcan.judge(
        asked(figures, target=0.0, by=2024.0, way=DOWN), zero_policy=ZeroPolicy.PUBLISHED
    )
    assert published.caveats == ("zero_replaced_by_0.001",)
    assert published.label is not None


@pytest.mark.parametrize(("epsilon", "ratio"), [(1.0, 0.456), (0.1, 0.185), (0.01, 0.122), (0.001, 0.095)])
def test_the_result_depends_on_what_stands_in_for_zero(epsilon: float, ratio: float) -> None:
    # 4 → 3 over seven years, towards a stand-in fifteen years after the base.
    found = statcan.judge(asked({2015: 4.0, 2022: 3.0}, target=epsilon, by=2030.0, way=DOWN))
    assert found.numbers["value"] == pytest.approx(ratio, abs=5e-4)


def test_a_zero_target_that_is_reached_is_achieved() -> None:
    found = statcan.judge(asked([4.0, 0.0], target=0.0, way=DOWN))
    assert found.label == statcan.ACHIEVED


@pytest.mark.parametrize(
    ("rate", "label"),
    [(0.015, "substantial"), (0.005, "moderate"), (0.0, "limited"), (-1e-6, "deterioration")],
)
def test_thresholds_without_a_target(rate: float, label: str) -> None:
    assert statcan.judge(asked(held(7, start=50, rate=rate), by=None)).label == label


def test_near_a_limit_thresholds_are_eased_and_on_it_anything_not_worse_is_enough() -> None:
    assert limit_factor(20, 10) == limit_factor(-20, 10) == limit_factor(5, 0) == 1.0
    assert limit_factor(10, 10) == 0.0
    assert 0 < limit_factor(9, 10) < 1
    assert 0 < limit_factor(15, 10) < 1
    assert (grade_without_target(0.0, factor=0.0).label, grade_without_target(0.0, factor=0.0).score) == (
        "substantial", 5.0,
    )  # fmt: skip
    assert grade_without_target(-0.01, factor=0.0).label == "deterioration"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (0.97, Goldilocks.PARITY, 1.0),
        (1.03, Goldilocks.PARITY, 1.0),
        (0.96, Goldilocks.PARITY, 1 / 0.96),
        (1.04, Goldilocks.PARITY, 1.04),
        (40.0, Goldilocks.SHARE, 60.0),
        (60.0, Goldilocks.SHARE, 60.0),
        (98.0, Goldilocks.BUDGET, 102.0),
    ],
)
def test_two_sided_indicators_become_one_sided(value: float, kind: Goldilocks, expected: float) -> None:
    assert statcan.transformed(value, kind) == pytest.approx(expected)


def test_a_parity_that_is_not_positive_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        statcan.transformed(0.0, Goldilocks.PARITY)


def test_an_indicator_is_achieved_only_if_every_series_is() -> None:
    done, nearly = statcan.Graded(statcan.ACHIEVED, 5.0), statcan.Graded("substantial", 5.0)
    assert statcan.grade_indicator([done, done]).label == statcan.ACHIEVED
    assert statcan.grade_indicator([done, nearly]).label == "substantial"
    assert statcan.grade_indicator([statcan.Graded("limited", -2.5)]).label == "limited"
