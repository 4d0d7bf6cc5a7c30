"""The fixed layout of the large chart: its sizes, margins, axes, and where values fall in pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from service.charts.figure import Figure, Span
from service.charts.labels import text_width
from service.charts.scales import Scale, days, extent, month_ticks, rounded_out, ticks, year_ticks

_TITLE_HEIGHT = 58
_HATCH = 9.0
# Up to this many days the axis names months, because years would be too few.
_BY_MONTH = 3 * 365


class Size(Enum):
    """The widths a chart is drawn at; a page shows the one that fits, so that text never shrinks below 11 px."""

    WIDE = (760, 400, 148, 12.0)
    MEDIUM = (500, 350, 116, 12.0)
    NARROW = (320, 320, 96, 12.5)

    def __init__(self, width: int, height: int, margin: int, text: float) -> None:
        self.total_width = width
        self.total_height = height
        self.margin = margin
        self.text = text

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
        """Scale and axis of time, in UTC so that no machine's clock moves a date."""
        return {
            "scale": {"type": "utc", "domain": [_moment(self.first), _moment(self.last)], "nice": False},
            "axis": {
                "values": [_moment(day) for day in self.moments],
                "format": self.moment_format,
                "labelFontSize": self.size.text,
            },
        }

    def y_axis(self) -> dict[str, Any]:
        """Scale and axis of values, with every gridline's text written out."""
        texts = ", ".join(f"'{_key(value)}': {_quoted(text)}" for value, text in self.gridlines)
        return {
            "scale": {"domain": [self.low, self.high], "nice": False, "zero": False, "clamp": True},
            "axis": {
                "values": [value for value, _ in self.gridlines],
                "labelExpr": f"({{{texts}}})[datum.value]",
                "labelFontSize": self.size.text,
            },
        }

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


def frame_of(figure: Figure, size: Size, *, tick_text: Callable[[float, bool], str], titled: bool) -> Frame:
    """Lay out a figure at one size."""
    count = 3 if size is Size.NARROW else 4
    low, high = rounded_out(*extent(figure), count=count, bounds=figure.bounds)
    values = ticks(low, high, count)
    gridlines = tuple((value, tick_text(value, value == values[-1])) for value in values)
    left = round(max((text_width([text], size.text) for _, text in gridlines), default=0)) + 12
    top, bottom = 12 + (_TITLE_HEIGHT if titled else 0), 26
    width = size.total_width - left - size.margin
    first, last = figure.since, figure.last_day
    by_month = (last - first).days < _BY_MONTH
    moments = (
        month_ticks(first, last, max(3, width // 84))
        if by_month
        else tuple(date(year, 1, 1) for year in year_ticks(first, last, max(4, width // 60)))
    )
    return Frame(
        size=size,
        left=left,
        top=top,
        right=size.margin,
        bottom=bottom,
        width=width,
        height=size.total_height - 12 - bottom,
        first=first,
        last=last,
        low=low,
        high=high,
        gridlines=gridlines,
        moments=moments,
        moment_format="%b %Y" if by_month else "%Y",
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


def _moment(day: date) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _key(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
