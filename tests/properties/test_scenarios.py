"""What holds for every scenario: more of a good thing is never worse, and small numbers agree with large ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from forecasting.dependence import RANDOM_WALK
from forecasting.forecasts import Forecast
from forecasting.indicators import Indicator
from forecasting.margins import LEVELS, Margins
from forecasting.paths import REPLICATES, SIZE
from forecasting.periods import Period
from forecasting.scenarios.changes import Change, LevelShift, Pace, Policy, Shock
from forecasting.scenarios.course import Course
from forecasting.scenarios.shifted import Shiftable
from forecasting.series import Series

Make = Callable[[float], Change]
FIXED = settings(derandomize=True, max_examples=20, deadline=None)
START = date(2021, 6, 1)
SIZES = st.floats(-50, 50, allow_nan=False)
N = REPLICATES * SIZE
CHANGES = st.sampled_from(
    [
        lambda size: LevelShift(size, START),
        lambda size: Pace(size, START),
        lambda size: Policy(size, START, ramp=2.0),
        lambda size: Policy(size, START, ramp=1.0, low=size - 3, high=size + 8),
        lambda size: Shock(size, START, half_life=2.0),
    ]
)


def forecast(lower: float | None, upper: float | None) -> Forecast:
    indicator = Indicator("x", lower=lower, upper=upper)
    series = Series.of(indicator, [(Period.parse("2010") + k, 50.0 + k % 3) for k in range(10)])
    steps = np.arange(1, 9)[:, None]
    grid = 52.0 + 0.5 * steps + 6.0 * np.sqrt(steps) * norm.ppf(LEVELS)
    if lower is not None:
        grid = np.clip(grid, lower, upper)
    return Forecast(series, series.latest, Margins(grid, 5.0, lower, upper), RANDOM_WALK, 3)


def moved(base: Forecast, change: Change) -> Forecast:
    effect = change.effect(Course(base))
    return Shiftable(base, effect).at(effect.size)


@FIXED
@given(CHANGES, SIZES, st.floats(0.01, 20), st.booleans())
def test_more_never_lowers_a_path(make: Make, size: float, more: float, bounded: bool) -> None:
    base = forecast(0.0, 100.0) if bounded else forecast(None, None)
    lower, higher = moved(base, make(size)).paths().values, moved(base, make(size + more)).paths().values
    assert (higher >= lower - 1e-9).all()
    if bounded:
        assert lower.min() >= 0.0
        assert higher.max() <= 100.0


@FIXED
@given(CHANGES, SIZES, st.floats(0, 100), st.integers(0, 7))
def test_margins_and_draws_agree(make: Make, size: float, asked: float, step: int) -> None:
    changed = moved(forecast(None, None), make(size))
    exact = 1 - float(changed.margins.below(step, asked))
    assert (changed.paths().values[:, step] >= asked).mean() == pytest.approx(exact, abs=1.01 / N)
