"""The arithmetic of following a target: a number or a reason, one formula for both directions (METHODS, 4.1)."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forecasting.indicators import Direction
from forecasting.measures import (
    Measure,
    Undefined,
    acceleration_factor,
    average_rate_of_reduction,
    compound_rate,
    gap,
    pace,
    rate_of_reduction,
    ratio_to_pathway,
    recent_rate,
    required_rate,
    share_of_change,
    share_of_time,
    years_to_attain,
)

FIXED = settings(derandomize=True, max_examples=150)
VALUE = st.floats(-1e4, 1e4)
UP, DOWN = Direction.INCREASE, Direction.DECREASE


def value(found: Measure) -> float:
    assert found.value is not None
    assert found.reason is None
    return found.value


def test_twenty_four_to_twenty_where_twelve_is_wanted() -> None:
    """The worked example: 24 in 2015, 20 in 2022, 12 by 2030, lower is better."""
    change, time = share_of_change(24, 20, 12), share_of_time(2015, 2022, 2030)
    assert value(change) == pytest.approx(100 / 3)
    assert value(time) == pytest.approx(46.6666666667)
    assert value(pace(change, time)) == pytest.approx(0.714285714286)
    assert gap(18.4, 20, direction=DOWN) == pytest.approx(1.6)
    assert value(required_rate(20, 12, years=8)) == -1
    assert value(acceleration_factor(-4 / 7, -1, direction=DOWN)) == pytest.approx(1.75)
    assert value(years_to_attain(20, 12, rate=-4 / 7, direction=DOWN)) == pytest.approx(14)


@pytest.mark.parametrize(
    ("recent", "required", "direction", "reason"),
    [
        (0.0, -1.0, DOWN, Undefined.NO_RECENT_PROGRESS),
        (0.5, -1.0, DOWN, Undefined.WRONG_DIRECTION),
        (-0.5, 1.0, UP, Undefined.WRONG_DIRECTION),
        (0.5, -1.0, UP, Undefined.ALREADY_MET),
        (0.5, 0.0, UP, Undefined.ALREADY_MET),
    ],
)
def test_where_no_factor_would_bring_it_there_there_is_none(
    recent: float, required: float, direction: Direction, reason: Undefined
) -> None:
    assert acceleration_factor(recent, required, direction=direction) == Measure(None, reason)


def test_a_share_is_negative_away_and_above_a_hundred_beyond() -> None:
    assert value(share_of_change(24, 26, 12)) == pytest.approx(-100 / 6)
    assert value(share_of_change(24, 9, 12)) == 125
    assert share_of_change(10, 11, 10) == Measure(None, Undefined.BASE_EQUALS_TARGET)


def test_no_time_is_no_rate() -> None:
    assert share_of_time(2020, 2021, 2020).reason is Undefined.NO_TIME
    assert required_rate(1, 2, years=0).reason is Undefined.NO_TIME
    assert pace(Measure(10.0), Measure(0.0)).reason is Undefined.NO_TIME
    assert pace(share_of_change(1, 2, 1), Measure(50.0)).reason is Undefined.BASE_EQUALS_TARGET


def test_a_constant_series_has_a_rate_of_nothing() -> None:
    assert value(recent_rate([0, 1, 2, 3], [5, 5, 5, 5])) == 0
    assert recent_rate([0, 1], [5, 6]).reason is Undefined.TOO_SHORT
    assert recent_rate([0, 0, 0], [5, 6, 7]).reason is Undefined.TOO_SHORT


def test_rates_of_a_ratio_need_two_values_above_zero() -> None:
    for measure in (rate_of_reduction, compound_rate):
        assert measure(4, 0, years=2).reason is Undefined.RATIO_UNDEFINED_ZERO
        assert measure(0, 4, years=2).reason is Undefined.RATIO_UNDEFINED_ZERO
        assert measure(4, -1, years=2).reason is Undefined.SIGN_CHANGE
        assert measure(-4, -1, years=2).reason is Undefined.SIGN_CHANGE
        assert measure(4, 1, years=0).reason is Undefined.NO_TIME
    assert average_rate_of_reduction([0, 1, 2], [3, 0, 1]).reason is Undefined.RATIO_UNDEFINED_ZERO
    assert average_rate_of_reduction([0, 1, 2], [3, -1, 1]).reason is Undefined.SIGN_CHANGE
    assert average_rate_of_reduction([0, 1], [3, 2]).reason is Undefined.TOO_SHORT
    assert ratio_to_pathway(3, 0).reason is Undefined.RATIO_UNDEFINED_ZERO
    assert value(ratio_to_pathway(72_000, 130_000)) == pytest.approx(0.553846153846)


def test_years_to_attain() -> None:
    assert value(years_to_attain(80, 75, rate=-1, direction=UP)) == 0
    assert years_to_attain(70, 75, rate=0, direction=UP).reason is Undefined.NO_RECENT_PROGRESS
    assert years_to_attain(70, 75, rate=-1, direction=UP).reason is Undefined.WRONG_DIRECTION


@FIXED
@given(VALUE, VALUE, st.floats(0.5, 40), st.floats(0.01, 3))
def test_the_factor_is_two_where_the_recent_line_covers_half_and_so_on(
    latest: float, target: float, left: float, share: float
) -> None:
    assume(abs(target - latest) > 1e-3)
    direction = UP if target > latest else DOWN
    recent = share * (target - latest) / left
    required = value(required_rate(latest, target, years=left))
    assert value(acceleration_factor(recent, required, direction=direction)) == pytest.approx(1 / share)


@FIXED
@given(VALUE, VALUE, VALUE, st.floats(0.5, 40), st.floats(0.5, 40))
def test_pace_is_achieved_change_over_needed_change_on_a_straight_line(
    base: float, latest: float, target: float, gone: float, left: float
) -> None:
    assume(abs(target - base) > 1e-3)
    found = pace(share_of_change(base, latest, target), share_of_time(0, gone, gone + left))
    needed = (target - base) / (gone + left)
    assert value(found) == pytest.approx(((latest - base) / gone) / needed, rel=1e-6, abs=1e-9)


@FIXED
@given(VALUE, VALUE, VALUE, VALUE)
def test_turning_values_and_direction_round_changes_nothing(
    base: float, latest: float, target: float, recent: float
) -> None:
    assert gap(target, latest, direction=UP) == gap(-target, -latest, direction=DOWN)
    assert share_of_change(base, latest, target) == share_of_change(-base, -latest, -target)
    one = acceleration_factor(recent, target - latest, direction=UP)
    assert acceleration_factor(-recent, latest - target, direction=DOWN) == one


@FIXED
@given(st.lists(st.floats(-100, 100), min_size=0, max_size=8), st.floats(-100, 100), st.floats(-5, 5))
def test_there_is_always_a_finite_number_or_a_reason(
    values: list[float], target: float, years: float
) -> None:
    times = [float(k) for k in range(len(values))]
    first, last = (values[0], values[-1]) if values else (0.0, 0.0)
    found = [
        share_of_change(first, last, target),
        share_of_time(first, last, target),
        required_rate(last, target, years=years),
        recent_rate(times, values),
        acceleration_factor(first, last, direction=UP),
        rate_of_reduction(first, last, years=years),
        average_rate_of_reduction(times, values),
        compound_rate(first, last, years=years),
        ratio_to_pathway(first, last),
        years_to_attain(first, last, rate=target, direction=DOWN),
    ]
    for measure in found:
        assert (measure.value is None) == (measure.reason is not None)
        assert measure.value is None or math.isfinite(measure.value)


@FIXED
@given(st.floats(0.01, 1e4), st.floats(-0.5, 0.5), st.integers(3, 12))
def test_one_rate_throughout_is_found_by_every_rate(start: float, rate: float, count: int) -> None:
    times = [2000.0 + k for k in range(count)]
    values = [start * (1 + rate) ** k for k in range(count)]
    years = count - 1
    assert value(compound_rate(values[0], values[-1], years=years)) == pytest.approx(100 * rate, abs=1e-6)
    assert value(average_rate_of_reduction(times, values)) == pytest.approx(-100 * rate, abs=1e-6)
    assert value(rate_of_reduction(values[0], values[-1], years=years)) == pytest.approx(
        -100 * math.log1p(rate), abs=1e-6
    )
