"""Axes that cover what matters, with round gridlines."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.charts.figure import Figure
from service.charts.scales import Scale, extent, rounded_out, spread_apart, ticks, year_ticks


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_gridlines_are_inside_even_and_few(low: float, width: float) -> None:
    found = ticks(low, low + width, 4)
    assert all(low - width * 1e-6 <= value <= low + width * (1 + 1e-6) for value in found)
    assert len(found) <= 5
    steps = {round((b - a) / (found[1] - found[0]), 6) for a, b in itertools.pairwise(found)}
    assert steps <= {1.0}


def test_the_widest_band_cannot_flatten_the_rest(figure: Figure) -> None:
    wild = replace(figure.fan[-1], values=(-900.0, 60.0, 62.0, 64.0, 66.0, 68.0, 900.0))
    low, high = extent(replace(figure, fan=(*figure.fan[:-1], wild), bounds=(None, None)))
    assert low > 0
    assert high < 130


def test_totals_start_at_nought(figure: Figure) -> None:
    assert extent(replace(figure, zero=True))[0] == 0.0
    assert extent(figure)[0] > 0


def test_no_axis_passes_a_bound(figure: Figure) -> None:
    low, high = rounded_out(2.0, 99.0, count=4, bounds=figure.bounds)
    assert (low, high) == (0.0, 100.0)


def test_a_flat_figure_has_an_axis() -> None:
    flat = Figure("", "", "", since=date(2020, 1, 1))
    assert extent(flat) == (0.0, 1.0)


@pytest.mark.parametrize(("first", "last", "most"), [(1969, 2030, 8), (2012, 2029, 9), (2024, 2029, 9)])
def test_years_are_round_and_few(first: int, last: int, most: int) -> None:
    years = year_ticks(date(first, 1, 1), date(last, 12, 31), most)
    assert 2 <= len(years) <= most + 1
    assert len({b - a for a, b in itertools.pairwise(years)}) == 1


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
def test_labels_are_kept_apart_in_their_order(wanted: list[float]) -> None:
    height = 28.0
    found = spread_apart([(y, height) for y in sorted(wanted)], 0, 400)
    assert all(b - a >= height - 1e-6 for a, b in itertools.pairwise(found))
    assert found[-1] <= 400 - height / 2 + 1e-6


def test_a_scale_holds_values_at_its_edges() -> None:
    scale = Scale(0, 10, 100, 0)
    assert [scale(-5), scale(0), scale(5), scale(99)] == [100, 100, 50, 0]
