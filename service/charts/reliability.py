"""The picture of a backtest: what was said against what happened, and how often the ranges held by horizon.

One row of two drawings for each kind of series. As in the large chart, the specification names styles and
never colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.charts.sheet import SCHEMA

Layer = dict[str, Any]

WIDTH, HEIGHT = 300, 260
_QUIET = {"titleFontWeight": "normal", "titlePadding": 8}
_TWICE = 2.0
"""Bars and bands reach two standard errors either way."""


@dataclass(frozen=True, slots=True)
class SaidPoint:
    """Probabilities of one tenth: their mean, the share that came true, how many, the error of the difference."""

    said: float
    happened: float
    count: int
    error: float | None


@dataclass(frozen=True, slots=True)
class HeldPoint:
    """How often the range of a coverage held at one horizon."""

    horizon: int
    promised: float
    held: float
    error: float | None


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """One kind of series: its name, what stands behind it, and the points of both drawings."""

    title: str
    subtitle: str
    said: tuple[SaidPoint, ...]
    held: tuple[HeldPoint, ...]
    step: str


def reliability(rows: Sequence[ReliabilityRow], *, title: str, subtitle: str) -> dict[str, Any]:
    """The specification of the whole picture."""
    return {
        "$schema": SCHEMA,
        "description": f"{title}. {subtitle}",
        "title": {"text": title, "subtitle": subtitle},
        "padding": 20,
        "spacing": 40,
        "vconcat": [_row(row) for row in rows],
    }


def _row(row: ReliabilityRow) -> Layer:
    return {
        "title": {"text": row.title, "subtitle": row.subtitle, "fontSize": 15, "offset": 10},
        "spacing": 60,
        "hconcat": [_said(row), _held(row)],
    }


def _said(row: ReliabilityRow) -> Layer:
    values = [
        {
            "said": point.said,
            "happened": point.happened,
            "count": point.count,
            "low": max(0.0, point.happened - _TWICE * (point.error or 0.0)),
            "high": min(1.0, point.happened + _TWICE * (point.error or 0.0)),
        }
        for point in row.said
    ]
    x = _share("said", "probability said")
    y = _share("happened", "share that came true", grid=True)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": [{"said": 0, "happened": 0}, {"said": 1, "happened": 1}]},
                "mark": {"type": "line", "style": "required"},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": values},
                "mark": {"type": "rule", "style": "gap"},
                "encoding": {"x": x, "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "style": "latest"},
                "encoding": {"x": x, "y": y},
            },
        ],
    }


def _held(row: ReliabilityRow) -> Layer:
    values = [
        {
            "horizon": point.horizon,
            "held": point.held,
            "range": f"{point.promised:.0%}",
            "low": max(0.0, point.held - _TWICE * (point.error or 0.0)),
            "high": min(1.0, point.held + _TWICE * (point.error or 0.0)),
        }
        for point in row.held
    ]
    last = max((point.horizon for point in row.held), default=1)
    axis = {"title": f"{row.step} ahead", "tickMinStep": 1, "format": "d", "tickCount": min(last, 8)} | _QUIET
    x = {"field": "horizon", "type": "quantitative", "axis": axis, "scale": {"domain": [1, max(last, 2)]}}
    y = _share("held", "share of outcomes within", grid=True)
    detail = {"field": "range", "type": "nominal"}
    promised = sorted({point.promised for point in row.held})
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "area", "style": "fan95"},
                "encoding": {
                    "x": x,
                    "y": {"field": "low", "type": "quantitative"},
                    "y2": {"field": "high"},
                    "detail": detail,
                },
            },
            {
                "data": {"values": [{"held": value} for value in promised]},
                "mark": {"type": "rule", "style": "required"},
                "encoding": {"y": y},
            },
            {
                "data": {"values": values},
                "mark": {"type": "line", "style": "expected", "point": {"size": 12, "style": "latest"}},
                "encoding": {"x": x, "y": y, "detail": detail},
            },
            {
                "data": {"values": [{"held": value, "text": f"{value:.0%} range"} for value in promised]},
                "mark": {"type": "text", "style": "label-required", "align": "left", "dx": 6},
                "encoding": {"x": {"value": WIDTH}, "y": y, "text": {"field": "text"}},
            },
        ],
    }


def _share(field: str, title: str, *, grid: bool = False) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "title": title, "tickCount": 5, "grid": grid} | _QUIET,
    }
