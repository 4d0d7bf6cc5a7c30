"""The chart of one target as one Vega-Lite specification: history, required path, forecast, gap.

The same specification is rendered into the page, served as JSON and drawn as a picture. It names
styles and never colours (see ``theme``). Its layout is fixed (``autosize`` none), so that labels are
placed here, once, and never depend on the fonts of the machine that draws.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from service.charts.annotations import annotation_layers
from service.charts.axes import with_axes
from service.charts.axes import x as _x
from service.charts.axes import y as _y
from service.charts.figure import Figure
from service.charts.frame import PIXELS, Frame, Size, frame_of, in_pixels
from service.charts.sheet import SCHEMA, Layer, Words, sheet, specification
from service.charts.thinning import RunKind, runs

_STYLES = {
    RunKind.FULL: "measured",
    RunKind.ASIDE: "measured-aside",
    RunKind.EARLIER: "measured-earlier",
}
_FAN = (("fan95", "p2_5", "p97_5"), ("fan80", "p10", "p90"), ("fan50", "p25", "p75"))
_PERCENTILES = ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")
_FEW_POINTS = 16


def trajectory(
    figure: Figure,
    size: Size,
    *,
    tick_text: Callable[[float, bool], str],
    titled: bool = True,
    width: int | None = None,
) -> dict[str, Any]:
    """The specification of a figure at one size.

    ``tick_text`` writes the value of a gridline; its second argument says whether it is the topmost,
    which carries the unit. ``titled`` is False inside a page, where a heading stands above the chart and
    the style sheet lays labels on paper. ``width`` is that of the whole where it is not the size's own.
    """
    frame = frame_of(figure, size, tick_text=tick_text, width=width)
    layers = with_axes(
        [
            *_ground(figure, frame),
            *_forecast(figure),
            *_history(figure),
            *annotation_layers(figure, frame, halos=titled),
        ],
        frame.x_axis(),
        frame.y_axis(),
    )
    datasets = _datasets(figure, frame)
    if titled:
        page = sheet(
            Words(figure.title, figure.subtitle, figure.description, figure.source),
            width or size.total_width,
            plot_height=frame.height,
            left=frame.left,
            right=frame.right,
            bottom=frame.bottom,
        )
        return specification(page, layers, datasets=datasets)
    return {
        "$schema": SCHEMA,
        "description": figure.description,
        "width": frame.width,
        "height": frame.height,
        "autosize": {"type": "none"},
        "padding": {"left": frame.left, "top": frame.top, "right": frame.right, "bottom": frame.bottom},
        "datasets": datasets,
        "layer": layers,
    }


def _datasets(figure: Figure, frame: Frame) -> dict[str, list[dict[str, Any]]]:
    measured = [
        {
            "run": number,
            "style": _STYLES[run.kind],
            "day": point.day.isoformat(),
            "period": point.period,
            "value": point.value,
            "open": point.open,
        }
        for number, run in enumerate(runs(figure.shown()))
        for point in run.points
    ]
    fan = []
    latest = figure.latest
    if figure.fan and latest is not None and latest.day < figure.fan[0].day:
        fan.append(_fan_row(latest.day.isoformat(), latest.period, (latest.value,) * len(_PERCENTILES)))
    fan += [_fan_row(point.day.isoformat(), point.period, point.values) for point in figure.fan]
    required = [
        {"day": point.day.isoformat(), "period": point.period, "value": point.value}
        for point in figure.required
        if point.day >= frame.first
    ]
    found = {"measured": measured, "forecast": fan, "required": required}
    if figure.earlier:
        found["earlier"] = [
            {"forecast": number, "day": point.day.isoformat(), "period": point.period, "value": point.value}
            for number, line in enumerate(figure.earlier)
            for point in line
            if frame.first <= point.day <= frame.last
        ]
    return found


def _fan_row(day: str, period: str, values: tuple[float, ...]) -> dict[str, Any]:
    return {"day": day, "period": period, **dict(zip(_PERCENTILES, values, strict=True))}


def _ground(figure: Figure, frame: Frame) -> list[Layer]:
    """The axes, with exceptional periods as bands and silences as hatching behind everything."""
    layers: list[Layer] = [
        {
            "data": {
                "values": [{"start": b.start.isoformat(), "end": b.end.isoformat()} for b in frame.bands]
            },
            "mark": {"type": "rect", "style": "exceptional"},
            "encoding": {"x": _x("start"), "x2": {"field": "end"}},
        }
    ]
    if frame.hatching:
        strokes = [dict(zip(PIXELS, stroke, strict=True)) for stroke in frame.hatching]
        layers.append(
            {
                "data": {"values": strokes},
                "mark": {"type": "rule", "style": "silence"},
                "encoding": in_pixels(ends=True),
            }
        )
    if figure.target is not None:
        layers.append(
            {
                "data": {"values": [{"value": figure.target.value}]},
                "mark": {"type": "rule", "style": "target-level"},
                "encoding": {"y": _y()},
            }
        )
    return layers


def _forecast(figure: Figure) -> list[Layer]:
    earlier: list[Layer] = [
        {
            "data": {"name": "earlier"},
            "mark": {"type": "line", "style": "earlier-forecast"},
            "encoding": {"x": _x(), "y": _y(), "detail": {"field": "forecast", "type": "nominal"}},
        }
        for _ in figure.earlier[:1]
    ]
    if not figure.fan:
        return earlier
    areas: list[Layer] = [
        {
            "data": {"name": "forecast"},
            "mark": {"type": "area", "style": style},
            "encoding": {"x": _x(), "y": _y(low), "y2": {"field": high}},
        }
        for style, low, high in _FAN
    ]
    middle = {
        "data": {"name": "forecast"},
        "mark": {"type": "line", "style": "expected"},
        "encoding": {"x": _x(), "y": _y("p50")},
    }
    return [*areas, *earlier, middle]


def _history(figure: Figure) -> list[Layer]:
    layers: list[Layer] = []
    if figure.required:
        layers.append(
            {
                "data": {"name": "required"},
                "mark": {"type": "line", "style": "required"},
                "encoding": {"x": _x(), "y": _y()},
            }
        )
    kinds = {run.kind for run in runs(figure.shown()) if len(run.points) > 1}
    layers += [
        {
            "data": {"name": "measured"},
            "transform": [{"filter": {"field": "style", "equal": _STYLES[kind]}}],
            "mark": {"type": "line", "style": _STYLES[kind]},
            "encoding": {"x": _x(), "y": _y(), "detail": {"field": "run", "type": "nominal"}},
        }
        for kind in RunKind
        if kind in kinds
    ]
    return layers + _single_points(figure)


def _single_points(figure: Figure) -> list[Layer]:
    """Dots: provisional figures and estimates hollow, figures that stand alone full."""
    shown = figure.shown()
    alone = [run.points[0] for run in runs(shown) if len(run.points) == 1]
    opened = [point for point in (shown if len(shown) <= _FEW_POINTS else shown[-3:]) if point.open]
    return [
        {
            "data": {
                "values": [{"day": p.day.isoformat(), "period": p.period, "value": p.value} for p in points]
            },
            "mark": {"type": "point", "style": style},
            "encoding": {"x": _x(), "y": _y()},
        }
        for style, points in (("latest", [p for p in alone if not p.open]), ("open", opened))
        if points
    ]
