"""The one specification: valid, complete, in styles and never in colours."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from service.charts.figure import Figure
from service.charts.frame import Size
from service.charts.theme import Theme, config
from service.charts.tokens import DARK, LIGHT
from service.charts.trajectory import trajectory


def tick_text(value: float, topmost: bool) -> str:
    return f"{value:g}{'%' if topmost else ''}"


def spec_of(figure: Figure, size: Size = Size.WIDE, *, titled: bool = True) -> dict[str, Any]:
    return trajectory(figure, size, tick_text=tick_text, titled=titled)


@pytest.mark.parametrize("size", Size)
def test_the_vega_lite_schema_accepts_it(figure: Figure, size: Size) -> None:
    import altair

    with_theme = {**spec_of(figure, size), "config": config(Theme.LIGHT)}
    altair.LayerChart.from_dict(with_theme, validate=True)


def test_a_specification_the_schema_refuses_is_noticed(figure: Figure) -> None:
    import altair

    broken = {**spec_of(figure), "layer": [{"mark": {"type": "squiggle"}, "encoding": {}}]}
    with pytest.raises(jsonschema.ValidationError):
        altair.LayerChart.from_dict(broken, validate=True)


def test_it_names_styles_and_never_colours(figure: Figure) -> None:
    text = json.dumps(spec_of(figure))
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|var\(", text)
    styles = {layer["mark"]["style"] for layer in spec_of(figure)["layer"]}
    assert styles <= set(config(Theme.LIGHT)["style"])
    assert {"measured", "required", "expected", "fan95", "target", "milestone", "gap", "break"} <= styles


def test_every_style_sets_a_colour_in_every_theme() -> None:
    for theme in Theme:
        assert all("color" in style for style in config(theme)["style"].values())


def test_the_same_specification_gives_the_same_bytes(figure: Figure) -> None:
    assert json.dumps(spec_of(figure)) == json.dumps(spec_of(figure))


def test_its_data_are_what_the_figure_holds(figure: Figure) -> None:
    data = spec_of(figure)["datasets"]
    assert {row["day"] for row in data["measured"]} == {point.day.isoformat() for point in figure.shown()}
    # The fan begins in the newest figure, so that the two are joined.
    assert data["forecast"][0]["p50"] == figure.measured[-1].value
    assert len(data["forecast"]) == len(figure.fan) + 1
    assert len(data["required"]) == len(figure.required)


def test_no_data_come_from_elsewhere(figure: Figure) -> None:
    text = json.dumps(spec_of(figure))
    assert '"url"' not in text


def test_a_page_gives_the_title_itself(figure: Figure) -> None:
    assert "title" in spec_of(figure)
    assert "title" not in spec_of(figure, titled=False)


@pytest.mark.parametrize("bare", [{"fan": ()}, {"measured": ()}, {"target": None}, {"required": ()}])
def test_whatever_is_missing_is_left_out(figure: Figure, bare: dict[str, Any]) -> None:
    styles = {layer["mark"]["style"] for layer in spec_of(replace(figure, **bare))["layer"]}
    assert ("expected" in styles) == ("fan" not in bare)
    assert ("target" in styles) == ("target" not in bare)
    assert ("required" in styles) == ("required" not in bare)
    assert ("measured" in styles) == ("measured" not in bare)


@pytest.mark.parametrize(
    "bare", [{}, {"target": None}, {"measured": (), "target": None}, {"fan": (), "target": None}]
)
def test_the_axes_are_ours_whatever_is_drawn(figure: Figure, bare: dict[str, Any]) -> None:
    layers = spec_of(replace(figure, **bare))["layer"]
    for name in ("x", "y"):
        framed = [
            layer
            for layer in layers
            if "labelFontSize" in (layer["encoding"].get(name, {}).get("axis") or {})
        ]
        assert len(framed) == 1
        assert framed[0]["encoding"][name]["scale"]["domain"]


def test_light_and_dark_name_the_same_tokens() -> None:
    assert list(LIGHT) == list(DARK)
