"""A target on the trend: the line at one half, the prediction limit elsewhere, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.setting.projection import project, projection
from forecasting.setting.proposed import Unset

FIXED = settings(derandomize=True, max_examples=80)
YEARS = [2015.0, 2016.0, 2017.0, 2018.0, 2019.0, 2020.0]
RISING = [50.0, 51.2, 51.9, 53.1, 54.0, 54.8]


@FIXED
@given(
    values=st.lists(st.floats(-100, 100), min_size=4, max_size=12),
    chance=st.floats(0.05, 0.95),
    sign=st.sampled_from([1, -1]),
)
def test_the_value_for_a_chance_has_that_chance(values: list[float], chance: float, sign: int) -> None:
    times = [2010.0 + k for k in range(len(values))]
    found = project(times, values, time=2030.0)
    if found.error > 1e-9:
        assert found.chance(found.value_with(chance, sign=sign), sign=sign) == pytest.approx(chance, abs=1e-6)


def test_one_half_is_the_line_itself_and_a_smaller_chance_is_harder() -> None:
    line = projection(YEARS, RISING, time=2025.0, sign=1)
    slope, level = np.polyfit(YEARS, RISING, 1)
    assert line.value == pytest.approx(slope * 2025 + level)
    hard = projection(YEARS, RISING, time=2025.0, sign=1, chance=0.1)
    assert (hard.value or 0) > (line.value or 0)


def test_weights_that_are_all_the_same_change_nothing() -> None:
    plain = project(YEARS, RISING, time=2025.0)
    weighted = project(YEARS, RISING, time=2025.0, errors=[0.3] * 6)
    assert weighted.value == pytest.approx(plain.value)
    assert weighted.error == pytest.approx(plain.error)


def test_it_is_not_used_where_it_cannot_be_or_is_no_better() -> None:
    assert projection(YEARS[:2], RISING[:2], time=2025.0, sign=1).reason is Unset.TOO_SHORT
    near = [97.0, 97.8, 98.4, 99.0, 99.5, 99.9]
    assert projection(YEARS, near, time=2030.0, sign=1, upper=100.0).reason is Unset.OUTSIDE_BOUNDS
    assert projection(YEARS, RISING, time=2025.0, sign=-1).reason is Unset.NOT_BETTER_THAN_BASELINE


def test_points_on_a_line_have_a_chance_of_nought_or_one() -> None:
    found = project(YEARS, [float(k) for k in range(6)], time=2021.0)
    assert found.chance(6.0, sign=1) == 1.0
    assert found.chance(6.1, sign=1) == 0.0


def test_a_constant_series_is_its_own_projection_and_no_better() -> None:
    found = projection(YEARS, [7.0] * 6, time=2025.0, sign=1)
    assert found.value == pytest.approx(7.0)
    assert found.reason is Unset.NOT_BETTER_THAN_BASELINE


def test_errors_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        project(YEARS, RISING, time=2025.0, errors=[0.0] * 6)
