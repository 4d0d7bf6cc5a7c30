"""The required path passes through its points, and only there."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forecasting.errors import TargetContradictory
from forecasting.trajectories import (
    Bend,
    Shape,
    Trajectory,
    Waypoint,
    keep_better,
    linear_ramp,
    trajectory,
)

VALUE = st.floats(-1000, 1000)
POSITIVE = st.floats(0.01, 1000)
INSIDE = st.floats(0.01, 99.99)


@st.composite
def paths(draw: st.DrawFn, shape: Shape) -> Trajectory:
    times = draw(st.lists(st.floats(1990, 2060), min_size=2, max_size=6, unique_by=lambda t: round(t, 3)))
    assume(min(abs(a - b) for a in times for b in times if a != b) > 1e-3)
    values = {Shape.GEOMETRIC: POSITIVE, Shape.LOGIT_LINEAR: INSIDE}.get(shape, VALUE)
    bend = Bend(
        steepness=draw(st.floats(0.1, 30)), midpoint=draw(st.floats(0, 1)), exponent=draw(st.floats(0.1, 8))
    )
    return trajectory([Waypoint(t, draw(values)) for t in times], shape=shape, bend=bend)


@pytest.mark.parametrize("shape", list(Shape))
@settings(derandomize=True, max_examples=60)
@given(data=st.data())
def test_a_path_passes_through_every_point(shape: Shape, data: st.DataObject) -> None:
    path = data.draw(paths(shape))
    for point in path.waypoints:
        assert path.at(point.time) == pytest.approx(point.value, rel=1e-9, abs=1e-9)
    first, last = path.waypoints[0], path.waypoints[-1]
    assert path.at(first.time - 0.01) is None
    assert path.at(last.time + 50) == last.value


@pytest.mark.parametrize("shape", list(Shape))
@settings(derandomize=True, max_examples=60)
@given(data=st.data(), share=st.floats(0, 1), other=st.floats(0, 1))
def test_between_two_points_a_path_is_monotone_and_between_them(
    shape: Shape, data: st.DataObject, share: float, other: float
) -> None:
    path = data.draw(paths(shape))
    start, end = path.waypoints[0], path.waypoints[1]
    low, high = sorted((share, other))
    early = path.at(start.time + low * (end.time - start.time))
    late = path.at(start.time + high * (end.time - start.time))
    assert early is not None
    assert late is not None
    ends = sorted((start.value, end.value))
    slack = 1e-9 * (1 + abs(ends[0]) + abs(ends[1]))
    assert ends[0] - slack <= early <= ends[1] + slack
    if end.value >= start.value:
        assert late >= early - slack
    else:
        assert late <= early + slack


@settings(derandomize=True, max_examples=60)
@given(data=st.data(), share=st.floats(0, 1))
def test_a_path_never_leaves_its_scale_nor_changes_sign(data: st.DataObject, share: float) -> None:
    for shape, low, high in (
        (Shape.LOGIT_LINEAR, 0, 100),
        (Shape.S_CURVE, 0, 100),
        (Shape.GEOMETRIC, 0, None),
    ):
        ends = [Waypoint(t, data.draw(INSIDE)) for t in (2000.0, 2020.0)]
        value = trajectory(ends, shape=shape).at(2000 + 20 * share)
        assert value is not None
        assert low < value
        assert high is None or value < high


def test_a_step_holds_from_its_own_date_until_the_next() -> None:
    path = trajectory([Waypoint(2020, 10), Waypoint(2024, 30), Waypoint(2030, 90)], shape=Shape.STEPPED)
    assert [path.at(t) for t in (2020, 2023.99, 2024, 2027, 2029.99, 2030)] == [10, 10, 30, 30, 30, 90]


def test_a_geometric_path_changes_by_one_rate() -> None:
    path = trajectory([Waypoint(2015, -24), Waypoint(2030, -12)], shape=Shape.GEOMETRIC)
    steps = [path.at(2015 + k) or 0.0 for k in range(16)]
    ratios = [b / a for a, b in pairwise(steps)]
    assert ratios == pytest.approx([0.5 ** (1 / 15)] * 15)


def test_points_may_come_in_any_order() -> None:
    path = trajectory([Waypoint(2030, 90), Waypoint(2020, 10), Waypoint(2024, 30)])
    assert path.at(2022) == 20
    assert path.at(2027) == 60
    assert path.illustrative


@pytest.mark.parametrize(
    ("points", "shape", "says"),
    [
        ([(2020, 1)], Shape.LINEAR, "start and an end"),
        ([(2020, 1), (2020, 2)], Shape.LINEAR, "same moment"),
        ([(2020, 1), (2030, 0)], Shape.GEOMETRIC, "through or to zero"),
        ([(2020, 1), (2030, -1)], Shape.GEOMETRIC, "through or to zero"),
    ],
)
def test_a_path_that_cannot_be_drawn_is_refused(
    points: list[tuple[float, float]], shape: Shape, says: str
) -> None:
    with pytest.raises(TargetContradictory, match=says) as caught:
        trajectory([Waypoint(*p) for p in points], shape=shape)
    assert caught.value.field == "trajectory"
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("shape", "bend", "value", "says"),
    [
        (Shape.LOGIT_LINEAR, Bend(scale=100), 100.0, "stays inside 0 to 100"),
        (Shape.LOGIT_LINEAR, Bend(scale=0), 50.0, "scale of the path"),
        (Shape.S_CURVE, Bend(steepness=0), 50.0, "steepness of the path"),
        (Shape.POWER, Bend(exponent=float("nan")), 50.0, "exponent of the path"),
    ],
)
def test_a_bend_that_has_no_sense_is_refused(shape: Shape, bend: Bend, value: float, says: str) -> None:
    with pytest.raises(TargetContradictory, match=says):
        trajectory([Waypoint(2020, 10), Waypoint(2030, value)], shape=shape, bend=bend)


def test_a_back_loaded_path_asks_less_at_first_and_a_front_loaded_one_more() -> None:
    ends = [Waypoint(2020, 10), Waypoint(2030, 90)]
    back, plain, front = (
        trajectory(ends, shape=Shape.POWER, bend=Bend(exponent=k)).at(2025) or 0.0 for k in (2, 1, 0.5)
    )
    assert back < plain < front
    assert plain == 50


@pytest.mark.parametrize(("sign", "kept"), [(1, (68, 79, 77, 90)), (-1, (68, 72, 75, 90))])
def test_a_path_that_keeps_what_is_better(sign: int, kept: tuple[float, ...]) -> None:
    assert keep_better((68, 72, 77, 90), (None, 79, 75, None), sign=sign) == kept


@settings(derandomize=True, max_examples=60)
@given(start=VALUE, total=st.floats(-1e5, 1e5), periods=st.integers(1, 40))
def test_a_ramp_adds_up_to_its_total_by_equal_steps(start: float, total: float, periods: int) -> None:
    ramp = linear_ramp(start, total=total, periods=periods)
    assert sum(ramp.flows) == pytest.approx(total, abs=1e-6)
    steps = [b - a for a, b in pairwise((start, *ramp.flows))]
    assert steps == pytest.approx([ramp.step] * periods, abs=1e-6)


def test_a_ramp_without_a_period_is_refused() -> None:
    with pytest.raises(TargetContradictory, match="at least one period"):
        linear_ramp(200, total=1500, periods=0)
