"""The chance rail and the strip of several chances."""

from __future__ import annotations

import re

import pytest

from service.charts.rail import rail, strip


def test_a_point_is_a_filled_dot_and_the_point_before_a_hollow_one() -> None:
    drawing = rail(0.07, 0.07, before=0.12)
    assert drawing.count("<circle") == 2
    assert 'class="r-was"' in drawing
    now = re.search(r'r-now" cx="([\d.]+)"', drawing)
    assert now is not None
    assert float(now[1]) == pytest.approx(4 + 182 * 0.07, abs=0.05)


def test_no_hollow_dot_where_nothing_moved() -> None:
    assert "r-was" not in rail(0.5, 0.5, before=0.501)


def test_a_stretch_is_a_bar() -> None:
    drawing = rail(0.0, 0.10)
    assert "r-bar" in drawing
    assert "circle" not in drawing


def test_marks_that_would_meet_stand_above_each_other() -> None:
    drawing = strip([(0.5, "on"), (0.505, "off"), (0.9, "on")])
    levels = re.findall(r'href="#v-\w+" x="[\d.]+" y="(-?\d+)"', drawing)
    assert sorted(levels, key=int) == ["0", "12", "12"]


def test_both_are_left_to_the_words_beside_them() -> None:
    assert 'aria-hidden="true"' in rail(0.2, 0.2)
    assert 'aria-hidden="true"' in strip([(0.2, "off"), (0.4, "on")])
