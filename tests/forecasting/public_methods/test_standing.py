"""The state of a target before any method is asked: the order of precedence, and met but getting worse."""

from __future__ import annotations

from typing import Any

import pytest

from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import deteriorating, standing
from forecasting.public_methods.yardstick import State, Why
from tests.forecasting.public_methods.conftest import UP, asked


def test_the_order_of_the_states() -> None:
    worst: dict[str, Any] = {"refused": Why.METRIC_UNCLEAR, "broken": True, "expired": True}
    assert standing(asked([5.0], target=1.0, **worst)).state is State.UNRATEABLE
    assert standing(asked([5.0], target=1.0, broken=True, expired=True)).state is State.SERIES_BREAK
    assert standing(asked([5.0], target=1.0, expired=True)).state is State.INSUFFICIENT_DATA
    past = standing(asked([5.0, 6.0], target=1.0, by=2020.0, expired=True))
    assert (past.state, past.outcome) == (State.TARGET_EXPIRED, "met")
    assert standing(asked([5.0, 6.0], target=1.0)).state is State.ALREADY_MET
    assert standing(asked([6.0, 5.0], target=1.0)).state is State.MET_BUT_DETERIORATING
    assert standing(asked([5.0, 6.0], target=9.0)).state is State.RATEABLE


def test_an_expired_target_whose_figure_is_not_out_is_not_yet_known_unless_it_was_recorded() -> None:
    waiting = standing(asked({2018: 5.0, 2019: 6.0}, target=9.0, by=2020.0, expired=True))
    assert waiting.outcome == "not_yet_known"
    told = standing(asked({2018: 5.0, 2019: 6.0}, target=9.0, by=2020.0, expired=True, recorded="met"))
    assert told.outcome == "met"


@pytest.mark.parametrize(("strict", "met"), [(False, True), (True, False)])
def test_equality_meets_unless_the_target_is_strict_and_noise_decides_nothing(
    strict: bool, met: bool
) -> None:
    assert asked([0.2, 0.1 + 0.2], target=0.3, strict=strict).met is met


def test_a_probability_of_staying_met_at_most_one_half_is_deterioration() -> None:
    rising = [5.0, 6.0, 7.0, 8.0, 9.0]
    assert not deteriorating(asked(rising, target=1.0))
    assert deteriorating(asked(rising, target=1.0, still_met=0.5))
    assert not deteriorating(asked(rising, target=1.0, still_met=0.51))


def test_a_slope_is_adverse_at_ninety_percent_only_where_it_can_be_tested() -> None:
    assert not deteriorating(asked([10.0, 9.9, 10.1, 9.9, 10.0], target=1.0))
    assert deteriorating(asked([10.0, 9.0, 8.0, 7.0, 6.0], target=1.0))
    assert not deteriorating(asked([10.0] * 6, target=1.0))
    assert not deteriorating(asked([10.0], target=1.0))


@pytest.mark.parametrize(
    ("times", "values", "match"),
    [
        ((2019.0,), (1.0, 2.0), "its time"),
        ((2020.0, 2019.0), (1.0, 2.0), "increase"),
        ((2019.0, 2020.0), (1.0, float("nan")), "finite"),
        ((2019.0, 2020.0), (1.0, float("inf")), "finite"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    times: tuple[float, ...], values: tuple[float, ...], match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        Progress(times, values, UP)
