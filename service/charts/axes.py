"""The two axes of a chart, with every tick chosen and every text written out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from service.charts.scales import month_ticks, year_ticks

# Up to this many days the axis names months, because years would be too few.
_BY_MONTH = 3 * 365
_YEAR_WIDTH, _MONTH_WIDTH = 60, 84


def moments_of(first: date, last: date, width: float) -> tuple[tuple[date, ...], str]:
    """Where a time axis has its ticks, and how they are written."""
    if (last - first).days < _BY_MONTH:
        return month_ticks(first, last, max(3, int(width / _MONTH_WIDTH))), "%b %Y"
    years = year_ticks(first, last, max(4, int(width / _YEAR_WIDTH)))
    return tuple(date(year, 1, 1) for year in years), "%Y"


def time_axis(
    first: date, last: date, *, moments: Sequence[date], written: str, text: float
) -> dict[str, Any]:
    """Scale and axis of time, in UTC so that no machine's clock moves a date."""
    return {
        "scale": {"type": "utc", "domain": [moment(first), moment(last)], "nice": False},
        "axis": {"values": [moment(day) for day in moments], "format": written, "labelFontSize": text},
    }


def value_axis(
    low: float, high: float, gridlines: Sequence[tuple[float, str]], *, text: float
) -> dict[str, Any]:
    """Scale and axis of values, with every gridline's text written out."""
    written = ", ".join(f"'{_key(value)}': {_quoted(said)}" for value, said in gridlines)
    return {
        "scale": {"domain": [low, high], "nice": False, "zero": False, "clamp": True},
        "axis": {
            "values": [value for value, _ in gridlines],
            "labelExpr": f"({{{written}}})[datum.value]",
            "labelFontSize": text,
        },
    }


def x(field: str = "day") -> dict[str, Any]:
    """Across by a day."""
    return {"field": field, "type": "temporal"}


def y(field: str = "value") -> dict[str, Any]:
    """Up by a value."""
    return {"field": field, "type": "quantitative"}


def with_axes(
    layers: list[dict[str, Any]], across: dict[str, Any], up: dict[str, Any]
) -> list[dict[str, Any]]:
    """Give the axes to the first layer that has a use for each; the others share them.

    A layer with one end only is preferred: of one with two, Vega-Lite reads the domain twice and warns.
    """
    for name, axis in (("x", across), ("y", up)):
        able = [layer["encoding"] for layer in layers if _is_scaled(layer["encoding"].get(name, {}))]
        chosen = next((one for one in able if f"{name}2" not in one), able[0] if able else None)
        if chosen is not None:
            chosen[name] = chosen[name] | axis
    return layers


def _is_scaled(channel: dict[str, Any]) -> bool:
    return "field" in channel and "scale" not in channel


def moment(day: date) -> dict[str, Any]:
    """A day as Vega-Lite writes it."""
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _key(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
