"""Eurostat: growth ratio, growth alone, and the refusals."""

from __future__ import annotations

import pytest

from forecasting.public_methods import eurostat
from forecasting.public_methods.yardstick import State, Why
from tests.forecasting.public_methods.conftest import CANON, DOWN, UP, asked, held


def test_the_canonical_series() -> None:
    found = eurostat.judge(asked(CANON, target=12.0, way=DOWN, base_time=2015.0))
    assert found.numbers["ratio"] == pytest.approx(0.5693, abs=5e-5)
    assert (found.label, found.window, found.path) == ("insufficient_progress", "2015 to 2022", "geometric")


@pytest.mark.parametrize(
    ("rate", "label"),
    [
        (0.01, "significant_progress"),
        (0.001, "moderate_progress"),
        (0.0, "no_progress"),
        (-0.001, "moderate_movement_away"),
        (-0.01, "moderate_movement_away"),
        (-0.0101, "significant_movement_away"),
    ],
)
def test_growth_that_is_exactly_at_a_threshold_is_not_decided_by_float_noise(rate: float, label: str) -> None:
    # 50 → 50·1.01⁷ over seven years gives 0.010000000000000009 in plain arithmetic.
    found = eurostat.judge(asked(held(7, start=50, rate=rate), by=None, base_time=2010.0))
    assert found.label == label
    assert found.numbers["rounded_cagr"] == pytest.approx(rate)


def test_where_a_fall_is_wanted_growth_is_turned_round() -> None:
    up = eurostat.judge(asked(held(5, start=50, rate=0.02), by=None))
    down = eurostat.judge(asked(held(5, start=50, rate=0.02), by=None, way=DOWN))
    assert (up.label, down.label) == ("significant_progress", "significant_movement_away")
    assert up.numbers["score"] == pytest.approx(5.0)
    assert down.numbers["score"] == pytest.approx(-5.0)


@pytest.mark.parametrize(
    ("values", "target", "way", "reason"),
    [
        ([50.0, 40.0], 50.0, UP, Why.BASE_EQUALS_TARGET),
        ([60.0, 40.0], 50.0, UP, Why.BASE_BEYOND_TARGET),
        ([50.0, 40.0], 0.0, DOWN, Why.RATIO_UNDEFINED_ZERO),
        ([0.0, 40.0], 50.0, UP, Why.RATIO_UNDEFINED_ZERO),
        ([5.0, 0.0], 10.0, UP, Why.RATIO_UNDEFINED_ZERO),
        ([-5.0, 3.0], 10.0, UP, Why.SIGN_CHANGE),
        ([-5.0, -3.0], 10.0, UP, Why.SIGN_CHANGE),
        ([-5.0, 3.0], -10.0, DOWN, Why.SIGN_CHANGE),
    ],
)
def test_what_has_no_growth_has_a_reason_and_no_number(
    values: list[float], target: float, way: object, reason: Why
) -> None:
    found = eurostat.judge(asked(values, target=target, way=way, base_time=2019.0))  # type: ignore[arg-type]
    assert (found.label, found.reason) == (None, reason)
    assert found.numbers["ratio"] is None
    assert found.state is State.UNRATEABLE


def test_negative_figures_that_stay_negative_have_growth() -> None:
    found = eurostat.judge(asked({2015: -10.0, 2020: -8.0}, target=-4.0, base_time=2015.0))
    assert found.label is not None
    assert (found.numbers["ratio"] or 0) > 0
    away = eurostat.judge(asked({2015: -10.0, 2020: -12.0}, target=-4.0, base_time=2015.0))
    assert away.label == "movement_away"


def test_a_constant_series_has_made_no_progress() -> None:
    found = eurostat.judge(asked([20.0] * 8, target=10.0, way=DOWN))
    assert (found.numbers["ratio"], found.label) == (0.0, "insufficient_progress")
    assert eurostat.judge(asked([20.0] * 8, by=None)).label == "no_progress"


def test_the_last_five_years_are_used_and_a_missing_year_means_the_one_before() -> None:
    whole = asked({year: 20.0 + year - 2010 for year in range(2010, 2021)}, target=60.0)
    assert eurostat.judge(whole).window == "2015 to 2020"
    assert eurostat.judge(whole, years=eurostat.LONG_TERM_YEARS).window == "2010 to 2020"
    gap = asked({year: 20.0 + year - 2010 for year in (2010, 2013, 2014, 2018, 2020)}, target=60.0)
    assert eurostat.judge(gap).window == "2014 to 2020"


def test_scores_are_capped_and_meet_at_the_middle() -> None:
    assert eurostat.grade_ratio(9.0).score == 5.0
    assert eurostat.grade_ratio(-9.0).score == -5.0
    assert eurostat.grade_ratio(0.6).score == pytest.approx(0.0)
    assert eurostat.grade_ratio(1.3).score == 5.0
    assert eurostat.grade_growth(0.5).score == 5.0


@pytest.mark.parametrize("values", [[], [5.0]])
def test_too_few_figures_say_so(values: list[float]) -> None:
    found = eurostat.judge(asked(values, target=10.0))
    assert found.state is State.INSUFFICIENT_DATA
    assert found.reason is (Why.TOO_SHORT if values else Why.NO_DATA)
