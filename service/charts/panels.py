"""Many small drawings on one sheet, on one scale: areas of an indicator, classes of a record.

Each panel is drawn from rows that hold both the figures and the pixels they fall on, so that the whole has the
width that was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from service.charts.frame import PIXELS, in_pixels
from service.charts.labels import text_width
from service.charts.scales import Scale
from service.charts.sheet import Layer, Sheet, Words, sheet, specification, texts, wrapped

_GAP, _HEAD, _AXIS = 22.0, 36.0, 30.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line or marks of one style: rows of (across, up, what the row stands for)."""

    style: str
    points: tuple[tuple[float, float, str], ...]
    mark: str = "line"


@dataclass(frozen=True, slots=True)
class Panel:
    """One small drawing: what it is of, what is said of it, what is drawn; ``bars`` are upright spreads."""

    title: str
    said: str
    strokes: tuple[Stroke, ...]
    bars: tuple[tuple[float, float, float], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Panels:
    """All drawings, which share both scales; ``ends`` are the texts below the first and last value across."""

    words: Words
    panels: tuple[Panel, ...]
    across: tuple[float, float]
    up: tuple[float, float]
    gridlines: tuple[tuple[float, str], ...]
    ends: tuple[str, str]
    square: bool = False
    narrowest: float = 150.0


def panels(picture: Panels, width: int) -> dict[str, Any]:
    """The specification at a width: one column on a phone, as many as fit on a wide sheet."""
    left = round(max(text_width([text], 12) for _, text in picture.gridlines)) + 18
    room = width - left - 16
    narrowest = picture.narrowest if width >= 440 else min(picture.narrowest, 112.0)
    columns = max(1, min(int((room + _GAP) // (narrowest + _GAP)), len(picture.panels)))
    across = min((room - _GAP * (columns - 1)) / columns, 420.0)
    height = min(across, 260.0) if picture.square else min(max(across * 0.5, 70.0), 130.0)
    rows = -(-len(picture.panels) // columns)
    block = _HEAD + height + _AXIS
    page = sheet(picture.words, width, plot_height=round(rows * block), left=left, right=16, bottom=0)
    grids = [
        _Grid(picture, place % columns * (across + _GAP), place // columns * block + _HEAD, across, height)
        for place in range(len(picture.panels))
    ]
    layers = [
        *_ground(picture, grids, columns),
        *_strokes(picture, grids),
        *_words(picture, grids, page),
    ]
    return specification(page, layers)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where one panel stands, and its scales."""

    picture: Panels
    left: float
    top: float
    width: float
    height: float

    def x(self, value: float) -> float:
        low, high = self.picture.across
        return round(Scale(low, high, self.left, self.left + self.width)(value), 1)

    def y(self, value: float) -> float:
        low, high = self.picture.up
        return round(Scale(low, high, self.top + self.height, self.top)(value), 1)


def _ground(picture: Panels, grids: Sequence[_Grid], columns: int) -> list[Layer]:
    lines = [
        (grid.left, grid.y(value), grid.left + grid.width, grid.y(value))
        for grid in grids
        for value, _ in picture.gridlines
    ]
    ticks = [
        {"x": round(grid.left - 6, 1), "y": grid.y(value), "text": text}
        for place, grid in enumerate(grids)
        if place % columns == 0
        for value, text in picture.gridlines
    ]
    return [
        {
            "data": {"values": [dict(zip(PIXELS, line, strict=True)) for line in lines]},
            "mark": {"type": "rule", "style": "grid"},
            "encoding": in_pixels(ends=True),
        },
        *texts(ticks, "label-quiet", align="right"),
    ]


def _strokes(picture: Panels, grids: Sequence[_Grid]) -> list[Layer]:
    kinds = dict.fromkeys((stroke.style, stroke.mark) for panel in picture.panels for stroke in panel.strokes)
    layers: list[Layer] = []
    bars = [
        dict(zip(PIXELS, (grid.x(at), grid.y(low), grid.x(at), grid.y(high)), strict=True))
        for panel, grid in zip(picture.panels, grids, strict=True)
        for at, low, high in panel.bars
    ]
    if bars:
        layers.append(
            {
                "data": {"values": bars},
                "mark": {"type": "rule", "style": "gap"},
                "encoding": in_pixels(ends=True),
            }
        )
    for style, mark in kinds:
        rows = [
            {
                "x": grid.x(at), "y": grid.y(value), "panel": panel.title, "line": f"{place}-{number}",
                "period": label, "value": value,
            }
            for place, (panel, grid) in enumerate(zip(picture.panels, grids, strict=True))
            for number, stroke in enumerate(panel.strokes)
            if (stroke.style, stroke.mark) == (style, mark)
            for at, value, label in stroke.points
        ]  # fmt: skip
        encoding = in_pixels(ends=False)
        if mark == "line":
            encoding["detail"] = {"field": "line", "type": "nominal"}
        layers.append(
            {"data": {"values": rows}, "mark": {"type": mark, "style": style}, "encoding": encoding}
        )
    return layers


def _words(picture: Panels, grids: Sequence[_Grid], page: Sheet) -> list[Layer]:
    titles, said, first, last = [], [], [], []
    for panel, grid in zip(picture.panels, grids, strict=True):
        # A name may run into the gap beside its drawing.
        name = wrapped(panel.title, grid.width, page.text, share=0.56)
        more = "…" if len(name) > 1 else ""
        titles.append({"x": grid.left, "y": grid.top - 26, "text": f"{name[0] if name else ''}{more}"})
        said.append({"x": grid.left, "y": grid.top - 11, "text": panel.said})
        below = grid.top + grid.height + 12
        first.append({"x": grid.left, "y": below, "text": picture.ends[0]})
        last.append({"x": grid.left + grid.width, "y": below, "text": picture.ends[1]})
    return [
        *texts(titles, "panel-title"),
        *texts(said, "label-quiet"),
        *texts(first, "source"),
        *texts(last, "source", align="right"),
    ]
