"""Labels set here rather than by Vega, where a drawing is made on the server.

Every label of a specification stands at a place in pixels that was worked out beforehand, so nothing has to be
measured to set it; and measuring text is more than half of what a drawing costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
# How far below its middle the line of letters stands, as Vega has it, as a share of their size.
_MIDDLE = 0.30
_SIZE, _LEADING = 12.0, 2.0


@dataclass(frozen=True, slots=True)
class Letters:
    """One line of text: what it says, and the attributes of its element."""

    text: str
    attributes: Mapping[str, str]


def lettered(spec: Mapping[str, Any], theme: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Letters, ...]]:
    """A specification without the labels that stand in pixels, and those labels ready to be set."""
    ours = [layer for layer in spec["layer"] if _stands_in_pixels(layer)]
    rest = [layer for layer in spec["layer"] if not _stands_in_pixels(layer)]
    if not rest:
        # Vega cannot draw nothing.
        return dict(spec), ()
    found = tuple(letters for layer in ours for letters in _letters(layer, spec["padding"], theme))
    return {**spec, "layer": rest}, found


def _stands_in_pixels(layer: Mapping[str, Any]) -> bool:
    encoding = layer["encoding"]
    return (
        layer["mark"]["type"] == "text"
        and "values" in layer.get("data", {})
        and all(encoding.get(name, {}).get("scale", "") is None for name in ("x", "y"))
    )


def _letters(
    layer: Mapping[str, Any], edge: Mapping[str, float], theme: Mapping[str, Any]
) -> Iterator[Letters]:
    mark = layer["mark"]
    style = {**theme["text"], **theme["style"].get(mark.get("style", ""), {}), **mark}
    size = float(style.get("fontSize", _SIZE))
    leading = float(style.get("lineHeight", size + _LEADING))
    given = {
        "text-anchor": _ANCHORS[style.get("align", "center")],
        "font-family": str(style["font"]),
        "font-size": f"{size:g}px",
        "fill": str(style["color"]),
    }
    if "fontWeight" in style:
        given["font-weight"] = str(style["fontWeight"])
    if "stroke" in style:
        given |= {
            "stroke": str(style["stroke"]), "stroke-width": f"{style['strokeWidth']:g}", "stroke-linejoin": "round"
        }  # fmt: skip
    for row in layer["data"]["values"]:
        lines = row["text"] if isinstance(row["text"], list) else [row["text"]]
        for number, line in enumerate(lines):
            x, y = edge["left"] + row["x"], edge["top"] + row["y"] + number * leading + round(_MIDDLE * size)
            yield Letters(line, {"transform": f"translate({round(x, 1):g},{round(y, 1):g})", **given})
