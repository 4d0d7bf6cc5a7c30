"""The Vega-Lite theme: specifications name styles and never colours, so a theme is one swap."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

from service.charts.tokens import DARK, LIGHT, PAGE, PRINT

SANS = "system-ui, Segoe UI, Inter, Roboto, Noto Sans, Helvetica Neue, Arial, sans-serif"
SERIF = "Charter, Bitstream Charter, Charis SIL, Sitka Text, Cambria, Georgia, serif"
TEXT_SIZE = 12


class Theme(StrEnum):
    """Where a chart is shown: by itself on light, dark or white paper, or inside a page that sets the colours."""

    LIGHT = "light"
    DARK = "dark"
    PRINT = "print"
    PAGE = "page"


_PALETTES = {Theme.LIGHT: LIGHT, Theme.DARK: DARK, Theme.PRINT: PRINT, Theme.PAGE: PAGE}


@lru_cache(maxsize=8)
def config(theme: Theme) -> dict[str, Any]:
    """The ``config`` of a specification for a theme."""
    colour = _PALETTES[theme]
    return {
        "background": None if theme is Theme.PAGE else colour["paper"],
        "font": SANS,
        "view": {"stroke": None},
        "legend": {"disable": True},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "font": SERIF,
            "fontSize": 19,
            "fontWeight": 700,
            "color": colour["ink"],
            "subtitleFont": SANS,
            "subtitleFontSize": 13,
            "subtitleColor": colour["ink2"],
            "subtitlePadding": 5,
            "offset": 14,
        },
        "axis": {
            "labelFont": SANS,
            "labelFontSize": TEXT_SIZE,
            "labelColor": colour["ink3"],
            "title": None,
            "domainColor": colour["rule"],
            "tickColor": colour["rule"],
            "tickSize": 4,
            "labelPadding": 6,
            "gridColor": colour["hair"],
            "gridWidth": 1,
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False},
        "line": {"strokeJoin": "round", "strokeCap": "round"},
        "text": {"font": SANS, "fontSize": TEXT_SIZE, "baseline": "middle"},
        "style": _styles(colour),
    }


@lru_cache(maxsize=8)
def drawing(theme: Theme) -> dict[str, Any]:
    """The same theme for drawing on the server.

    Measuring text is most of what a drawing costs. So labels carry their strip of paper themselves, as the stroke
    under their letters (``svg`` sees to the order), instead of standing twice; and nothing is measured for cutting off.
    """
    found = config(theme)
    paper = _PALETTES[theme]["paper"]
    halo = {"stroke": paper, "strokeWidth": 4, "strokeJoin": "round"}
    styles = {
        name: style | halo if name.startswith("label-") else style for name, style in found["style"].items()
    }
    axis = found["axis"] | {"labelLimit": 0, "titleLimit": 0}
    return found | {"aria": False, "axis": axis, "style": styles}


def _styles(colour: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    # A named style must set ``color``: ``fill`` or ``stroke`` alone loses to the defaults.
    ink, paper, path = colour["ink"], colour["paper"], colour["required"]
    return {
        "measured": {"color": ink, "strokeWidth": 2},
        "measured-earlier": {"color": ink, "strokeWidth": 1.2, "opacity": 0.6},
        "measured-aside": {"color": ink, "strokeWidth": 1.2, "strokeDash": [1, 3]},
        "latest": {"color": ink, "filled": True, "size": 46, "opacity": 1},
        "open": {"color": paper, "filled": True, "stroke": ink, "strokeWidth": 1.5, "size": 42, "opacity": 1},
        "fan95": {"color": colour["fan95"], "opacity": 1},
        "fan80": {"color": colour["fan80"], "opacity": 1},
        "fan50": {"color": colour["fan50"], "opacity": 1},
        "expected": {"color": colour["expected"], "strokeWidth": 2},
        "earlier-forecast": {"color": colour["expected"], "strokeWidth": 0.9},
        "scenario": {"color": colour["expected"], "strokeWidth": 1.75, "strokeDash": [1, 3]},
        "required": {"color": path, "strokeWidth": 2, "strokeDash": [5, 3], "strokeCap": "butt"},
        "target-level": {"color": path, "strokeWidth": 1, "opacity": 0.5},
        "target": {"color": path, "shape": "diamond", "filled": True, "size": 120, "opacity": 1},
        "milestone": {
            "color": paper, "shape": "diamond", "filled": True, "stroke": path, "strokeWidth": 1.6,
            "size": 84, "opacity": 1,
        },
        "gap": {"color": ink, "strokeWidth": 1.25},
        "break": {"color": colour["ink3"], "strokeWidth": 1, "strokeDash": [2, 2]},
        "exceptional": {"color": colour["band"], "opacity": 1},
        "silence": {"color": colour["rule"], "strokeWidth": 1},
        "halo": {"color": paper, "stroke": paper, "strokeWidth": 4, "strokeJoin": "round", "fontWeight": 600},
        "label-measured": {"color": ink, "fontWeight": 600},
        "label-expected": {"color": colour["expected"], "fontWeight": 600},
        "label-required": {"color": path, "fontWeight": 600},
        "label-quiet": {"color": colour["ink3"]},
        "source": {"color": colour["ink3"], "fontSize": 11},
        "note": {"color": colour["ink2"], "fontSize": 14},
        "panel-title": {"color": ink, "fontWeight": 600},
        "axis-rule": {"color": colour["rule"], "strokeWidth": 1},
        "grid": {"color": colour["hair"], "strokeWidth": 1},
        "even": {"color": path, "strokeWidth": 1.5, "strokeDash": [5, 3]},
        "due": {"color": path, "strokeWidth": 1.5, "strokeDash": [5, 3]},
        "spread": {"color": colour["fan50"], "strokeWidth": 5, "strokeCap": "butt"},
        "stretch": {"color": colour["expected"], "strokeWidth": 5, "strokeCap": "butt"},
        "step": {"color": colour["expected"], "strokeWidth": 2, "interpolate": "step-after"},
        "step-area": {"color": colour["fan80"], "opacity": 1, "interpolate": "step-after"},
        "now": {"color": ink, "strokeWidth": 1.75},
        "now-point": {"color": ink, "filled": True, "shape": "square", "size": 40, "opacity": 1},
        "expected-point": {"color": colour["expected"], "filled": True, "size": 56, "opacity": 1},
        "on": {"color": colour["on"], "filled": True, "shape": "circle", "size": 90, "opacity": 1},
        "uncertain": {
            "color": colour["hair"], "filled": True, "shape": "circle", "size": 90, "opacity": 1,
            "stroke": colour["uncertain"], "strokeWidth": 2.5,
        },
        "off": {
            "color": paper, "filled": True, "shape": "circle", "size": 90, "opacity": 1, "stroke": colour["off"],
            "strokeWidth": 2,
        },
        "met": {"color": colour["on"], "filled": True, "shape": "square", "size": 90, "opacity": 1},
        "missed": {
            "color": paper, "filled": True, "shape": "square", "size": 90, "opacity": 1, "stroke": colour["off"],
            "strokeWidth": 2,
        },
        "raised": {"color": colour["expected"], "opacity": 1},
        "lowered": {"color": path, "opacity": 1},
        "raised-some": {"color": colour["fan80"], "opacity": 1},
        "lowered-some": {"color": path, "opacity": 0.28},
        "same": {"color": colour["band"], "opacity": 1},
        "on-strong": {"color": paper, "fontWeight": 600},
        "on-weak": {"color": ink},
    }  # fmt: skip
