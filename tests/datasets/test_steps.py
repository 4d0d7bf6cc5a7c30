"""A step is a change of level: neither a peak, nor a slope, nor a season, nor what rounding makes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.sources.steps import find_steps
from forecasting.periods import Period

FIRST = Period.parse("2010-01")
WAVY = [100 + (-1) ** k * 0.5 + (k % 3) * 0.3 for k in range(60)]


def series(values: Sequence[float]) -> list[tuple[Period, float]]:
    return [(FIRST + k, value) for k, value in enumerate(values)]


def test_a_step_is_found_where_the_new_level_begins() -> None:
    found = find_steps(series([value + (20 if k >= 30 else 0) for k, value in enumerate(WAVY)]), decimals=1)
    assert [str(one.period) for one in found] == ["2012-07"]
    assert found[0].after - found[0].before == pytest.approx(20, abs=2)
    assert found[0].times > 6


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("nothing", WAVY),
        ("a peak", [value + (20 if k == 30 else 0) for k, value in enumerate(WAVY)]),
        ("a slope", [value + 3 * k for k, value in enumerate(WAVY)]),
        ("a season", [value + 30 * math.sin(k * math.pi / 6) for k, value in enumerate(WAVY)]),
        ("rounding", [100.0] * 30 + [100.1] * 30),
        ("the newest three figures", [value + (20 if k >= 57 else 0) for k, value in enumerate(WAVY)]),
        ("too short", [1, 1, 1, 1, 9, 9, 9, 9]),
    ],
)
def test_what_is_no_step(what: str, values: Sequence[float]) -> None:
    assert find_steps(series(values), decimals=1) == [], what


def test_what_touches_the_pandemic_is_left_out_and_a_gap_is_no_step() -> None:
    first = Period.parse("2018-01")
    moved = [value + (20 if k >= 28 else 0) for k, value in enumerate(WAVY)]
    assert find_steps([(first + k, value) for k, value in enumerate(moved)], decimals=1) == []
    apart = series([value + (20 if k >= 30 else 0) for k, value in enumerate(WAVY)])
    assert find_steps(apart[:29] + apart[31:], decimals=1) == []


@given(st.lists(st.integers(-100, 100), min_size=20, max_size=60), st.integers(1, 3))
def test_in_a_finer_unit_no_step_is_lost(values: list[int], digits: int) -> None:
    plain = find_steps(series([float(value) for value in values]), decimals=None)
    moved = find_steps(series([float(value * 2**digits) for value in values]), decimals=None)
    assert {one.period for one in plain} <= {one.period for one in moved}
    for one in plain:
        assert one.times > 6
        assert abs(one.after - one.before) > 6
