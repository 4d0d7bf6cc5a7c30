"""A target proposed for a chance has that chance, whatever must happen by its date."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.dependence import RANDOM_WALK
from forecasting.forecasts import Forecast
from forecasting.indicators import Direction, Indicator
from forecasting.judging.threshold import Threshold
from forecasting.margins import LEVELS, Margins
from forecasting.periods import Period
from forecasting.prospects import Draws, EndPoint, Event, of_paths, prospect
from forecasting.series import Series
from forecasting.setting.chance import ladder_of_chances, target_for_probability
from forecasting.targets import Comparator

FIXED = settings(derandomize=True, max_examples=40)
DIRECTIONS = (Direction.INCREASE, Direction.DECREASE)


def forecast(seed: int, horizon: int = 6) -> Forecast:
    rng = np.random.default_rng(seed)
    grid = rng.normal(50, 5, (horizon, 1)) + np.cumsum(
        rng.gamma(0.5, size=(horizon, len(LEVELS))) + 0.01, axis=1
    )
    series = Series.of(Indicator("x"), [(Period.parse("2020"), 50.0), (Period.parse("2021"), 51.0)])
    return Forecast(series, series.latest, Margins(grid, 4.0), RANDOM_WALK, seed)


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("direction", DIRECTIONS)
@FIXED
@given(seed=st.integers(0, 10_000), p=st.floats(0.05, 0.95), steps=st.integers(1, 6))
def test_a_target_proposed_for_a_chance_has_it(
    event: Event, direction: Direction, seed: int, p: float, steps: int
) -> None:
    course = prospect(
        forecast(seed), steps=steps, direction=direction, event=event, last=min(2, steps), done=12.5
    )
    value = course.value_with(p)
    tolerance = 1 / len(course.values) if isinstance(course, Draws) else 1e-9
    assert course.chance(value) == pytest.approx(p, abs=tolerance)
    assert course.chance(value) >= p - 1e-12


@pytest.mark.parametrize("direction", DIRECTIONS)
@FIXED
@given(seed=st.integers(0, 10_000), p=st.floats(0.05, 0.95), steps=st.integers(1, 6))
def test_judging_and_proposing_read_the_same_margin(
    direction: Direction, seed: int, p: float, steps: int
) -> None:
    course = forecast(seed)
    found = target_for_probability(prospect(course, steps=steps, direction=direction), chance=p)
    assert found.value is not None
    assert found.chance == pytest.approx(p, abs=1e-9)
    wanted = Comparator.AT_LEAST if direction is Direction.INCREASE else Comparator.AT_MOST
    judged = Threshold(wanted, found.value).probability(course.margins, steps - 1)
    assert judged == pytest.approx(found.chance, abs=1e-12)


@pytest.mark.parametrize("direction", DIRECTIONS)
@FIXED
@given(seed=st.integers(0, 10_000), p=st.floats(0.05, 0.95))
def test_sustained_asks_less_than_the_end_point_and_that_less_than_first_passage(
    direction: Direction, seed: int, p: float
) -> None:
    paths = forecast(seed).paths().values
    values = [
        direction.sign * of_paths(paths, direction=direction, event=event, last=3).value_with(p)
        for event in (Event.SUSTAINED, Event.END_POINT, Event.FIRST_PASSAGE)
    ]
    assert values == sorted(values)


@FIXED
@given(seed=st.integers(0, 10_000))
def test_the_likelier_the_easier(seed: int) -> None:
    course = prospect(forecast(seed), steps=4, direction=Direction.INCREASE)
    ladder = ladder_of_chances(course)
    assert [round(step.chance or 0, 6) for step in ladder] == [0.9, 0.75, 0.5, 0.25, 0.1]
    values = [step.value or math.nan for step in ladder]
    assert values == sorted(values)


def test_an_atom_on_a_bound_keeps_at_least_the_chance_asked_for() -> None:
    margins = Margins(np.clip(np.linspace(-5, 5, len(LEVELS))[None, :], 0, None), lower=0.0)
    course = EndPoint(margins, 0, Direction.DECREASE)
    assert course.value_with(0.2) == 0.0
    assert course.chance(0.0) == pytest.approx(0.5, abs=0.02)
    assert course.chance(0.0, strict=True) == 0.0


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, math.nan])
def test_no_target_is_proposed_for_certainty(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        prospect(forecast(1), steps=2, direction=Direction.INCREASE).value_with(p)


@pytest.mark.parametrize(("steps", "last"), [(0, 1), (7, 1), (3, 4), (3, 0)])
def test_a_forecast_that_does_not_reach_is_refused(steps: int, last: int) -> None:
    with pytest.raises(ValueError, match="1 to 6 steps"):
        prospect(forecast(1), steps=steps, direction=Direction.INCREASE, event=Event.SUSTAINED, last=last)


def test_a_chance_needs_a_direction() -> None:
    with pytest.raises(ValueError, match="direction"):
        prospect(forecast(1), steps=2, direction=Direction.NEUTRAL)
