"""The triangle of revisions: a row a period, a column a release, in each cell the figure that was published.

A cell is shaded by how the figure differs from the one first published; the figure itself is written in it
wherever there is room, so that nothing is said by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.charts.frame import PIXELS, in_pixels
from service.charts.labels import text_width
from service.charts.sheet import Layer, Words, sheet, specification, texts

_ROW, _HEAD = 21.0, 34
_WIDEST_CELL = 128.0
_SOME = 0.25
"""Shares of the largest revision from which a cell is shaded fully."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one release gave for one period, and by how much that differs from the first edition."""

    period: int
    release: int
    value: float
    change: float
    text: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class Triangle:
    """Periods and releases by their labels, and the cells between them."""

    words: Words
    periods: tuple[str, ...]
    releases: tuple[str, ...]
    cells: tuple[Cell, ...]


def most_columns(width: int, label: str, text: str) -> int:
    """How many releases fit beside each other."""
    room = width - 24 - text_width([label], 12.5)
    return max(1, int(room / max(text_width([text], 12.0) + 12, text_width(["30 Nov"], 11.0) + 10)))


def triangle(picture: Triangle, width: int) -> dict[str, Any]:
    """The specification at a width."""
    left = round(max(text_width([label], 12.5) for label in picture.periods)) + 20
    height = round(_ROW * len(picture.periods))
    page = sheet(picture.words, width, plot_height=height + _HEAD, left=left, right=12, bottom=4)
    cell = min(page.plot_width / len(picture.releases), _WIDEST_CELL)
    layers: list[Layer] = []
    largest = max((abs(one.change) for one in picture.cells), default=0.0)
    for style in ("same", "raised-some", "lowered-some", "raised", "lowered"):
        rows = [_box(one, cell) for one in picture.cells if _style(one, largest) == style]
        if rows:
            layers.append(
                {
                    "data": {"values": rows},
                    "mark": {"type": "rect", "style": style},
                    "encoding": in_pixels(ends=True),
                }
            )
    return specification(page, [*layers, *_texts(picture, cell, largest)])


def _style(one: Cell, largest: float) -> str:
    if one.change == 0 or largest == 0:
        return "same"
    strong = abs(one.change) >= _SOME * largest
    return ("raised" if one.change > 0 else "lowered") + ("" if strong else "-some")


def _box(one: Cell, width: float) -> dict[str, Any]:
    x, y = one.release * width, _HEAD + one.period * _ROW
    sides = (round(x, 1), round(y, 1), round(x + width - 1.5, 1), round(y + _ROW - 1.5, 1))
    return {**dict(zip(PIXELS, sides, strict=True)), "value": one.value, "change": one.change}


def _texts(picture: Triangle, cell: float, largest: float) -> list[Layer]:
    layers: list[Layer] = []
    for style, wanted in (
        ("on-strong", ("raised", "lowered")),
        ("on-weak", ("same", "raised-some", "lowered-some")),
    ):
        rows = [
            {
                "x": round((one.release + 0.5) * cell, 1),
                "y": round(_HEAD + (one.period + 0.47) * _ROW, 1),
                "text": one.text,
            }
            for one in picture.cells
            if _style(one, largest) in wanted and text_width([one.text], 12) <= cell + 4
        ]
        layers += texts(rows, style, align="center")
    # The day above its year, so that a column can be narrow.
    heads = [
        {"x": round((place + 0.5) * cell, 1), "y": 8 + 14 * line, "text": text}
        for place, day in enumerate(picture.releases)
        for line, text in enumerate(day.rsplit(" ", 1))
    ]
    names = [
        {"x": -8, "y": round(_HEAD + (place + 0.47) * _ROW, 1), "text": text}
        for place, text in enumerate(picture.periods)
    ]
    return [*layers, *texts(heads, "source", align="center"), *texts(names, "label-quiet", align="right")]
