"""ESCAP: current status, the weighted line, the anticipated gap."""

from __future__ import annotations

import pytest

from forecasting.public_methods import escap
from forecasting.public_methods.escap import Scale, current_status, label_of
from forecasting.public_methods.yardstick import Why
from tests.forecasting.public_methods.conftest import CANON, DOWN, asked


def test_the_canonical_series() -> None:
    found = escap.judge(asked(CANON, target=12.0, way=DOWN, base_time=2015.0))
    assert found.numbers["current_status"] == pytest.approx(3.3333333333)
    assert found.label == "accelerate"


@pytest.mark.parametrize(
    ("gap", "label"),
    [(10.0, "will_be_met"), (10.0001, "accelerate"), (100.0, "accelerate"), (100.0001, "reverse")],
)
def test_the_cuts_belong_to_the_better_side(gap: float, label: str) -> None:
    assert label_of(gap) == label


@pytest.mark.parametrize(
    ("base", "current", "target", "sign", "parity", "expected"),
    [
        (24, 20, 12, -1, False, 10 * 4 / 12),
        (24, 28, 12, -1, False, -10 * 4 / 12),
        (24, 11, 12, -1, False, 10.0),
        (0.8, 0.9, 1.0, 0, True, 5.0),
        (0.8, 1.1, 1.0, 0, True, 5.0),
        (0.8, 1.0, 1.0, 0, True, 10.0),
        (12, 14, 12, -1, False, None),
        (-4, -3, -2, 1, False, 5.0),
    ],
)
def test_current_status(
    base: float, current: float, target: float, sign: int, parity: bool, expected: float | None
) -> None:
    found = current_status(base, current, target, sign=sign, parity=parity)
    assert found == (None if expected is None else pytest.approx(expected))


def test_a_later_year_weighs_more_and_the_last_most() -> None:
    weights = escap.weighted_line([2010, 2015, 2020], [1, 2, 3], target_time=2030).weights
    assert weights == (1.0, 20 / 15, 2.0)


def test_anticipated_progress_of_a_straight_line_is_that_line() -> None:
    figures = {2010 + k: 10.0 + k for k in range(11)}
    on = escap.judge(asked(figures, target=30.0, by=2030.0))
    assert on.numbers["projected"] == pytest.approx(30.0)
    assert (on.numbers["gap_percent"], on.label) == (0.0, "will_be_met")
    short = escap.judge(asked(figures, target=32.0, by=2030.0))
    assert short.numbers["gap_percent"] == pytest.approx(100 * 2 / 22)
    away = escap.judge(asked({y: 40 - v for y, v in figures.items()}, target=50.0))
    assert away.label == "reverse"


def test_a_logit_is_bounded_and_where_a_value_is_at_a_bound_the_plain_scale_is_used_and_told() -> None:
    inside = asked({2010 + k: 80.0 + k for k in range(11)}, target=99.0, scale=100.0)
    found = escap.judge(inside, scale=Scale.LOGIT)
    assert found.path == "logit"
    assert 90 < (found.numbers["projected"] or 0) < 100
    at = asked({2010: 80.0, 2015: 100.0, 2020: 90.0}, target=99.0, scale=100.0)
    plain = escap.judge(at, scale=Scale.LOGIT)
    assert (plain.path, plain.caveats) == ("linear", ("values at a bound: the plain scale was used",))


def test_a_base_at_the_target_or_no_time_left_is_a_reason() -> None:
    assert escap.judge(asked([12.0, 14.0], target=12.0, way=DOWN)).reason is Why.BASE_EQUALS_TARGET
    late = escap.judge(asked([20.0, 18.0], target=12.0, by=2020.0, way=DOWN))
    assert (late.label, late.reason) == (None, Why.NO_TIME)


def test_a_constant_series_stays_where_it_is() -> None:
    found = escap.judge(asked([20.0] * 6, target=10.0, way=DOWN))
    assert found.numbers["projected"] == pytest.approx(20.0)
    assert found.numbers["gap_percent"] == pytest.approx(100.0)
    assert found.label == "accelerate"
