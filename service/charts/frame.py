"""The fixed layout of the large chart: its sizes, margins, axes, and where values fall in pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from service.charts.axes import moments_of, time_axis, value_axis
from service.charts.figure import Figure, Span
from service.charts.labels import text_width
from service.charts.scales import Scale, days, extent, rounded_out, ticks

_HATCH = 9.0
_ABOVE, _BELOW = 12, 26


class Size(Enum):
    """The widths a chart is drawn at; a page shows the one that fits, so that text never shrinks below 11 px."""

    WIDE = (760, 400, 148, 12.0)
    MEDIUM = (500, 350, 132, 12.0)
    NARROW = (320, 320, 108, 12.5)

    def __init__(self, width: int, height: int, margin: int, text: float) -> None:
        self.total_width = width
        self.total_height = height
        self.margin = margin
        self.text = text

    @classmethod
    def fitting(cls, width: int) -> Size:
        """How a chart of any width is laid out."""
        return cls.WIDE if width >= 720 else cls.MEDIUM if width >= 440 else cls.NARROW

    @property
    def title(self) -> str:
        """The name used in addresses and class names."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing area of one chart, with its scales and gridlines."""

    size: Size
    left: int
    top: int
    right: int
    bottom: int
    width: int
    height: int
    first: date
    last: date
    low: float
    high: float
    gridlines: tuple[tuple[float, str], ...]
    moments: tuple[date, ...]
    moment_format: str
    bands: tuple[Span, ...]
    silence: Span | None

    @property
    def across(self) -> Scale:
        """Days to pixels."""
        return days(self.first, self.last, 0, self.width)

    @property
    def up(self) -> Scale:
        """Values to pixels, from the bottom."""
        return Scale(self.low, self.high, self.height, 0)

    def x(self, day: date) -> float:
        """The pixel of a day."""
        return round(self.across(day.toordinal()), 1)

    def y(self, value: float) -> float:
        """The pixel of a value."""
        return round(self.up(value), 1)

    def x_axis(self) -> dict[str, Any]:
        """Scale and axis of time."""
        return time_axis(
            self.first, self.last, moments=self.moments, written=self.moment_format, text=self.size.text
        )

    def y_axis(self) -> dict[str, Any]:
        """Scale and axis of values."""
        return value_axis(self.low, self.high, self.gridlines, text=self.size.text)

    @property
    def hatching(self) -> list[tuple[float, float, float, float]]:
        """Diagonal strokes over the time since the last figure, in pixels."""
        if self.silence is None:
            return []
        start, end = self.x(self.silence.start), self.x(self.silence.end)
        if end - start < 3:
            return []
        strokes = []
        offset = start - self.height
        while offset < end:
            # A stroke runs up to the right at 45 degrees and is cut at the edges of the stretch.
            x0, x1 = max(offset, start), min(offset + self.height, end)
            if x1 > x0:
                strokes.append((x0, self.height - (x0 - offset), x1, self.height - (x1 - offset)))
            offset += _HATCH
        return strokes


def frame_of(
    figure: Figure, size: Size, *, tick_text: Callable[[float, bool], str], width: int | None = None
) -> Frame:
    """Lay out a figure at one size; ``width`` is that of the whole where it is not the usual one."""
    total = width or size.total_width
    count = 3 if size is Size.NARROW else 4
    low, high = rounded_out(*extent(figure), count=count, bounds=figure.bounds)
    values = ticks(low, high, count)
    gridlines = tuple((value, tick_text(value, value == values[-1])) for value in values)
    left = round(max((text_width([text], size.text) for _, text in gridlines), default=0)) + 12
    across = total - left - size.margin
    # A chart grows taller with its width, but far less than in proportion.
    height = size.total_height + max(0, total - size.total_width) // 6
    first, last = figure.since, figure.last_day
    moments, written = moments_of(first, last, across)
    return Frame(
        size=size,
        left=left,
        top=_ABOVE,
        right=size.margin,
        bottom=_BELOW,
        width=across,
        height=height - _ABOVE - _BELOW,
        first=first,
        last=last,
        low=low,
        high=high,
        gridlines=gridlines,
        moments=moments,
        moment_format=written,
        bands=tuple(
            Span(max(band.start, first), min(band.end, last), band.text)
            for band in figure.bands
            if band.end > first and band.start < last
        ),
        silence=figure.silence,
    )


PIXELS = ("x", "y", "x2", "y2")


def in_pixels(*, ends: bool) -> dict[str, Any]:
    """An encoding whose fields already hold pixels: a place, or both ends of a stroke."""
    place = {
        name: {"field": name, "type": "quantitative", "scale": None, "axis": None} for name in PIXELS[:2]
    }
    return place | ({name: {"field": name} for name in PIXELS[2:]} if ends else {})
