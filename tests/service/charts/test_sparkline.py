"""The small chart: complete, lean, and named for those who do not see it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from service.charts.figure import Figure, PathPoint
from service.charts.sparkline import path, sparkline


def classes(drawing: str) -> list[str]:
    return re.findall(r'class="([^"]+)"', drawing)


def test_it_shows_history_path_fan_target_and_the_newest_value(figure: Figure) -> None:
    drawn = classes(sparkline(figure))
    assert {"c-m", "c-a", "c-e", "c-r", "c-95", "c-80", "c-50", "c-f", "c-t", "c-d", "c-b", "c-h"} <= set(
        drawn
    )
    # The newest figure is provisional, so its dot is hollow.
    assert "c-o" in drawn
    assert "c-p" not in drawn


def test_it_is_well_formed_and_has_a_name_and_a_description(figure: Figure) -> None:
    root = ElementTree.fromstring(sparkline(replace(figure, title="A < B & “C”")))
    assert root.get("role") == "img"
    assert root[0].tag == "title"
    assert root[0].text == "A < B & “C”"
    assert root[1].tag == "desc"
    assert root[1].text == figure.description


def test_it_is_lean(figure: Figure) -> None:
    assert len(sparkline(figure)) < 3000


def test_it_carries_no_style_of_its_own(figure: Figure) -> None:
    drawing = sparkline(figure)
    assert "style=" not in drawing
    assert not re.search(r'(fill|stroke)="#', drawing)


@pytest.mark.parametrize(
    "bare",
    [
        {"fan": ()},
        {"required": ()},
        {"target": None},
        {"measured": ()},
        {"fan": (), "required": (), "target": None},
    ],
)
def test_whatever_is_missing_is_left_out(figure: Figure, bare: dict[str, Any]) -> None:
    drawing = sparkline(replace(figure, **bare))
    ElementTree.fromstring(drawing)
    assert ("c-f" in classes(drawing)) == ("fan" not in bare)
    assert ("c-t" in classes(drawing)) == ("target" not in bare)


def test_a_path_is_relative_whole_and_short() -> None:
    assert path([(1.2, 2.4), (4.4, 1.6), (4.4, 1.6), (3.0, 9.9)]) == "M1 2l3 0-1 8"


def test_labels_at_the_edge_never_overlap(figure: Figure) -> None:
    level = figure.fan[-1].values[3]
    drawing = sparkline(replace(figure, target=replace(figure.target, value=level)))  # type: ignore[type-var]
    places = [float(y) for y in re.findall(r'<text class="t-[rf]" x="\d+" y="(\d+)"', drawing)]
    assert len(places) == 2
    assert abs(places[0] - places[1]) >= 26


def test_a_straight_path_needs_two_points(figure: Figure) -> None:
    start, end = figure.required[0], figure.required[-1]
    middle = PathPoint(start.day + (end.day - start.day) / 2, (start.value + end.value) / 2)
    found = re.search(r'class="c-r" d="([^"]+)"', sparkline(replace(figure, required=(start, middle, end))))
    assert found is not None
    assert found[1].count("l") == 1
    assert len(re.findall(r"-?\d+", found[1])) == 4


def test_a_supposed_course_is_dotted_and_named_apart_from_the_forecast(figure: Figure) -> None:
    assert "c-s" not in classes(sparkline(figure))
    supposed = tuple(PathPoint(point.day, point.values[3] + 5.0, point.period) for point in figure.fan)
    drawing = sparkline(replace(figure, supposed=supposed, supposed_text="if so 89%"))
    assert classes(drawing).count("c-s") == 1
    assert classes(drawing).count("c-f") == 1
    assert ">if so 89%</text>" in drawing
