"""Delivery trajectories: which version stands on a day, what they ask for, how they move with revisions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.delivery import DeliveryTrajectory, default_of, drawn, known_on, reanchored
from forecasting.periods import Period
from forecasting.trajectories import Bend, Shape, Waypoint, decimal_year


def year(text: str) -> Period:
    return Period.parse(text)


def path(name: str = "plan", recorded: date | None = None, **more: object) -> DeliveryTrajectory:
    points = ((year("2024"), 60.0), (year("2026"), 70.0), (year("2028"), 90.0))
    return DeliveryTrajectory(name, points, recorded=recorded, **more)  # type: ignore[arg-type]


def at(trajectory, text: str) -> float | None:
    return trajectory.at(decimal_year(year(text).end))


def test_a_later_version_stands_from_the_day_it_was_recorded():
    first, second = path(recorded=date(2024, 1, 1)), path(recorded=date(2025, 1, 1), default=True)
    other = path("stretch")
    every = (first, second, other)
    assert known_on(every, date(2023, 12, 31)) == (other,)
    assert known_on(every, date(2024, 6, 1)) == (first, other)
    assert known_on(every, date(2025, 1, 1)) == (second, other)
    assert default_of(known_on(every, date(2024, 6, 1))) is None
    assert default_of(known_on(every, date(2025, 6, 1))) is second


def test_it_passes_through_its_points_and_on_to_the_target():
    found = drawn(path(), start=Waypoint(2020.0, 50.0), end=Waypoint(decimal_year(date(2029, 12, 31)), 92.0))
    assert [at(found, text) for text in ("2024", "2026", "2028", "2029", "2035")] == [60, 70, 90, 92, 92]
    assert found.at(2020.0) == 50.0
    assert not found.illustrative
    assert drawn(path(official=False), start=None, end=None).illustrative


def test_the_target_does_not_bend_a_path_that_reaches_its_date():
    end = Waypoint(decimal_year(date(2028, 12, 31)), 92.0)
    assert at(drawn(path(), start=None, end=end), "2028") == 90.0


def test_a_bent_path_bends():
    steps = drawn(path(shape=Shape.STEPPED), start=None, end=None)
    assert at(steps, "2025") == 60.0
    back = drawn(path(shape=Shape.POWER, bend=Bend(exponent=3.0)), start=None, end=None)
    halfway = at(back, "2025")
    assert halfway is not None
    assert halfway < 65.0


def test_a_path_moves_with_a_revision_only_where_it_says_so():
    fixed = drawn(path(), start=None, end=None, held=64.0)
    moved = drawn(path(reanchored=True), start=None, end=None, held=64.0)
    assert at(fixed, "2024") == 60.0
    assert at(moved, "2024") == 64.0
    assert at(moved, "2028") == 90.0
    assert at(moved, "2026") == pytest.approx(70 + 4 * 20 / 30)


@given(st.floats(-50, 150), st.lists(st.floats(0, 100), min_size=2, max_size=6))
def test_a_moved_path_begins_at_the_figure_and_ends_where_it_did(value, values):
    points = [Waypoint(2020.0 + k, v) for k, v in enumerate(values)]
    moved = reanchored(points, value)
    assert moved[0].value == pytest.approx(value, abs=1e-6)
    assert moved[-1].value == pytest.approx(points[-1].value, abs=1e-6) or points[0].value == points[-1].value
    assert [p.time for p in moved] == [p.time for p in points]
    assert reanchored(points, points[0].value) == points
