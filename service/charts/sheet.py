"""The page a chart stands on: its finding above, its source below, and the exact size of the whole.

The layout is fixed (``autosize`` none): every label is placed here, so that a chart has the width that was
asked for on every machine, whatever fonts it has.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.charts.frame import in_pixels
from service.charts.labels import CHARACTER

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Layer = dict[str, Any]
NARROWEST, WIDEST = 320, 1200
_EDGE = 12
_SUBTITLE, _SOURCE = 13, 11
# Serif bold is narrower a character than the sans faces that labels are measured by.
_SERIF, _SANS = 0.53, 0.56


@dataclass(frozen=True, slots=True)
class Words:
    """What is said around a chart, finished: the finding, what is drawn, the description, where it comes from."""

    title: str
    subtitle: str
    description: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The measures of one chart: ``width`` and ``height`` of the whole, margins, and the lines around it."""

    words: Words
    width: int
    plot_height: int
    left: int
    right: int
    bottom: int
    title: tuple[str, ...]
    subtitle: tuple[str, ...]
    source: tuple[str, ...]

    @property
    def narrow(self) -> bool:
        """Whether it is drawn for a phone or a column of text."""
        return self.width < 440

    @property
    def title_size(self) -> int:
        """The size of the finding."""
        return title_size(self.width)

    @property
    def top(self) -> int:
        """The height of what stands above the drawing."""
        title = len(self.title) * (self.title_size + 2)
        return _EDGE + title + (7 + len(self.subtitle) * (_SUBTITLE + 2) if self.subtitle else 0) + 18

    @property
    def foot(self) -> int:
        """The height of what stands below the drawing."""
        return self.bottom + (round(len(self.source) * 14) + 12 if self.source else 0)

    @property
    def plot_width(self) -> int:
        """The width of the drawing itself."""
        return self.width - self.left - self.right

    @property
    def height(self) -> int:
        """The height of the whole."""
        return self.top + self.plot_height + self.foot

    @property
    def text(self) -> float:
        """The size of labels."""
        return 12.5 if self.narrow else 12.0


def title_size(width: int) -> int:
    """The size of the finding on a chart of a width."""
    return 17 if width < 440 else 19 if width < 900 else 21


def sheet(
    words: Words, width: int, *, plot_height: int, left: int = 44, right: int = 20, bottom: int = 28
) -> Sheet:
    """Lay out a chart: break the lines around it to its width."""
    room = width - 2 * _EDGE
    return Sheet(
        words,
        width,
        plot_height,
        left,
        right,
        bottom,
        wrapped(words.title, room, title_size(width), share=_SERIF),
        wrapped(words.subtitle, room, _SUBTITLE, share=_SANS),
        wrapped(words.source, room, _SOURCE, share=_SANS),
    )


def wrapped(text: str, room: float, size: float, *, share: float = CHARACTER) -> tuple[str, ...]:
    """A text in lines that fit into so many pixels."""
    characters = max(int(room / (size * share)), 8)
    return tuple(textwrap.wrap(text, characters, break_long_words=True))


def heading(page: Sheet) -> dict[str, Any]:
    """The title of a specification, flush with the left edge of the sheet."""
    return {
        "text": list(page.title),
        "subtitle": list(page.subtitle),
        "frame": "group",
        "dx": _EDGE - page.left,
        "fontSize": page.title_size,
        "offset": 16,
    }


def source_layer(page: Sheet) -> list[Layer]:
    """The lines below the drawing."""
    if not page.source:
        return []
    x, first = _EDGE - page.left, page.plot_height + page.bottom + 14
    rows = [{"x": x, "y": first + 14 * number, "text": line} for number, line in enumerate(page.source)]
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "text", "style": "source", "align": "left"},
            "encoding": {**in_pixels(ends=False), "text": {"field": "text", "type": "nominal"}},
        }
    ]


def specification(
    page: Sheet, layers: Sequence[Layer], *, datasets: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
) -> dict[str, Any]:
    """The whole specification from its layers."""
    spec: dict[str, Any] = {
        "$schema": SCHEMA,
        "description": f"{page.words.title}. {page.words.description}".strip(),
        "title": heading(page),
        "width": page.plot_width,
        "height": page.plot_height,
        "autosize": {"type": "none"},
        "padding": {"left": page.left, "top": page.top, "right": page.right, "bottom": page.foot},
        "layer": [*layers, *source_layer(page)],
    }
    if datasets:
        spec["datasets"] = {name: list(rows) for name, rows in datasets.items()}
    return spec


def texts(rows: Sequence[Mapping[str, Any]], style: str, *, align: str = "left", **mark: Any) -> list[Layer]:
    """Texts at places in pixels: rows of ``x``, ``y``, ``text``."""
    if not rows:
        return []
    return [
        {
            "data": {"values": list(rows)},
            "mark": {"type": "text", "style": style, "align": align, **mark},
            "encoding": {**in_pixels(ends=False), "text": {"field": "text", "type": "nominal"}},
        }
    ]


def for_drawing(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A specification to be drawn with ``theme.drawing``, whose labels need no second copy behind them."""
    layers = [layer for layer in spec["layer"] if layer["mark"].get("style") != "halo"]
    return {**spec, "layer": layers}


def blank(words: Words, width: int, said: str) -> dict[str, Any]:
    """A chart with nothing to draw: the finding and, in place of the drawing, why."""
    probe = sheet(words, width, plot_height=10, left=_EDGE, right=_EDGE, bottom=6)
    lines = wrapped(said, probe.plot_width, 14)
    page = sheet(words, width, plot_height=14 + 19 * max(len(lines), 1), left=_EDGE, right=_EDGE, bottom=6)
    rows = [{"x": 0, "y": 10 + 19 * number, "text": line} for number, line in enumerate(lines)]
    # An empty chart still needs one layer that draws.
    layers = texts(rows, "note") or texts([{"x": 0, "y": 0, "text": ""}], "note")
    return specification(page, layers)
