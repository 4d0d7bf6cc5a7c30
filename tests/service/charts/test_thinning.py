"""Fewer points without losing a peak, and lines that never join what may not be joined."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.charts.figure import MeasuredPoint
from service.charts.thinning import RunKind, corners, runs, thin

START = date(2020, 1, 1)


def point(day: int, value: float = 0.0, *, aside: bool = False, comparable: bool = True) -> MeasuredPoint:
    return MeasuredPoint(START + timedelta(days=day), value, aside=aside, comparable=comparable)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=400), st.integers(4, 80))
def test_thinning_keeps_ends_peak_trough_and_order(values: list[float], limit: int) -> None:
    points = [point(day, value) for day, value in enumerate(values)]
    kept = thin(points, limit)
    assert len(kept) <= max(limit, 4)
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    assert max(p.value for p in kept) == max(values)
    assert min(p.value for p in kept) == min(values)
    assert [p.day for p in kept] == sorted({p.day for p in kept})


def test_a_break_is_never_joined() -> None:
    points = [point(day, comparable=day >= 3) for day in range(6)]
    found = runs(points)
    assert [run.kind for run in found] == [RunKind.EARLIER, RunKind.FULL]
    assert [len(run.points) for run in found] == [3, 3]


def test_exceptional_periods_are_joined_to_their_neighbours_by_a_line_of_their_own() -> None:
    points = [point(day, aside=2 <= day <= 3) for day in range(6)]
    found = runs(points)
    assert [run.kind for run in found] == [RunKind.FULL, RunKind.ASIDE, RunKind.FULL]
    assert [p.day.day - 1 for p in found[1].points] == [1, 2, 3, 4]


def test_a_long_silence_is_not_bridged() -> None:
    found = runs([point(0), point(10), point(20), point(200), point(210)])
    assert [len(run.points) for run in found] == [3, 2]


def test_a_figure_alone_stands_alone() -> None:
    assert [len(run.points) for run in runs([point(0), point(10), point(20), point(300)])] == [3, 1]
    assert runs([]) == ()


def test_corners_keep_bends_and_drop_what_lies_on_a_line() -> None:
    line = [(0.0, 0.0), (1.0, 10.0), (2.0, 20.0), (3.0, 5.0), (4.0, 5.2)]
    assert corners(line) == [(0.0, 0.0), (2.0, 20.0), (3.0, 5.0), (4.0, 5.2)]
